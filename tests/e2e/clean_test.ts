import assert from "node:assert/strict";
import { LEASE_LABEL, OWNER_LABEL } from "../../src/engine/container/run_args.ts";
import { formatLease, readProcessMarks } from "../../src/engine/lease.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { IMAGE, skipReason } from "../support/engines.ts";
import { startBridge } from "./support/bridge_client.ts";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { createHome, STATE } from "./support/home.ts";
import { eventually } from "../support/eventually.ts";
import { containersOf } from "./support/leftovers.ts";

for (const engine of ["podman", "docker"] as const) {
  const skipped = await skipReason(engine);
  Deno.test({
    name: `clean removes what a dead bridge left on ${engine}, and nothing of a live one`,
    ignore: skipped !== null || Deno.build.os !== "linux",
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await startBridge({
        home: home.path,
        env: { MCP_BRIDGE_RUNTIME: engine },
      });
      await eventually(
        "two sandboxes wait",
        async () => (await containersOf(engine, bridge.pid)).length === 2,
      );
      const dead = await leaseOfDeadProcess();
      const claim = await home.write(`${STATE}/ready/1-dead`, `container 2 ${dead}\n`);
      const labels = [`${OWNER_LABEL}=1`, `${LEASE_LABEL}=${dead}`];
      const container = await client(
        engine,
        "create",
        ...labels.flatMap((label) => ["--label", label]),
        ...["--network", "none", IMAGE, "sleep", "60"],
      );

      const { code, stdout } = await clean(home.path);
      assert.equal(code, 0, stdout);
      assert.match(stdout, new RegExp(`^Removed container ${container.slice(0, 12)} `, "m"));
      assert.match(stdout, /^Removed ready\/1-dead \(state directory\)$/m);
      assert.equal(await client(engine, "ps", "-aq", "--filter", `id=${container}`), "");
      await assert.rejects(Deno.stat(claim));
      assert.equal((await containersOf(engine, bridge.pid)).length, 2);
      assert.equal((await bridge.run("6 * 7")).result, 42);
    },
  });
}

/** The lease of a bridge that has ended. */
async function leaseOfDeadProcess(): Promise<string> {
  const system = createDenoSystem();
  const child = new Deno.Command("true").spawn();
  await child.status;
  const marks = await readProcessMarks(system, child.pid);
  const expiresAt = Math.ceil(Date.now() / 1000) + 600;
  const process = { ...marks, start: marks.start ?? "1" };
  return formatLease({ uid: system.uid(), pid: child.pid, process, expiresAt });
}

async function client(engine: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(engine, { args, stdin: "null" }).output();
  assert.ok(success, `${engine} ${args.join(" ")}`);
  return new TextDecoder().decode(stdout).trim();
}

async function clean(home: string): Promise<{ readonly code: number; readonly stdout: string }> {
  const { command, args } = bridgeCommand();
  const { code, stdout } = await new Deno.Command(command, {
    args: [...args, "clean"],
    env: bridgeEnvironment(home),
    clearEnv: true,
    cwd: home,
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}
