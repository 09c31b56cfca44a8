import { createDenoSystem } from "../../../src/system/deno_system.ts";
import type { System } from "../../../src/system/system.ts";
import type { ContainerEngineName } from "../../../src/engines.ts";

export type FakeEngineName =
  | "broken"
  | "daemon_down"
  | "denied"
  | "docker_desktop"
  | "hangs"
  | "image_missing"
  | "old"
  | "podman_machine"
  | "recorder"
  | "refuses";

/** A directory of its own with a fake client of an engine, and a system that finds only that one. */
export interface FakeEngine extends AsyncDisposable {
  readonly directory: string;
  readonly system: System;
}

/** Puts a script of `fixtures/` in place of `podman` or `docker`. */
export async function installFakeEngine(
  fixture: FakeEngineName,
  name: ContainerEngineName,
): Promise<FakeEngine> {
  const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "fake-engine-" }));
  const program = `${directory}/${name}`;
  await Deno.copyFile(`${import.meta.dirname}/fixtures/${fixture}.sh`, program);
  await Deno.chmod(program, 0o755);
  await Deno.mkdir(`${directory}/project`);
  const env = new Map([["PATH", directory], ["HOME", directory], ["CANARY", "canary"]]);
  return {
    directory,
    system: {
      ...createDenoSystem(),
      platform: "linux",
      cwd: () => `${directory}/project`,
      home: () => directory,
      // rootless podman is refused where its limits have no effect, whatever the tests' machine is
      uid: () => name === "podman" ? 0 : Deno.uid(),
      env: (variable) => env.get(variable),
    },
    [Symbol.asyncDispose]: () => Deno.remove(directory, { recursive: true }),
  };
}
