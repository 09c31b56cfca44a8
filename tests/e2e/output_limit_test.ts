import assert from "node:assert/strict";
import { MAX_PRINTED_CHARACTERS } from "../../src/sandbox/run.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";

/** Prints for ever, as fast as it can. */
const FLOOD = "print('begin')\nblock = 'x' * (1 << 20)\nwhile True: print(block)";

// one engine will do: the characters are counted in the bridge, whichever engine it is
Deno.test("a program that prints too much is ended, and the client reads why, the head, and how much it was", async () => {
  await using home = await createHome({});
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: "embedded" },
  });
  const answer = await bridge.run(FLOOD, { timeout: 110 });
  assert.equal(answer.status, "output_limit", JSON.stringify({ ...answer, stdout: undefined }));
  assert.equal(answer.exitCode, undefined);
  assert.match(answer.error ?? "", /printed more than a run may print; print a summary/);
  const { stdout = "" } = answer;
  assert.ok(stdout.startsWith("begin\nxxx"), stdout.slice(0, 100));
  assert.ok(stdout.length <= 40_000, `${stdout.length} characters`);
  const [omitted = ""] = /[\d,]{9,}/.exec(stdout) ?? [];
  const printed = Number(omitted.replaceAll(",", "")) + stdout.length;
  assert.ok(printed > MAX_PRINTED_CHARACTERS, `${printed} characters`);
  // the bridge goes on
  assert.equal((await bridge.run("6 * 7")).result, 42);
});
