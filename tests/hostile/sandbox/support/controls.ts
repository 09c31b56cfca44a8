/** Where probes must work: containers that lack lines of defence, the machine, an open realm. */

import { fileURLToPath } from "node:url";
import type { ContainerEngineName, EngineName } from "../../../../src/engines.ts";
import { isContainerEngine } from "../../../../src/engines.ts";
import { FLAG_GROUPS, type RunArgsOptions } from "../../../../src/engine/container/run_args.ts";
import { prepareTestAssets } from "../../../engine/embedded/embedded_sandbox.ts";
import { IMAGE } from "../../../support/engines.ts";
import { whenHung } from "../../../support/eventually.ts";
import { RunLost, startRooms } from "../../rooms/support/rooms_container.ts";
import type { Control, Probe } from "./probe.ts";
import { composeProgram, parseVerdicts, type ProbeTarget, type Verdict } from "./program.ts";

/** One line of defence of a container, and what the container is like without it. */
interface Line {
  /** A flag of each group that is left out; none if the engine's own default is replaced. */
  readonly flags: readonly string[];
  /** What is asked for instead. */
  readonly instead: (name: ContainerEngineName) => readonly string[];
}

/** All but one, which the root of a machine in a machine may itself lack. */
const CAPABILITIES = ["--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE"];

const UNMASKED: Readonly<Record<ContainerEngineName, string>> = {
  podman: "unmask=ALL",
  docker: "systempaths=unconfined",
};

/** Lines of defence by the word for them in the head of a probe. */
const LINES: Readonly<Record<string, Line>> = {
  seccomp: { flags: [], instead: () => ["--security-opt", "seccomp=unconfined"] },
  privileges: {
    flags: ["--cap-drop"],
    instead: () => [...CAPABILITIES, "--user", "0:0"],
  },
  network: { flags: ["--network"], instead: () => ["--network", "host"] },
  namespaces: {
    flags: ["--cgroupns", "--shm-size"],
    instead: (name) => [
      ...["--pid", "host", "--ipc", "host", "--uts", "host"],
      ...(name === "podman" ? ["--cgroupns", "host"] : []),
    ],
  },
  "read-only": { flags: ["--read-only"], instead: () => [] },
  directories: {
    flags: ["--tmpfs"],
    instead: (name) => [
      ...["--tmpfs", "/tmp:rw,exec,suid,dev,mode=1777"],
      // docker lets only the owner write to the working directory
      ...["--tmpfs", `/workspace:rw,mode=1777${name === "docker" ? ",uid=65534" : ""}`],
    ],
  },
  shm: { flags: ["--shm-size"], instead: () => ["--shm-size", "256m"] },
  memory: { flags: ["--memory"], instead: () => [] },
  pids: { flags: ["--pids-limit"], instead: () => ["--pids-limit", "4096"] },
  ulimits: {
    flags: ["--ulimit"],
    instead:
      () => ["--ulimit", "nofile=4096:4096", "--ulimit", "core=1:1", "--ulimit", "nproc=8192:8192"],
  },
  everything: {
    flags: [],
    instead: (name) => [
      ...[...CAPABILITIES, "--user", "0:0", "--security-opt", "seccomp=unconfined"],
      ...["--security-opt", UNMASKED[name], "--volume", "/sys:/sys", "--device", "/dev/kmsg"],
      ...["--volume", "/sys/fs/cgroup:/sys/fs/cgroup"],
    ],
  },
};

/** What is no line of defence: without it no program runs, or its words are kept on the disk. */
const BASE_FLAGS = ["--entrypoint", "--tmpfs", "--log-driver"];

/** Label of a control's containers. */
export const CONTROL_LABEL = "mcp-code-bridge-control";

/** Runs probes where their control says that they must work. Those of one control share a process. */
export async function runControls(
  engine: EngineName,
  probes: readonly Probe[],
  world: ControlWorld,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [key, group] of groupByControl(engine, probes)) {
    const control = group[0]?.controlOn(engine);
    if (control === undefined || control.kind === "granted") continue;
    try {
      verdicts.push(...await runControl(engine, { control, probes: group, world }));
    } catch (error) {
      throw new Error(`control ${key} on ${engine}: ${error}`, { cause: error });
    }
  }
  return verdicts;
}

/** What a control's processes are given. */
export interface ControlWorld {
  readonly target: ProbeTarget;
  /** Environment of the machine's own Python. */
  readonly env: Readonly<Record<string, string>>;
}

function groupByControl(
  engine: EngineName,
  probes: readonly Probe[],
): ReadonlyMap<string, readonly Probe[]> {
  return Map.groupBy(probes, (probe) => JSON.stringify(probe.controlOn(engine)));
}

