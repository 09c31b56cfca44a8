import assert from "node:assert/strict";
import { MAX_PRINTED_CHARACTERS } from "../../src/sandbox/run.ts";
import { ENGINE_NAMES } from "../../src/engines.ts";
import { skipReason } from "../support/engines.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";
import { longTest } from "../support/long_tests.ts";

/** Prints for ever, as fast as it can. */
const FLOOD = "print('begin')\nblock = 'x' * (1 << 20)\nwhile True: print(block)";
/** Bytes that the bridge may need more for it. */
const MORE_BYTES = 64 * 1024 * 1024;
const LINUX = Deno.build.os === "linux";

for (const engine of ENGINE_NAMES) {
  longTest({
    name:
      `a program on ${engine} that prints too much is ended, and the client reads why, the head, and how much it was`,
    ignore: await skipReason(engine) !== null,
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await startBridge({
        home: home.path,
        env: { MCP_BRIDGE_RUNTIME: engine },
      });
      assert.equal((await bridge.run("6 * 7")).result, 42);
      const before = LINUX ? await resetPeak(bridge.pid) : 0;
      const answer = await bridge.run(FLOOD, { timeout: 110 });
      const after = LINUX ? await peakBytes(bridge.pid) : 0;
      assert.equal(answer.status, "output_limit", JSON.stringify({ ...answer, stdout: undefined }));
      assert.equal(answer.exitCode, undefined);
      assert.match(answer.error ?? "", /printed more than a run may print; print a summary/);
      const { stdout = "" } = answer;
      assert.ok(stdout.startsWith("begin\nxxx"), stdout.slice(0, 100));
      assert.ok(stdout.length <= 40_000, `${stdout.length} characters`);
      const [omitted = ""] = /[\d,]{9,}/.exec(stdout) ?? [];
      const printed = Number(omitted.replaceAll(",", "")) + stdout.length;
      assert.ok(printed > MAX_PRINTED_CHARACTERS, `${printed} characters`);
      assert.ok(printed < 1.1 * MAX_PRINTED_CHARACTERS, `${printed} characters`);
      assert.ok(after - before < MORE_BYTES, `${after - before} bytes more than ${before}`);
      // the bridge goes on
      assert.equal((await bridge.run("6 * 7")).result, 42);
    },
  });
}

/** Makes the peak of a process's memory what it has now. @returns that, in bytes */
async function resetPeak(pid: number): Promise<number> {
  await Deno.writeTextFile(`/proc/${pid}/clear_refs`, "5");
  return await peakBytes(pid);
}

/** The most memory that a process has had, in bytes. */
async function peakBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? assert.fail("no VmHWM");
  return Number(kib) * 1024;
}
