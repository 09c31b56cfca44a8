/** Runs probes through a real bridge on one engine, and says of each whether it was held. */

import type { EngineName } from "../../../../src/engines.ts";
import { isContainerEngine } from "../../../../src/engines.ts";
import { type Answer, type BridgeClient, startBridge } from "../../../e2e/support/bridge_client.ts";
import { createHome, exampleServers } from "../../../e2e/support/home.ts";
import { containerIdsOf } from "../../../e2e/support/leftovers.ts";
import { eventually } from "../../../support/eventually.ts";
import { GVISOR_KERNEL } from "../../../../src/engine/container/sandbox_facts.ts";
import { allCommands, inspectAll, plantCanaries } from "./canaries.ts";
import { runControls } from "./controls.ts";
import { LeakCheck } from "./leak_check.ts";
import type { Probe } from "./probe.ts";
import { composeProgram, parseVerdicts, type ProbeTarget, type Verdict } from "./program.ts";
import { whenStarted } from "./when_started.ts";

/** What came of one probe. */
export interface Finding {
  readonly id: string;
  /** `broke`: the attempt worked. `other`: it failed, but not in the way that its head expects. */
  readonly outcome: "held" | "broke" | "other";
  readonly saw: string;
  /** What the control saw when it worked, or the error that kept it from working. */
  readonly control: { readonly worked: boolean; readonly saw: string } | null;
}

export interface Report {
  readonly findings: readonly Finding[];
  /** What its answers say of limits that the engine does not hold. */
  readonly limits: string | null;
  /** Whether the sandboxes' kernel is gVisor. */
  readonly gvisor: boolean;
  /** Whether one container served one run after the other. */
  readonly rooms: boolean;
  /** What was left behind, and where a secret was found: empty when all is well. */
  readonly leaks: readonly string[];
}

export interface AttackOptions {
  /** Each probe in a run of its own; else those that can share a run. @default {false} */
  readonly apart?: boolean;
  /** Leaves the controls out. @default {true} */
  readonly controls?: boolean;
  readonly onFinding?: (finding: Finding) => void;
  /** Called with each that is found behind a probe in a run of its own. */
  readonly onLeak?: (leak: string) => void;
}

/** Tries the probes of an engine on a bridge of their own. Linux only. */
export async function attack(
  engine: EngineName,
  all: readonly Probe[],
  { apart = false, controls = true, onFinding = () => {}, onLeak = () => {} }: AttackOptions = {},
): Promise<Report> {
  const probes = all.filter(({ engines }) => engines.includes(engine));
  const canaries = plantCanaries();
  await using home = await createHome(exampleServers());
  await home.write("files/canary.txt", canaries.file);
  await using machine = listenOnMachine();
  const target: ProbeTarget = {
    canaryPrefix: canaries.prefix,
    directory: `${home.path}/files`,
    port: machine.port,
    addresses: machineAddresses(),
  };
  // one sandbox, so that the bridge at rest is always the same, and that runs meet in it
  const suite = { MCP_BRIDGE_POOL: "1", MCP_BRIDGE_MAX_TIMEOUT: "300s" };
  const env = { ...canaries.env, ...suite, MCP_BRIDGE_RUNTIME: engine };
  await using bridge = await startBridge({ home: home.path, env });
  const leaks: string[] = [];
  let answers: string[] = [];
  const run = async (code: string, options: { servers?: readonly string[]; timeout?: number }) => {
    const answer = await whenStarted(() => bridge.run(code, options));
    answers.push(JSON.stringify(answer));
    return answer;
  };
  const { limits = null, result } = await run("import os\nos.uname().version", {});
  const gvisor = result === GVISOR_KERNEL;
  // what a bridge opens or starts once is there before the first look
  for (const server of serversOf(engine, probes)) {
    const code = `from mcp import runtime\nawait runtime.list_tools("${server}")`;
    const { status, error } = await run(code, { servers: [server] });
    if (status !== "success") throw new Error(`${server} cannot be used: ${error}`);
  }
  await run("raise ValueError", {});
  const meeting = await Meeting.begin(engine, { pid: bridge.pid, run, gvisor });
  const { rooms } = meeting;
  const check = await LeakCheck.begin({ engine, pid: bridge.pid, inside: !gvisor, rooms });
  const controlled = new Map<string, Verdict>();
  if (controls) {
    const world = { target, env: { ...canaries.env, HOME: target.directory } };
    for (const verdict of await runControls(engine, probes, world)) {
      controlled.set(verdict.id, verdict);
    }
  }
  const lookBehind = async (): Promise<readonly string[]> => {
    const runs = answers.length;
    const texts = new Map([
      ["the answers", answers.join("\n")],
      ["the bridge's stderr", bridge.stderr()],
      ["the processes' command lines", await allCommands()],
      ["the containers", isContainerEngine(engine) ? await inspectAll(engine) : ""],
    ]);
    answers = [];
    const left = await check.nothingLeft(runs).then(() => [], (error) => [String(error)]);
    return [...left, ...canaries.foundInAny(texts)];
  };
  await lookBehind();
  leaks.push(...notAsAsked(engine, rooms));
  const findings: Finding[] = [];
  const note = async (probe: Probe, saw: Seen) => {
    const finding = { id: probe.id, ...saw, control: controlOf(controlled.get(probe.id)) };
    findings.push(finding);
    onFinding(finding);
    if (!apart) return;
    for (const leak of await lookBehind()) {
      leaks.push(`${probe.id}: ${leak}`);
      onLeak(leak);
    }
  };

  const shared = apart ? [] : probes.filter(({ alone }) => !alone);
  if (shared.length > 0) {
    const sharing = isContainerEngine(engine) ? "forked" : "in_turn";
    const code = await composeProgram(shared, { sharing, target });
    const answer = await run(code, { timeout: 300 });
    const verdicts = new Map(verdictsOf(answer).map((verdict) => [verdict.id, verdict]));
    for (const probe of shared) await note(probe, judge(probe, answer, verdicts.get(probe.id)));
  }
  for (const probe of probes.filter((one) => !shared.includes(one))) {
    const control = probe.controlOn(engine);
    if (controls && control.kind === "granted") {
      const { verdict } = await runAlone(probe, { run, target, servers: control.servers, meeting });
      if (verdict !== undefined) controlled.set(probe.id, verdict);
    }
    const came = await runAlone(probe, { run, target, servers: probe.servers, meeting });
    await note(probe, came.apart ?? judge(probe, came.answer, came.verdict));
  }
  leaks.push(...await lookBehind());
  await stillWorks(bridge).catch((error) => leaks.push(String(error)));
  return { findings, leaks, limits, gvisor, rooms };
}

