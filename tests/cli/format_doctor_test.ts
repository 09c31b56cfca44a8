import assert from "node:assert/strict";
import { exitCodeOf, formatDiagnosis, toJson } from "../../src/cli/format_doctor.ts";
import type { Diagnosed, Diagnosis } from "../../src/doctor/doctor.ts";
import { finding } from "../../src/doctor/finding.ts";
import { FINDINGS, type Level, LEVELS } from "../../src/doctor/finding_table.ts";

const FIX = () => Promise.resolve("set its mode to 0700");

function found(fixed: Diagnosed["fixed"] = null): readonly Diagnosed[] {
  return [
    { ...finding("state.ready", { subject: "/state", text: "it is yours" }), fixed: null },
    {
      ...finding("state.open", {
        subject: "/state",
        text: "other users may use it",
        remedy: "run: chmod 700 /state",
        fix: FIX,
      }),
      fixed,
    },
    {
      ...finding("server.failed", {
        subject: "jira\u001b[2J",
        text: "two\nlines",
        remedy: "start its command in a terminal",
      }),
      fixed: null,
    },
  ];
}

Deno.test("formatDiagnosis() groups the findings, and puts what to do under each", () => {
  assert.equal(
    formatDiagnosis({ findings: found(), level: "warning" }),
    `State directory
  ok       /state: it is yours
  warning  /state: other users may use it
           → run: chmod 700 /state

Servers
  warning  jira\\u{1b}[2J: two\\u{a}lines
           → start its command in a terminal

The bridge works. 2 warnings. --fix puts some of it right.
`,
  );
});

Deno.test("formatDiagnosis() says what was put right, and what could not be", () => {
  const done = formatDiagnosis({
    findings: found({ done: true, text: "set its mode to 0700" }),
    level: "warning",
  });
  assert.match(done, /other users may use it\n +fixed: set its mode to 0700\n\nServers/);
  assert.match(done, /The bridge works\. 1 warning\.\n$/);
  const failed = formatDiagnosis({
    findings: found({ done: false, text: "not permitted" }),
    level: "warning",
  });
  assert.match(failed, /cannot be fixed: not permitted\n +→ run: chmod 700/);
  assert.match(failed, /2 warnings\.\n$/);
});

Deno.test("formatDiagnosis() says when nothing is wrong", () => {
  const findings = found().slice(0, 1);
  assert.match(
    formatDiagnosis({ findings, level: "ok" }),
    /\n\nThe bridge works\. Nothing is wrong\.\n$/,
  );
  assert.match(formatDiagnosis({ findings, level: "failure" }), /The bridge cannot work\./);
});

Deno.test("formatDiagnosis() has a title for everything that a finding is about", () => {
  for (const [id, { level }] of Object.entries(FINDINGS)) {
    const one = { id, level, subject: "", text: "", remedy: null, fixed: null } as Diagnosed;
    const [title = ""] = formatDiagnosis({ findings: [one], level }).split("\n");
    assert.match(title, /^[A-Z]/, id);
  }
});

Deno.test("exitCodeOf() is 0, 1 with warnings, and 2 when the bridge cannot work", () => {
  const codes = LEVELS.map((level: Level) => exitCodeOf({ findings: [], level }));
  assert.deepEqual(codes, [0, 0, 1, 2]);
});

Deno.test("toJson() has the shape that docs/doctor.md documents", () => {
  const diagnosis: Diagnosis = {
    findings: found({ done: true, text: "set its mode to 0700" }).slice(1, 2),
    level: "ok",
  };
  assert.deepEqual(toJson(diagnosis, "1.2.3"), {
    shape: 1,
    version: "1.2.3",
    level: "ok",
    findings: [{
      id: "state.open",
      level: "warning",
      subject: "/state",
      text: "other users may use it",
      remedy: "run: chmod 700 /state",
      fixable: true,
      fixed: { done: true, text: "set its mode to 0700" },
    }],
  });
});
