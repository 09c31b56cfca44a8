import type { Engine, EngineProbe, EngineSandbox } from "../../../src/engine/engine.ts";
import { IMAGE, skipReason } from "../../support/engines.ts";
import { whenHung } from "../../support/eventually.ts";
import { LineReader } from "../../support/line_reader.ts";
import { probeContainerEngine } from "../../../src/engine/container/probe.ts";
import type { ContainerEngineName } from "../../../src/engines.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import type { SpawnOptions, System } from "../../../src/system/system.ts";

/** The state directory of all engines here. */
const STATE_DIR = Deno.makeTempDirSync({ prefix: "mcp-code-bridge-state-" });
addEventListener("unload", () => Deno.removeSync(STATE_DIR, { recursive: true }));

/** A real engine, with the argv of everything that it starts. */
export interface RealEngine {
  readonly engine: Engine;
  readonly spawned: SpawnOptions[];
}

export interface OpenEngineOptions {
  /** Text of a Python program. */
  readonly loader: string;
  /** @default {IMAGE} */
  readonly image?: string;
}

/**
 * Registers a test on a real engine. Where the engine cannot be used the test is ignored (the
 * end-to-end tests print why), and fails when `REQUIRE_ENGINES` names the engine.
 */
export type RealEngineTest = (description: string, body: () => Promise<void>) => void;

/** Asks a real engine once; what comes back registers the tests on it. */
export async function testsOn(name: ContainerEngineName): Promise<RealEngineTest> {
  const ignore = await skipReason(name) !== null;
  return (description, body) => Deno.test({ name: `${name}: ${description}`, ignore, fn: body });
}

export async function openEngine(
  name: ContainerEngineName,
  options: OpenEngineOptions,
): Promise<RealEngine> {
  const { answer, spawned } = await probeRealEngine(name, options);
  if (!answer.usable) throw new Error(`${name}: ${answer.refusal}`);
  return { engine: answer.engine, spawned };
}

/** Asks a real engine whether it can run sandboxes. */
export async function probeRealEngine(
  name: ContainerEngineName,
  options: OpenEngineOptions,
): Promise<{ readonly answer: EngineProbe; readonly spawned: SpawnOptions[] }> {
  const real = createDenoSystem();
  const spawned: SpawnOptions[] = [];
  const system: System = {
    ...real,
    spawn(spawn) {
      spawned.push(spawn);
      return real.spawn(spawn);
    },
  };
  const answer = await probeContainerEngine({
    name,
    system,
    log: (level, message) => {
      if (level === "error") throw new Error(message);
    },
    image: options.image ?? IMAGE,
    stateDir: STATE_DIR,
    user: { kind: "fixed", user: "65534:65534" },
    limits: {
      memoryBytes: 512 * 1024 * 1024,
      pids: 128,
      cpus: null,
      lifetimeSeconds: 422,
    },
    loader: options.loader,
    // a loaded machine is no reason to call an engine unusable here
    timeoutMs: 60_000,
  });
  return { answer, spawned };
}

/** The name of the container that was started last. */
export function lastContainerName({ spawned }: RealEngine): string {
  const runs = spawned.filter(({ argv }) => argv[1] === "run");
  const argv: readonly string[] = runs.at(-1)?.argv ?? [];
  return argv[argv.indexOf("--name") + 1] ?? "";
}

/** A Python program of `fixtures/`. */
export function program(fixture: "busy" | "facts"): Promise<string> {
  return Deno.readTextFile(`${import.meta.dirname}/fixtures/${fixture}.py`);
}

/** Runs an engine's client as a user would, and returns what it printed. */
export async function client(name: ContainerEngineName, ...args: string[]): Promise<string> {
  const command = new Deno.Command(name, { args, stdin: "null", signal: whenHung() });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`${name} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}

/** Names of the containers of that name, in every state: one, or none. */
export function containersNamed(name: ContainerEngineName, container: string): Promise<string> {
  return client(name, "ps", "--all", "--filter", `name=^${container}$`, "--format", "{{.Names}}");
}

/** The two streams of a sandbox: stdout by line or whole, stderr whole. */
export class SandboxOutput {
  readonly stderr: Promise<string>;
  readonly #stdout: LineReader;

  constructor(sandbox: EngineSandbox) {
    this.stderr = readStderr(sandbox);
    this.#stdout = new LineReader(sandbox.stdio.stdout);
  }

  /** The next line of stdout; fails with stderr when there is none. */
  async line(): Promise<string> {
    const line = await this.#stdout.line();
    if (line === null) throw new Error(`stdout ended: ${await this.stderr}`);
    return line;
  }

  /** All that is left of stdout. */
  bytes(): Promise<Uint8Array> {
    return this.#stdout.bytes();
  }
}

async function readStderr(sandbox: EngineSandbox): Promise<string> {
  const bytes = await new Response(sandbox.stdio.stderr).bytes();
  sandbox.noteStderr(bytes);
  return new TextDecoder().decode(bytes);
}
