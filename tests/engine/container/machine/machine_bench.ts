import {
  createEngineSelection,
  type EngineSelection,
} from "../../../../src/engine/engine_selection.ts";
import type { ContainerEngineName, RuntimeChoice } from "../../../../src/engines.ts";
import { loadSettings } from "../../../../src/settings/load_settings.ts";
import type { Platform, System } from "../../../../src/system/system.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { type FakeEngineName, installFakeEngine } from "../fake_engine.ts";

export interface MachineBenchOptions {
  readonly fixture: Extract<FakeEngineName, "docker_desktop" | "podman_machine">;
  readonly engine: ContainerEngineName;
  /** @default {"darwin"} */
  readonly platform?: Platform;
  /** @default the engine's name */
  readonly runtime?: RuntimeChoice;
  /** Value of `CONTAINER_HOST`, from the directory of the script. */
  readonly containerHost?: (directory: string) => string;
  /** Called before the client is started, with its arguments. */
  readonly onSpawn?: (args: readonly string[], directory: string) => void;
}

/** One bridge's choice of an engine whose client is a script. */
export interface BenchBridge {
  readonly selection: EngineSelection;
  readonly clock: FakeClock;
  /** What the client and the terminal are told. */
  readonly told: (string | null)[];
  readonly logged: string[];
}

/** A client that behaves as one with a virtual machine, and bridges that use it. */
export interface MachineBench extends AsyncDisposable {
  readonly directory: string;
  /** A bridge of the same state directory, with a clock of its own. */
  bridge(pid?: number): BenchBridge;
  /** Tells the script how to behave. */
  set(file: string, text: string): Promise<void>;
  /** The commands that started or stopped the machine, in order. */
  changes(): Promise<readonly string[]>;
  /** All commands, in order. */
  commands(): Promise<readonly string[]>;
}

export async function createMachineBench(options: MachineBenchOptions): Promise<MachineBench> {
  const { engine, platform = "darwin", runtime = engine } = options;
  const fake = await installFakeEngine(options.fixture, engine);
  const { directory } = fake;
  const read = (file: string) => Deno.readTextFile(`${directory}/${file}`).catch(() => "");
  const env = (name: string) =>
    name === "CONTAINER_HOST" ? options.containerHost?.(directory) : fake.system.env(name);
  const exits: Promise<unknown>[] = [];
  const commands = async () => (await read("log")).split("\n").filter((line) => line !== "");
  return {
    directory,
    bridge(pid = Deno.pid) {
      const clock = new FakeClock();
      const system: System = {
        ...fake.system,
        pid,
        platform,
        clock,
        env,
        spawn(spawn) {
          options.onSpawn?.(spawn.argv.slice(1), directory);
          const child = fake.system.spawn(spawn);
          exits.push(child.exited);
          return child;
        },
      };
      const told: (string | null)[] = [];
      const logged: string[] = [];
      const settings = {
        ...loadSettings(system).settings,
        runtime,
        // of no engine of the machine that runs the tests
        image: "localhost/of-the-bench:1",
        stateDir: `${directory}/state-directory`,
        runtimeIdleTimeoutMs: 60_000,
      };
      const selection = createEngineSelection({
        system,
        log: (level, message) => logged.push(`${level}: ${message}`),
        settings,
      });
      selection.watch((text) => told.push(text));
      return { selection, clock, told, logged };
    },
    set: (file, text) => Deno.writeTextFile(`${directory}/${file}`, text),
    async changes() {
      return (await commands()).filter((line) =>
        /^(?:machine|desktop) (?:start|stop)|^ended/.test(line)
      );
    },
    commands,
    async [Symbol.asyncDispose]() {
      // the scripts write to the directory
      await Promise.all(exits);
      await fake[Symbol.asyncDispose]();
    },
  };
}
