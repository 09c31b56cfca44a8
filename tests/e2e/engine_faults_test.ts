import assert from "node:assert/strict";
import { stoppableService } from "../../bench/stopped_service.ts";
import { skipReason } from "../support/engines.ts";
import { eventually, whenHung } from "../support/eventually.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome, exampleServers } from "./support/home.ts";
import { commandOf, containersOf, descendantsOf } from "./support/leftovers.ts";
import { longTest } from "../support/long_tests.ts";

const LINUX = Deno.build.os === "linux";
const FIXTURES = new URL("../engine/container/fixtures/", import.meta.url);

/** A directory with a fake podman that is found first, and no docker behind it that would do. */
async function plantPodman(home: string, fixture: string): Promise<Record<string, string>> {
  const directory = `${home}/bin`;
  await Deno.mkdir(directory);
  await Deno.copyFile(new URL(`${fixture}.sh`, FIXTURES), `${directory}/podman`);
  await Deno.chmod(`${directory}/podman`, 0o755);
  return { PATH: `${directory}:${Deno.env.get("PATH") ?? ""}`, MCP_BRIDGE_RUNTIME: "podman" };
}

longTest({
  name: "serve answers within the run's time and a second when podman starts nothing, and leaves " +
    "no client of it",
  // rootless podman is refused before it is asked to run anything
  ignore: !LINUX || Deno.uid() !== 0,
  fn: async () => {
    await using home = await createHome({});
    const env = await plantPodman(home.path, "hangs_run");
    // the planted program must not lie in the working directory
    await using elsewhere = await createHome({});
    const clients = async (pid: number) => {
      const children = await descendantsOf(pid);
      const commands = await Promise.all(children.map(commandOf));
      return children.filter((_, index) => commands[index]?.includes("/bin/podman run"));
    };
    const bridge = await startBridge({ home: home.path, env, cwd: elsewhere.path });
    let started: number[];
    try {
      const begun = performance.now();
      const failure = await bridge.run("1+1", { timeout: 5 }).then(
        () => null,
        (error) => String(error),
      );
      const took = performance.now() - begun;
      assert.match(failure ?? "", /podman had no sandbox ready within 5.75 s/);
      assert.ok(took < 6_000, `answered after ${took} ms`);
      started = await clients(bridge.pid);
      assert.ok(started.length > 0, "a client hangs");
    } finally {
      await bridge[Symbol.asyncDispose]();
    }
    await eventually("no client of podman is left", async () => {
      const commands = await Promise.all(started.map(commandOf));
      return commands.every((command) => command === "");
    });
  },
});

/** A program that has a server started, and never ends. */
const ENDLESS = `
await mcp_slow.running()
while True:
    pass
`;
/** The same without a server. */
const ENDLESS_LOOP = "while True: pass";
const SERVERS = exampleServers({ slow: ["slow"] });

/** Resolves when the program has begun, as the server that it calls shows. */
async function begun(bridge: number): Promise<void> {
  await eventually("the program runs", async () => {
    const commands = await Promise.all((await descendantsOf(bridge)).map(commandOf));
    return commands.some((command) => command.includes("servers/slow.ts"));
  });
}

const LIMIT_S = 6;

longTest({
  name: "serve answers a time-out within a second of it though the container's monitor is stopped",
  ignore: !LINUX || await skipReason("podman") !== null,
  fn: async () => {
    await using home = await createHome(SERVERS);
    await using monitors = await stoppableService("podman", { directory: home.path });
    const env = { MCP_BRIDGE_RUNTIME: "podman" };
    const bridge = await startBridge({ home: home.path, env });
    let resume = () => {};
    try {
      await bridge.run("1");
      const run = bridge.run(ENDLESS, { servers: ["slow"], timeout: LIMIT_S });
      await begun(bridge.pid);
      const start = performance.now();
      resume = await monitors.stop(bridge.pid);
      assert.equal((await run).status, "timeout");
      const ms = performance.now() - start;
      assert.ok(ms < LIMIT_S * 1000 + 1_000, `answered after ${ms} ms`);
    } finally {
      resume();
      await bridge[Symbol.asyncDispose]();
    }
    await eventually(
      "no container is left",
      async () => (await containersOf("podman", bridge.pid)).length === 0,
    );
  },
});

longTest({
  name: "serve answers a time-out within a second of it though docker's daemon is stopped, and " +
    "cleans up when it goes on",
  ignore: !LINUX || await skipReason("docker") !== null,
  fn: async () => {
    await using home = await createHome(SERVERS);
    await using daemon = await stoppableService("docker", {
      directory: home.path,
      signal: whenHung(),
    });
    const env = {
      MCP_BRIDGE_RUNTIME: "docker",
      DOCKER_HOST: `unix://${daemon.socket}`,
    };
    const bridge = await startBridge({ home: home.path, env });
    let resume = () => {};
    try {
      await bridge.run("1");
      const run = bridge.run(ENDLESS, { servers: ["slow"], timeout: LIMIT_S });
      await begun(bridge.pid);
      const start = performance.now();
      resume = await daemon.stop(bridge.pid);
      assert.equal((await run).status, "timeout");
      const ms = performance.now() - start;
      assert.ok(ms < LIMIT_S * 1000 + 1_000, `answered after ${ms} ms`);
      resume();
      await eventually("the bridge works again", async () => {
        const answer = await bridge.run("1+1", { timeout: 30 }).catch(() => null);
        return answer?.result === 2;
      });
    } finally {
      resume();
      await bridge[Symbol.asyncDispose]();
    }
    await eventually(
      "no container is left",
      async () => (await containersOf("docker", bridge.pid)).length === 0,
    );
  },
});

longTest({
  name: "serve runs programs on the OCI runtime that MCP_BRIDGE_OCI_RUNTIME names, gVisor here",
  ignore: !LINUX || Deno.uid() !== 0 || await skipReason("podman") !== null || !await hasGvisor(),
  fn: async () => {
    await using home = await createHome({});
    const runtime = `${home.path}/gvisor`;
    await Deno.copyFile(new URL("runsc.sh", FIXTURES), runtime);
    await Deno.chmod(runtime, 0o755);
    const env = { MCP_BRIDGE_RUNTIME: "podman", MCP_BRIDGE_OCI_RUNTIME: runtime };
    const bridge = await startBridge({ home: home.path, env });
    try {
      const { result } = await bridge.run("open('/proc/version').read()", { timeout: 60 });
      const own = await Deno.readTextFile("/proc/version");
      assert.notEqual(result, own, "the program sees another kernel than the machine's");
      assert.equal((await bridge.run(ENDLESS_LOOP, { timeout: 3 })).status, "timeout");
    } finally {
      await bridge[Symbol.asyncDispose]();
    }
    await eventually(
      "no container is left",
      async () => (await containersOf("podman", bridge.pid)).length === 0,
    );
  },
});

async function hasGvisor(): Promise<boolean> {
  return await Deno.stat("/usr/bin/runsc").then(({ isFile }) => isFile, () => false);
}
