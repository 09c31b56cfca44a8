import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../src/doctor/doctor.ts";
import type { FindingId } from "../../src/doctor/finding_table.ts";
import { readUsableSettings } from "../../src/doctor/usable_settings.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";
import { contextOf, factoriesOf, type Scene, STATE, usable } from "./scene.ts";

const WORKS: Scene = { engines: { podman: usable("podman") } };

async function diagnoseIn(scene: Scene, fix = false): Promise<Diagnosis> {
  return await diagnose({ ...(await contextOf(scene)).options, fix });
}

function levelsOf({ findings }: Diagnosis): ReadonlyMap<FindingId, string> {
  return new Map(findings.map(({ id, level }) => [id, level]));
}

Deno.test("diagnose() finds nothing worse than a note where all is well", async () => {
  const diagnosis = await diagnoseIn(WORKS);
  assert.equal(diagnosis.level, "note");
  assert.equal(levelsOf(diagnosis).get("run.passed"), "ok");
});

Deno.test("diagnose() works where nothing else does", async () => {
  const system = new FakeSystem({
    home: null,
    platform: "windows",
    env: { MCP_BRIDGE_MEMORY: "lots" },
  });
  const broken = () => Promise.reject(new Error("permission denied"));
  system.files.info = broken;
  system.files.list = broken;
  system.files.realPath = broken;
  system.files.freeBytes = broken;
  const failure = new Error("nothing starts");
  const diagnosis = await diagnoseIn({
    system,
    engines: { podman: failure, docker: failure, embedded: failure },
    trial: failure,
    reports: failure,
  });
  assert.equal(diagnosis.level, "failure");
  const levels = levelsOf(diagnosis);
  for (const id of ["settings.refused", "state.unknown", "engine.none"] as const) {
    assert.equal(levels.get(id), "failure", id);
  }
});

Deno.test("diagnose() says what is under way", async () => {
  const said: string[] = [];
  const options = (await contextOf(WORKS)).options;
  await diagnose({ ...options, fix: false, onProgress: (text) => said.push(text) });
  assert.match(said[0] ?? "", /^Checking executable, settings, /);
  assert.ok(said.some((text) => /^Checking engine podman, .*trial run, servers/.test(text)));
  assert.match(said.at(-1) ?? "", /^Checking [^,]+$/);
});

/** A state directory that others may read, and a claim of a dead bridge. */
function untidy(): FakeSystem {
  const files: FakeSystemOptions["files"] = {
    [STATE]: { kind: "directory", mode: 0o755 },
    [`${STATE}/digest-key`]: { kind: "file", mode: 0o644 },
    [`${STATE}/trust.json`]: { kind: "file", mode: 0o622 },
    [`${STATE}/ready/77-old`]: `container 1 1000:77:5:-:-:1\n`,
    [`${STATE}/trust.json.0f9a8b7c-0000-4000-8000-0123456789ab.tmp`]: "half",
  };
  return new FakeSystem({ files });
}

Deno.test("diagnose() changes nothing that it was not asked to put right", async () => {
  const system = untidy();
  const before = [...system.files.entries].sort();
  await diagnoseIn({ ...WORKS, system });
  assert.deepEqual([...system.files.entries].sort(), before);
});

Deno.test("diagnose() puts right what is safe, says what it did, and leaves what others wrote", async () => {
  const system = untidy();
  const diagnosis = await diagnoseIn({ ...WORKS, system }, true);
  const fixed = diagnosis.findings.filter(({ fixed }) => fixed !== null)
    .map(({ id, fixed }) => [id, fixed?.done, fixed?.text]);
  assert.deepEqual(fixed, [
    ["state.open", true, "set its mode to 0700"],
    ["file.readable", true, "set its mode to 0600"],
    ["leftover.found", true, "removed 1: ready/77-old"],
    ["leftover.file", true, "removed 1"],
  ]);
  assert.equal(system.files.infoSync(`${STATE}/trust.json`)?.mode, 0o622);
  assert.equal(diagnosis.level, "warning");
  const again = await diagnoseIn({ ...WORKS, system }, true);
  assert.deepEqual(again.findings.filter(({ fixed }) => fixed !== null), []);
});

