import assert from "node:assert/strict";
import type { EngineName } from "../../src/engines.ts";
import { eventually } from "../support/eventually.ts";
import { skipReason } from "../support/engines.ts";
import { type BridgeClient, startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";
import { containersOf, processesNaming } from "./support/leftovers.ts";
import { longTest } from "../support/long_tests.ts";

/** Programs that are asked for at once: many more than run at once, so that a sandbox could come again. */
const RUNS: Readonly<Record<EngineName, number>> = { podman: 100, docker: 20, embedded: 12 };
const LINUX = Deno.build.os === "linux";

/** Leaves marks wherever a program can, and tells which it found and which it could leave. */
const PROBE = `
import builtins, json, os, sys
import mcp
found, left = [], []

for folder in {"/tmp", "/workspace", "/dev/shm", "/var/tmp", "/run", os.path.expanduser("~")}:
    path = os.path.join(folder, "mark")
    if os.path.exists(path):
        found.append(path)
    try:
        with open(path, "w") as file:
            file.write("mark")
        left.append(folder)
    except OSError:
        pass

if "MARK" in os.environ:
    found.append("environment")
os.environ["MARK"] = "mark"
for module in (builtins, json, sys, mcp):
    if hasattr(module, "mark"):
        found.append(module.__name__)
    try:
        module.mark = "mark"
        left.append(module.__name__)
    except AttributeError:
        pass
if "mark" in sys.modules or "mark" in globals():
    found.append("modules")
sys.modules["mark"] = json
mark = True
{"nonce": NONCE, "found": found, "left": left}
`;

/** Registers the tests of an engine. Each has a file of its own, so that they run beside each other. */
export async function testPoolOn(engine: EngineName): Promise<void> {
  const skipped = await skipReason(engine);
  const ignore = skipped !== null;

  longTest({
    name: `serve on ${engine} answers ${
      RUNS[engine]
    } requests at once, each with its own run's result`,
    ignore,
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await startBridge({
        home: home.path,
        env: { MCP_BRIDGE_RUNTIME: engine },
      });
      const nonces = Array.from({ length: RUNS[engine] }, () => crypto.randomUUID());
      const answers = await Promise.all(
        nonces.map((nonce) => bridge.run(PROBE.replace("NONCE", JSON.stringify(nonce)))),
      );
      for (const [index, answer] of answers.entries()) {
        const { nonce, found, left } = Object(answer.result);
        assert.equal(nonce, nonces[index], JSON.stringify(answer));
        assert.deepEqual(found, [], "a sandbox served two runs");
        assert.ok(left.includes("/tmp") && left.includes("json"), `marks were left: ${left}`);
      }
    },
  });

  longTest({
    name: `serve on ${engine} never hands out a sandbox that died while it waited`,
    ignore: ignore || !LINUX,
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await startBridge({
        home: home.path,
        env: { MCP_BRIDGE_RUNTIME: engine, MCP_BRIDGE_POOL: "1" },
      });
      const before = await waitingOf(engine, { bridge, home: home.path });
      await endSandboxes(engine, before);
      // an engine's client ends a moment after its container: the replacement shows that it was seen
      const after = await waitingOf(engine, { bridge, home: home.path }, before);
      assert.ok(after.length > 0, "another one waits");
      assert.equal((await bridge.run("6 * 7")).result, 42);
    },
  });
}

/** Names of the containers, or ids of the processes, that wait, once there is one. */
async function waitingOf(
  engine: EngineName,
  { bridge, home }: { bridge: BridgeClient; home: string },
  except: readonly string[] = [],
): Promise<readonly string[]> {
  let found: readonly string[] = [];
  await eventually("a sandbox waits", async () => {
    const all = engine === "embedded"
      ? (await processesNaming(`${home}/state/embedded/`)).map(String)
      : (await containersOf(engine, bridge.pid)).map((line) => line.split(" ")[0] ?? "");
    found = all.filter((name) => !except.includes(name));
    return found.length > 0;
  });
  return found;
}

async function endSandboxes(engine: EngineName, names: readonly string[]): Promise<void> {
  if (engine === "embedded") {
    for (const pid of names) Deno.kill(Number(pid), "SIGKILL");
    return;
  }
  const args = ["rm", "--force", ...names];
  const { success } = await new Deno.Command(engine, { args, stdin: "null" }).output();
  assert.ok(success, `${engine} ${args.join(" ")}`);
}