/** What is wrong when the suite asked for rooms, or for none. */
function notAsAsked(engine: EngineName, rooms: boolean): readonly string[] {
  const reuse = Deno.env.get("MCP_BRIDGE_REUSE");
  if (!isContainerEngine(engine)) return [];
  if (reuse === "rooms" && !rooms) return ["no two runs met in a container"];
  return reuse === "never" && rooms ? ["two runs met in a container"] : [];
}

/** The servers that a probe or its control is granted. */
function serversOf(engine: EngineName, probes: readonly Probe[]): ReadonlySet<string> {
  return new Set(probes.flatMap((probe) => {
    const control = probe.controlOn(engine);
    return [...probe.servers, ...(control.kind === "granted" ? control.servers : [])];
  }));
}

type Seen = Pick<Finding, "outcome" | "saw">;
type Run = (
  code: string,
  options: { servers?: readonly string[]; timeout?: number },
) => Promise<Answer>;

/** What came of a probe in runs of its own. */
interface Came {
  readonly answer: Answer | null;
  readonly verdict: Verdict | undefined;
  /** Set when its runs were not in the containers in which they were to meet. */
  readonly apart: Seen | null;
}

/** All programs of a probe, each in a run of its own; what came of the last. */
async function runAlone(
  probe: Probe,
  context: {
    readonly run: Run;
    readonly target: ProbeTarget;
    readonly servers: readonly string[];
    readonly meeting: Meeting;
  },
): Promise<Came> {
  const { id, seconds, sources } = probe;
  const { run, target, servers, meeting } = context;
  const isPair = meeting.rooms && sources.length > 1;
  let apart: Seen | null = null;
  for (let tries = 1; tries <= MAX_MEETINGS; tries++) {
    const before = isPair ? await meeting.container() : "";
    let answer: Answer | null = null;
    let verdict: Verdict | undefined;
    let stays = true;
    for (const part of sources.keys()) {
      const code = await composeProgram([probe], { sharing: "alone", target, part });
      answer = await run(code, { servers, timeout: seconds });
      [verdict] = verdictsOf(answer);
      if (part === sources.length - 1) break;
      stays &&= USED_AGAIN.includes(answer.status);
      // held at the first of several: the next would have nothing to find
      if (verdict !== undefined && "refused" in verdict) break;
      if (verdict === undefined && !probe.first.includes(answer.status)) break;
    }
    if (!isPair) return { answer, verdict, apart: null };
    const after = await meeting.container();
    if ((before === after) === stays) return { answer, verdict, apart: null };
    const where = stays ? "met in no container" : "met in a container that was to be retired";
    apart = { outcome: "other", saw: `the runs of ${id} ${where}` };
  }
  return { answer: null, verdict: undefined, apart };
}

