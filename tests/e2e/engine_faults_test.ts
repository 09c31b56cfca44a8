import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";
import { commandOf, descendantsOf } from "./support/leftovers.ts";

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

Deno.test({
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
      const failure = await bridge.run("1+1", { timeout: 3 }).then(
        () => null,
        (error) => String(error),
      );
      const took = performance.now() - begun;
      assert.match(failure ?? "", /podman had no sandbox ready within the run's time of 3 s/);
      assert.ok(took < 4_000, `answered after ${took} ms`);
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