Deno.test("diagnose() makes a broken embedded engine anew, and tells when it cannot", async () => {
  for (const error of [null, new Error("no space left")]) {
    const parts = {
      look: () => Promise.resolve({ made: true, fault: "changed" }),
      prepare: () => error === null ? Promise.resolve() : Promise.reject(error),
    };
    const diagnosis = await diagnoseIn(
      { engines: { embedded: usable("embedded", { parts }) } },
      true,
    );
    const { fixed } = diagnosis.findings.find(({ id }) => id === "parts.broken") ?? {};
    assert.deepEqual(
      fixed,
      error === null
        ? { done: true, text: "made its files anew" }
        : { done: false, text: "no space left" },
    );
    assert.equal(diagnosis.level, error === null ? "note" : "warning");
  }
});

Deno.test("diagnose() gives up what does not come to an end, checks and repairs alike", async () => {
  const system = new FakeSystem();
  const parts = {
    look: () => Promise.resolve({ made: true, fault: "changed" }),
    prepare: () => new Promise(() => {}),
  };
  const hanging = new Promise<never>(() => {});
  const { options } = await contextOf({
    system,
    engines: { embedded: usable("embedded", { parts }) },
  });
  let over = false;
  const diagnosing = diagnose({ ...options, fix: true, runProgram: () => hanging })
    .finally(() => over = true);
  await system.clock.advanceUntil(() => over, 500);
  const { findings } = await diagnosing;
  const late = findings.filter(({ id }) => id === "check.late").map(({ subject }) => subject);
  assert.deepEqual(late, ["engine embedded", "trial run"]);
  const { fixed } = findings.find(({ id }) => id === "parts.broken") ?? {};
  assert.deepEqual(fixed, { done: false, text: "it did not end within 120 s" });
});

Deno.test("diagnose() tells when an engine keeps what was to be removed", async () => {
  const podman = usable("podman", {
    leftovers: () => Promise.resolve(["container 3f2a"]),
    clean: () => Promise.resolve({ removed: [], problem: "podman is stuck" }),
  });
  const diagnosis = await diagnoseIn({ engines: { podman } }, true);
  const { fixed } = diagnosis.findings.find(({ id }) => id === "leftover.found") ?? {};
  assert.deepEqual(fixed, { done: false, text: "podman is stuck" });
  assert.equal(diagnosis.level, "warning");
});

Deno.test("diagnose() asks each engine, the trial and the servers once", async () => {
  const asked: string[] = [];
  const servers = { mcpServers: { jira: { command: "node" } } };
  const system = new FakeSystem({
    files: { "/home/ada/.cursor/mcp.json": JSON.stringify(servers) },
  });
  const { options } = await contextOf({ ...WORKS, system });
  await diagnose({
    ...options,
    fix: false,
    engines: factoriesOf({ podman: usable("podman") }),
    runProgram: (code) => {
      asked.push(code);
      return options.runProgram(code);
    },
    askServers: (ms) => {
      asked.push("servers");
      return options.askServers(ms);
    },
  });
  assert.deepEqual(asked.sort(), ["1 + 1", "servers"]);
});

Deno.test("readUsableSettings() obeys what can be obeyed", () => {
  const env = { MCP_BRIDGE_MEMORY: "lots", MCP_BRIDGE_PIDS: "99", MCP_BRIDGE_STATE_DIR: "/state" };
  const read = readUsableSettings(new FakeSystem({ home: null, env }));
  assert.equal(read.settings.pids, 99);
  assert.equal(read.settings.memoryBytes, 512 * 1024 * 1024);
  assert.equal(read.settings.stateDir, "/state");
  assert.equal(read.hasStateDir, true);
});

Deno.test("readUsableSettings() names a state directory that cannot be where none is known", () => {
  const read = readUsableSettings(
    new FakeSystem({ home: null, platform: "windows", execPath: "C:\\deno" }),
  );
  assert.equal(read.hasStateDir, false);
  assert.equal(read.settings.stateDir, "C:\\deno\\no-state-directory");
});