/** Ends after which a container may serve another run. */
const USED_AGAIN = ["success", "error", "exit"];
/** Tries of a pair on a machine that is too busy to make a room in time. */
const MAX_MEETINGS = 6;

/** Tells containers apart by the start of their first process, and by their file system. */
const WHICH_CONTAINER = `
import os
with open("/proc/1/stat") as stream:
    started = stream.read().rpartition(")")[2].split()[19]
f"{started} {os.stat('/').st_dev}"
`;

/** Where the runs of a bridge meet that keeps one sandbox ready. */
class Meeting {
  /** Whether a container serves one run after the other. */
  readonly rooms: boolean;
  readonly #engine: EngineName;
  readonly #pid: number;

  private constructor(engine: EngineName, { pid, rooms }: {
    readonly pid: number;
    readonly rooms: boolean;
  }) {
    this.#engine = engine;
    this.#pid = pid;
    this.rooms = rooms;
  }

  /** Looks whether runs meet, some of which a busy machine may keep apart. */
  static async begin(
    engine: EngineName,
    { pid, run, gvisor }: {
      readonly pid: number;
      readonly run: Run;
      readonly gvisor: boolean;
    },
  ): Promise<Meeting> {
    // gVisor makes no rooms, and all its containers look alike from within
    if (gvisor || !isContainerEngine(engine)) return new Meeting(engine, { pid, rooms: false });
    let before: unknown = null;
    for (let tries = 0; tries <= MAX_MEETINGS; tries++) {
      const { result } = await run(WHICH_CONTAINER, {});
      if (result === before) return new Meeting(engine, { pid, rooms: true });
      before = result;
    }
    return new Meeting(engine, { pid, rooms: false });
  }

  /** The id of the one container, which the next run will get. */
  async container(): Promise<string> {
    let ids: readonly string[] = [];
    await eventually(() => `one sandbox waits: ${ids.join(", ")}`, async () => {
      ids = await containerIdsOf(this.#engine, this.#pid);
      return ids.length === 1;
    });
    return ids[0] ?? "";
  }
}

function verdictsOf({ status, result }: Answer): readonly Verdict[] {
  return status === "success" && typeof result === "string" ? parseVerdicts(result) : [];
}

function judge(probe: Probe, answer: Answer | null, verdict: Verdict | undefined): Seen {
  const { expected } = probe;
  if (verdict !== undefined && "worked" in verdict) {
    return { outcome: "broke", saw: verdict.worked };
  }
  const ended = answer === null
    ? "no run"
    : `${answer.status} ${answer.exitCode ?? ""} ${(answer.error ?? "").slice(-300)}`;
  if (expected.kind === "refused") {
    const saw = verdict?.refused ?? ended;
    const held = verdict !== undefined && expected.pattern.test(saw);
    return { outcome: held ? "held" : "other", saw };
  }
  // a success without a verdict: the program was believed
  if (answer?.status === "success" && verdict === undefined) {
    return { outcome: "broke", saw: ended };
  }
  const held = verdict === undefined && expected.statuses.includes(answer?.status ?? "") &&
    (expected.exitCode === null || answer?.exitCode === expected.exitCode);
  return { outcome: held ? "held" : "other", saw: verdict?.refused ?? ended };
}

function controlOf(verdict: Verdict | undefined): Finding["control"] {
  if (verdict === undefined) return null;
  return "worked" in verdict
    ? { worked: true, saw: verdict.worked }
    : { worked: false, saw: verdict.refused };
}

/** After all attempts the bridge still does its work. */
async function stillWorks(bridge: BridgeClient): Promise<void> {
  const { result } = await bridge.run("6 * 7");
  if (result !== 42) throw new Error(`the bridge answers ${JSON.stringify(result)} afterwards`);
}

/** A port that answers on every address of the machine: where it can be reached, a network leaks. */
function listenOnMachine(): AsyncDisposable & { readonly port: number } {
  const server = Deno.serve(
    { port: 0, hostname: "::", onListen: () => {} },
    () => new Response("reached"),
  );
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

function machineAddresses(): readonly string[] {
  return Deno.networkInterfaces()
    .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
    .map(({ address }) => address);
}
