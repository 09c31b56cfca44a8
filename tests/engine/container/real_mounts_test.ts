/** What a program can do with the directories of the machine that are shared with it. */

import assert from "node:assert/strict";

import { probeContainerEngine } from "../../../src/engine/container/probe.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import { IMAGE } from "../../support/engines.ts";
import { SandboxOutput, testsOn } from "./real_engine.ts";

/** Reads, writes and runs a program in each directory, and tells what came of it. */
const LOADER = `
import json, os, subprocess
def attempt(what):
    try:
        return what()
    except OSError as error:
        return error.strerror
def write(path):
    with open(path, "w") as file:
        return file.write("x")
def found(place):
    return {
        "read": attempt(lambda: open(place + "/given").read()),
        "write": attempt(lambda: write(place + "/made")),
        "link": attempt(lambda: open(place + "/link").read(1)),
        "run": attempt(lambda: subprocess.call([place + "/program"])),
    }
print(json.dumps([os.environ["SANDBOX_MOUNTS"], found("/mnt/in"), found("/mnt/out")]), flush=True)
`;

for (const name of ["podman", "docker"] as const) {
  const test = await testsOn(name);

  test("a program reads a directory of the machine, and writes only where it may", async () => {
    const directory = await Deno.makeTempDir({ prefix: "mcp-code-bridge-mounts-" });
    try {
      for (const place of ["in", "out"]) {
        await Deno.mkdir(`${directory}/${place}`);
        await Deno.writeTextFile(`${directory}/${place}/given`, place);
        await Deno.writeTextFile(`${directory}/${place}/program`, "#!/bin/sh\nexit 3\n");
        await Deno.chmod(`${directory}/${place}/program`, 0o755);
        // a link leads to what the sandbox has at that path
        await Deno.symlink("/etc/machine-id-of-no-sandbox", `${directory}/${place}/link`);
        // programs have a user of their own
        await Deno.chmod(`${directory}/${place}`, 0o777);
      }
      await Deno.chmod(directory, 0o755);
      await Deno.mkdir(`${directory}/state`);
      const answer = await probeContainerEngine({
        name,
        system: createDenoSystem(),
        log: () => {},
        image: IMAGE,
        stateDir: `${directory}/state`,
        // the test of the sandbox, and of a room in it, compares the mounts
        selfTestDir: `${directory}/state`,
        reuse: { choice: "auto", lifetimeSeconds: 100 },
        mounts: [
          { source: `${directory}/in`, target: "/mnt/in", writable: false },
          { source: `${directory}/out`, target: "/mnt/out", writable: true },
        ],
        loader: LOADER,
        user: { kind: "fixed", user: "65534:65534" },
        limits: { memoryBytes: 512 * 1024 * 1024, pids: 128, cpus: null, lifetimeSeconds: 100 },
        timeoutMs: 60_000,
      });
      assert.ok(answer.usable);
      const sandbox = await answer.engine.start();
      const output = new SandboxOutput(sandbox);
      // holds what is written until the test has passed
      await sandbox.stdio.write(new Uint8Array(1));
      const [told, given, taken] = JSON.parse(await output.line());
      await sandbox.stdio.closeInput();
      await sandbox.stdio.exited;
      assert.equal(told, "/mnt/in;/mnt/out:rw");
      const run = name === "podman" ? "Permission denied" : 3;
      const absent = "No such file or directory";
      assert.deepEqual(given, { read: "in", write: "Read-only file system", link: absent, run });
      assert.deepEqual(taken, { read: "out", write: 1, link: absent, run });
      assert.equal(await Deno.readTextFile(`${directory}/out/made`), "x");
      assert.deepEqual(await answer.engine.rooms?.(), { use: "rooms" });
      assert.deepEqual(await answer.engine.findings?.(), []);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });

  test("findings() name the directory that programs cannot read", async () => {
    const directory = await Deno.makeTempDir({ prefix: "mcp-code-bridge-mounts-" });
    try {
      await Deno.mkdir(`${directory}/state`);
      await Deno.mkdir(`${directory}/closed`, { mode: 0o700 });
      await Deno.chmod(directory, 0o755);
      const answer = await probeContainerEngine({
        name,
        system: createDenoSystem(),
        log: () => {},
        image: IMAGE,
        stateDir: `${directory}/state`,
        mounts: [{ source: `${directory}/closed`, target: "/mnt/closed", writable: false }],
        loader: "",
        user: { kind: "fixed", user: "65534:65534" },
        limits: { memoryBytes: 512 * 1024 * 1024, pids: 128, cpus: null, lifetimeSeconds: 100 },
        timeoutMs: 60_000,
      });
      assert.ok(answer.usable);
      assert.deepEqual(await answer.engine.findings?.(), [{
        problem: `programs may not read "${directory}/closed": they run as a user of their own`,
        remedy: `run: chmod o+rx "${directory}/closed", and give others the right to read the ` +
          "files in it",
      }]);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
