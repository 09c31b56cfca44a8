import assert from "node:assert/strict";
import { ENGINE_NAMES } from "../../src/engines.ts";
import { eventually, whenHung } from "../support/eventually.ts";
import { skipReason } from "../support/engines.ts";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { createHome, exampleServers } from "./support/home.ts";
import { commandOf, containersOf, descendantsOf } from "./support/leftovers.ts";
import { initialize, type RawBridge, runPythonCall, startRawBridge } from "./support/raw_bridge.ts";

const LINUX = Deno.build.os === "linux";

/** A program that holds a server's call and ignores every signal. */
const STUBBORN = `
import signal
for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)):
    signal.signal(number, signal.SIG_IGN)
await mcp_slow.sleep(ms=600000)
`;

/** Ends when the server works on a call of another run. */
const UNTIL_CALLED = `
import asyncio
while not (await mcp_slow.running()).running:
    await asyncio.sleep(0.01)
`;

const ENDINGS: Readonly<Record<string, (bridge: RawBridge) => Promise<number>>> = {
  "the client closes stdin": async (bridge) => {
    await bridge.closeInput();
    return 0;
  },
  "SIGTERM": (bridge) => {
    bridge.process.kill("SIGTERM");
    return Promise.resolve(143);
  },
  "SIGINT": (bridge) => {
    bridge.process.kill("SIGINT");
    return Promise.resolve(130);
  },
};

for (const engine of ENGINE_NAMES) {
  const skipped = await skipReason(engine);
  for (const [ending, end] of Object.entries(ENDINGS)) {
    Deno.test({
      name: `serve on ${engine} leaves no container and no child after: ${ending}`,
      ignore: skipped !== null || !LINUX,
      fn: async () => {
        await using home = await createHome(exampleServers({ slow: ["slow"] }));
        await using bridge = startRawBridge(home.path, { MCP_BRIDGE_RUNTIME: engine });
        await initialize(bridge);
        await bridge.send(runPythonCall(2, { code: STUBBORN, servers: ["slow"], timeout: 100 }));
        const { pid } = bridge.process;
        // the server is started by the program's call, so the run is well under way then
        await eventually("the run has called its server", async () => {
          const commands = await Promise.all((await descendantsOf(pid)).map(commandOf));
          return commands.some((command) => command.includes("servers/slow.ts"));
        });
        const children = await descendantsOf(pid);
        assert.ok(children.length >= 2, "a sandbox and a server are running");
        const expected = await end(bridge);
        assert.equal((await bridge.ended).code, expected);
        await eventually("every child has gone", async () => {
          const alive = await Promise.all(children.map(commandOf));
          return alive.every((command) => command === "");
        });
        assert.deepEqual(await containersOf(engine, pid), []);
      },
    });
  }

  Deno.test({
    name: `serve on ${engine} ends a run when its request is canceled, and answers the next`,
    ignore: skipped !== null || !LINUX,
    fn: async () => {
      await using home = await createHome(exampleServers({ slow: ["slow"] }));
      await using bridge = startRawBridge(home.path, { MCP_BRIDGE_RUNTIME: engine });
      await initialize(bridge);
      await bridge.send(runPythonCall(0, { code: STUBBORN, servers: ["slow"], timeout: 100 }));
      await bridge.send(runPythonCall(2, { code: UNTIL_CALLED, servers: ["slow"] }));
      assert.match(JSON.stringify(await bridge.receive()), /"id":2/);
      await bridge.send({
        jsonrpc: "2.0",
        method: "notifications/cancelled",
        params: { requestId: 0, reason: "changed my mind" },
      });
      await bridge.send(runPythonCall(3, {
        code: "f'{(await mcp_slow.cancelled()).cancelled} taken back'",
        servers: ["slow"],
      }));
      // nothing more is sent for the request that was taken back
      const answer = await bridge.receive();
      assert.equal(answer["id"], 3);
      assert.match(JSON.stringify(answer), /\b1 taken back/);
    },
  });
}

Deno.test({
  name: "serve ends with 70 and says what it saw when its stdin cannot be read",
  ignore: !LINUX,
  fn: async () => {
    await using home = await createHome({});
    const { command, args } = bridgeCommand();
    const { code, stdout, stderr } = await new Deno.Command("/bin/sh", {
      args: ["-c", 'exec "$0" "$@" < /', command, ...args],
      env: bridgeEnvironment(home.path),
      clearEnv: true,
    }).output();
    assert.match(
      new TextDecoder().decode(stderr),
      /Cannot take more from the client: Is a directory/,
    );
    assert.equal(code, 70);
    assert.equal(stdout.length, 0);
  },
});

Deno.test({
  name: "serve leaves no server behind that reads nothing when it is killed",
  ignore: !LINUX,
  fn: async () => {
    await using home = await createHome(exampleServers({ deaf: ["silent", "--deaf"] }));
    await using bridge = startRawBridge(home.path, { MCP_BRIDGE_RUNTIME: "embedded" });
    await initialize(bridge);
    // a granted server is started before the program calls it
    await bridge.send(runPythonCall(2, { code: "while True: pass", servers: ["deaf"] }));
    let server: number | undefined;
    await eventually("the server runs", async () => {
      for (const pid of await descendantsOf(bridge.process.pid)) {
        if ((await commandOf(pid)).includes("servers/silent.ts")) server = pid;
      }
      return server !== undefined;
    });
    bridge.process.kill("SIGKILL");
    await bridge.ended;
    await eventually("it has gone", async () => await commandOf(server ?? 0) === "");
  },
});

Deno.test({
  name: "serve ends with 0 when its client closes stdout alone",
  ignore: !LINUX,
  fn: async () => {
    await using home = await createHome({});
    const { command, args } = bridgeCommand();
    const bridge = new Deno.Command(command, {
      args: [...args],
      env: bridgeEnvironment(home.path),
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      signal: whenHung(),
    }).spawn();
    await bridge.stdout.cancel();
    const writer = bridge.stdin.getWriter();
    await writer.write(new TextEncoder().encode('{"jsonrpc":"2.0","id":1,"method":"ping"}\n'));
    assert.equal((await bridge.status).code, 0);
    await writer.close().catch(() => {});
  },
});