async function runControl(
  engine: EngineName,
  { control, probes, world }: {
    readonly control: Exclude<Control, { kind: "granted" }>;
    readonly probes: readonly Probe[];
    readonly world: ControlWorld;
  },
): Promise<readonly Verdict[]> {
  const { target } = world;
  if (control.kind === "unlocked") {
    const verdicts: Verdict[] = [];
    const apart = probes.filter(({ alone, sources }) => alone && sources.length === 1);
    for (const group of [probes.filter((one) => !apart.includes(one)), ...apart.map((p) => [p])]) {
      const code = await composeProgram(group, { sharing: "in_turn", target });
      verdicts.push(...parseVerdicts(JSON.parse(await unlocked(code, world))[0]));
    }
    return verdicts;
  }
  if (control.kind === "rooms") {
    const verdicts: Verdict[] = [];
    for (const probe of probes) {
      verdicts.push(await inRooms(containerEngine(engine), { probe, target, ...control }));
    }
    return verdicts;
  }
  const pairs = probes.filter(({ sources }) => sources.length > 1);
  if (pairs.length > 0 && probes.length > 1) {
    // what the first program of a pair leaves stays for the others
    const groups = [...pairs.map((one) => [one]), probes.filter((one) => !pairs.includes(one))];
    const verdicts: Verdict[] = [];
    for (const group of groups.filter(({ length }) => length > 0)) {
      verdicts.push(...await runControl(engine, { control, probes: group, world }));
    }
    return verdicts;
  }
  const sharing = control.kind === "together" ? "together" : "forked";
  const program = `${await composeProgram(probes, { sharing, target })}`;
  const printed = program.replace(/json\.dumps\(_all\(\)\)\s*$/, "print(json.dumps(_all()))\n");
  if (control.kind === "outside") return parseVerdicts(await outside(printed, world));
  const without = control.kind === "together" ? [] : control.without;
  return parseVerdicts(await inContainer(containerEngine(engine), { program: printed, without }));
}

function containerEngine(engine: EngineName): ContainerEngineName {
  if (!isContainerEngine(engine)) throw new Error(`${engine} has no containers`);
  return engine;
}

/** All programs of a probe, each in a room. What keeps a run from its end has worked. */
async function inRooms(
  engine: ContainerEngineName,
  { probe, target, without }: {
    readonly probe: Probe;
    readonly target: ProbeTarget;
    readonly without: readonly string[];
  },
): Promise<Verdict> {
  const { id } = probe;
  await using container = await startRooms(engine, without);
  let verdict: Verdict = { id, refused: "it said nothing" };
  for (const part of probe.sources.keys()) {
    const code = await composeProgram([probe], { sharing: "alone", target, part });
    let result: unknown;
    try {
      result = await container.run(code);
    } catch (error) {
      if (!(error instanceof RunLost)) throw error;
      return { id, worked: `the runs of the container are lost: ${error.message}` };
    }
    if (typeof result === "string") [verdict = verdict] = parseVerdicts(result);
    else if (probe.first.length === 0) return { id, refused: `it gave ${JSON.stringify(result)}` };
    if ("refused" in verdict) break;
  }
  return verdict;
}

async function inContainer(
  name: ContainerEngineName,
  { program, without }: { readonly program: string; readonly without: readonly string[] },
): Promise<string> {
  return await run(name, {
    args: [
      ...["run", "--rm", "--interactive", "--label", `${CONTROL_LABEL}=1`],
      ...controlFlags(name, without),
      ...["--", IMAGE, "-I", "-c", "import sys; exec(sys.stdin.read())"],
    ],
    stdin: program,
  });
}

/**
 * The flags of a sandbox less the groups that hold the named lines of defence, and what is asked for
 * instead.
 *
 * @throws {Error} when no group of flags has such a line any more
 */
export function controlFlags(
  name: ContainerEngineName,
  without: readonly string[],
): readonly string[] {
  const lines = without.map((word) => {
    const line = LINES[word];
    if (line === undefined) throw new Error(`unknown line of defence: ${word}`);
    return line;
  });
  const all = without.includes("everything");
  const unwanted = lines.flatMap(({ flags }) => flags);
  const groups = FLAG_GROUPS.map((group) => group.flags(name, OPTIONS));
  const missing = unwanted.filter((flag) => !groups.some((flags) => flags.includes(flag)));
  if (missing.length > 0) throw new Error(`no group of flags has ${missing.join(", ")}`);
  const kept = groups.filter((flags) => {
    if (flags.includes("--name") || unwanted.some((flag) => flags.includes(flag))) return false;
    return !all || BASE_FLAGS.some((flag) => flags.includes(flag));
  }).flat();
  return [...kept, ...lines.flatMap((line) => line.instead(name))];
}

const OPTIONS: RunArgsOptions = {
  containerName: "",
  lease: "",
  image: IMAGE,
  imageEnvNames: [],
  user: { user: "65534:65534", base: null },
  limits: {
    memoryBytes: 512 * 1024 * 1024,
    pids: 128,
    cpus: null,
    lifetimeSeconds: 120,
  },
  // every control is without our filter: what it alone holds has the control of the engine's own
  filter: { kind: "program", base64: "" },
  innerFilter: null,
  mounts: [],
  remote: false,
  loader: "",
};

async function outside(program: string, { env, target }: ControlWorld): Promise<string> {
  const args = ["-c", "import sys; exec(sys.stdin.read())"];
  return await run("python3", { args, stdin: program, env, cwd: target.directory });
}

async function unlocked(program: string, { env }: ControlWorld): Promise<string> {
  const fixture = new URL("../../../engine/embedded/fixtures/unlocked_python.mjs", import.meta.url);
  return await run(Deno.execPath(), {
    args: [
      // -A: the control is what happens when nothing is refused
      ...["run", "-A", "--no-lock", "--no-config", "--unstable-raw-imports"],
      ...[fileURLToPath(fixture), await prepareTestAssets(), program],
    ],
    stdin: "",
    env,
  });
}

async function run(
  command: string,
  { args, stdin, env, cwd }: {
    readonly args: readonly string[];
    readonly stdin: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
  },
): Promise<string> {
  const child = new Deno.Command(command, {
    args: [...args],
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: whenHung(),
  }).spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(stdin)).then(() => writer.close());
  const [{ stdout, stderr }] = await Promise.all([child.output(), written.catch(() => {})]);
  const text = new TextDecoder().decode(stdout).trim();
  if (text === "") throw new Error(`${command} said nothing: ${new TextDecoder().decode(stderr)}`);
  return text;
}
