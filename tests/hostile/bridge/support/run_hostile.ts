import type { Bundle } from "./bundle.ts";
import type { Scene } from "./scene.ts";
import type { HostileOrder, Outcomes } from "./target.ts";

/** What came of an attack. */
export interface Attack {
  readonly outcomes: Outcomes;
  /** Everything that the launcher started: `SpawnOptions` of each. */
  readonly started: readonly {
    readonly argv: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd?: string;
  }[];
  readonly stderr: string;
}

export interface AttackOptions {
  readonly bundle: Bundle;
  readonly scene: Scene;
  readonly probes: readonly string[];
  /** @default {"hostile_bridge"} */
  readonly module?: "hostile_bridge" | "locked_hostile_bridge";
}

/** What keeps a bundle from loading anything that it was not built of. */
const SEALED = [
  "--no-prompt",
  "--no-lock",
  "--no-config",
  "--cached-only",
  "--no-remote",
  "--no-npm",
];

/** Runs the program with a hostile module in the bridge's place. */
export async function attack(options: AttackOptions): Promise<Attack> {
  const { bundle, scene } = options;
  const started = `${scene.home}/started.json`;
  const args = ["run", "-c", orderOf(options)];
  const { stdout, stderr } = await new Deno.Command(bundle.executable ?? Deno.execPath(), {
    args: bundle.executable === null
      // -A: what refuses must be the Worker's own rights, and not that the program has none to give
      ? ["run", "-A", ...SEALED, ...UNSTABLE, bundle.path("launcher_main"), ...args]
      : args,
    env: {
      ...PASSED_ON,
      HOME: scene.home,
      USERPROFILE: scene.home,
      DENO_DIR: `${scene.home}/deno`,
      MCP_BRIDGE_STATE_DIR: scene.target.stateDir,
      MCP_BRIDGE_RUNTIME: "embedded",
      HOSTILE_MODULE: `./${options.module ?? "hostile_bridge"}.js`,
      STARTED: started,
      CANARY: scene.target.canary,
    },
    clearEnv: true,
    cwd: scene.project,
    stdin: "null",
  }).output();
  const words = new TextDecoder().decode(stderr);
  return {
    outcomes: parse(stdout, words),
    started: JSON.parse(await Deno.readTextFile(started)),
    stderr: words,
  };
}

/** Runs the same module in a Worker that may do everything. */
export async function control(options: AttackOptions): Promise<Outcomes> {
  const { bundle, scene } = options;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      // -A: the control is what happens when nothing is refused
      ...["run", "-A", "--no-prompt", "--no-lock", "--no-config", ...UNSTABLE],
      // without an origin there is no storage to be had
      "--location=http://left.invalid/",
      bundle.path("control_main"),
      ...[`./${options.module ?? "hostile_bridge"}.js`, orderOf(options)],
    ],
    env: { ...Deno.env.toObject(), CANARY: scene.target.canary },
    cwd: scene.project,
    stdin: "null",
  }).output();
  return parse(stdout, new TextDecoder().decode(stderr));
}

const UNSTABLE = ["--unstable-worker-options"];

const PASSED_ON = Object.fromEntries(
  ["PATH", "SystemRoot", "TEMP", "TMP"].map((name) => [name, Deno.env.get(name) ?? ""] as const)
    .filter(([, value]) => value !== ""),
);

function orderOf({ scene, probes }: AttackOptions): string {
  const order: HostileOrder = { target: scene.target, probes };
  return JSON.stringify(order);
}

function parse(stdout: Uint8Array, stderr: string): Outcomes {
  const text = new TextDecoder().decode(stdout);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`No outcomes: stdout was ${JSON.stringify(text)}, stderr:\n${stderr}`);
  }
}
