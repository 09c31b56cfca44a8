import assert from "node:assert/strict";
import manifest from "../../../deno.json" with { type: "json" };
import { tableRows } from "../../support/markdown_table.ts";
import { EXPECTED_OPEN } from "./expectations.ts";
import { loadProbes } from "./support/probe.ts";

const ROOT = new URL("../../../", import.meta.url);
const SECURITY = await Deno.readTextFile(new URL("SECURITY.md", ROOT));
const PROBES = await loadProbes();

/**
 * What is wrong with the last cell of a finding. Each name in it must be a probe, a file of tests, or a
 * task of `deno.json`, and there must be one.
 */
async function problemsOf(cell: string): Promise<readonly string[]> {
  const names = cell.split(", ").filter((name) => name !== "");
  if (names.length === 0) return ["nothing shows it"];
  const wrong = await Promise.all(names.map(async (text) => await shows(text) ? [] : [text]));
  return wrong.flat().map((text) => `${text} is no probe, no file of tests and no task`);
}

async function shows(text: string): Promise<boolean> {
  const [, name = ""] = /^`([^`]+)`$/.exec(text) ?? [];
  const [, task] = /^task ([a-z:]+)(?: |$)/.exec(name) ?? [];
  if (task !== undefined) return Object.hasOwn(manifest.tasks, task);
  if (!/^tests\/[a-z0-9_/]+_test\.ts$/.test(name)) return PROBES.some(({ id }) => id === name);
  return await Deno.stat(new URL(name, ROOT)).then(({ isFile }) => isFile, () => false);
}

Deno.test("SECURITY.md's findings name probes, tests and tasks that exist, and say open of probes that work", async () => {
  const open = Object.values(EXPECTED_OPEN).flat();
  const rows = tableRows(SECURITY, "Finding", "Class", "Held by");
  assert.ok(rows.length > 20, `${rows.length} rows`);
  for (const [finding, , held, shown = ""] of rows) {
    assert.deepEqual(await problemsOf(shown), [], finding);
    if (open.some((id) => shown.includes(`\`${id}\``))) assert.equal(held, "open", finding);
  }
});

Deno.test("a finding is refused whose probe, file or task does not exist, and one that names none", async () => {
  const good = "`task hostile --freeze`, `tests/rpc/channel_test.ts`, `syscall.mount`";
  assert.deepEqual(await problemsOf(good), []);
  for (
    const wrong of [
      "`syscall.no_such`",
      "`Syscall.mount`",
      "syscall.mount",
      "`tests/rpc/no_such_test.ts`",
      // a list of programs, which runs nothing by itself
      "`tests/e2e/scenarios.ts`",
      "`task absent`",
      "the tests",
    ]
  ) {
    const problem = `${wrong} is no probe, no file of tests and no task`;
    assert.deepEqual(await problemsOf(`${good}, ${wrong}`), [problem]);
  }
  assert.deepEqual(await problemsOf(""), ["nothing shows it"]);
});

Deno.test("SECURITY.md counts the hostile programs", () => {
  const [counted] = SECURITY.matchAll(
    /runs (\d+) hostile\s+programs[^.]*and (\d+) on the embedded/g,
  );
  const [, containers, embedded] = counted ?? [];
  const count = (engine: "podman" | "embedded") =>
    PROBES.filter(({ engines }) => engines.includes(engine)).length;
  assert.deepEqual([Number(containers), Number(embedded)], [count("podman"), count("embedded")]);
});
