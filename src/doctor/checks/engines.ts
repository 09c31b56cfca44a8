import { describeEngine, ENGINE_NAMES, type EngineName, isContainerEngine } from "../../engines.ts";
import { firstStep, type RefusedProbe } from "../../engine/select_engine.ts";
import type { Engine } from "../../engine/engine.ts";
import type { RoomUse } from "../../ipc/port.ts";
import { type ClientVersion, findClient } from "../client_version.ts";
import type { Check } from "../check.ts";
import type { DoctorContext } from "../context.ts";
import { type Finding, finding } from "../finding.ts";

/** The oldest versions that the tests have run with, as major and minor. */
const OLDEST = { podman: [4, 3], docker: [20, 10] } as const;

/** One check for each engine: where it is, and whether it can run sandboxes. */
export const engines: readonly Check[] = ENGINE_NAMES.map((name) => ({
  name: `engine ${name}`,
  // what the trial proves of it is shown
  afterLook: true,
  withinMs: 120_000,
  async run(context: DoctorContext) {
    if (!context.allows(name)) {
      return [finding("engine.excluded", {
        subject: name,
        text: `not asked, because MCP_BRIDGE_RUNTIME is ${context.settings.runtime}`,
      })];
    }
    const [answer, client, choice] = await Promise.all([
      context.probe(name),
      isContainerEngine(name) ? findClient(context.system, name) : null,
      context.choice(),
    ]);
    const chosen = choice.ok ? choice.state.engine : null;
    const about = { name, client, chosen };
    return [
      ...(answer.usable
        ? await describeUsable(answer.engine, { ...about, context })
        : [describeRefusal(answer, about)]),
      ...findOld(about),
    ];
  },
}));

/** Whether any engine can be used, and whether a better one could be. */
export const engineChoice: Check = {
  name: "choice of the engine",
  async run(context) {
    const choice = await context.choice();
    const answers = await Promise.all(
      ENGINE_NAMES.filter((name) => context.allows(name)).map((name) => context.probe(name)),
    );
    const remedy = firstStep(answers.filter((answer) => !answer.usable));
    if (!choice.ok) {
      return [finding("engine.none", { subject: "engine", text: choice.reason, remedy })];
    }
    const { engine, advice } = choice.state;
    if (advice === null) return [];
    return [finding("engine.weak", {
      subject: engine,
      text: `it runs the sandboxes and ${describeEngine(engine).weakness}`,
      remedy,
    })];
  },
};

interface About {
  readonly name: EngineName;
  readonly client: ClientVersion | null;
  /** The engine that runs sandboxes; `null` without one. */
  readonly chosen: EngineName | null;
}

async function describeUsable(
  engine: Engine,
  about: About & { readonly context: DoctorContext },
): Promise<readonly Finding[]> {
  const { name, chosen, context } = about;
  // what the first sandbox since boot proves is known after it
  if (name === chosen) await context.trial();
  const rooms = await engine.rooms?.() ?? { use: "never" };
  const proven = await engine.isProven?.() ?? null;
  return [
    finding("engine.ready", {
      subject: name,
      text: listFacts(engine, { ...about, rooms, proven }),
    }),
    ...describeWeaknesses(engine, rooms),
    ...(await engine.findings?.() ?? []).map(({ problem, remedy }) =>
      finding("engine.shares", { subject: name, text: problem, remedy })
    ),
  ];
}

function listFacts(
  { rootless = null, image, wrapper = null }: Engine,
  { name, client, chosen, rooms, proven }: About & {
    readonly rooms: RoomUse;
    /** `null` where sandboxes prove nothing. */
    readonly proven: boolean | null;
  },
): string {
  const facts = [
    name === chosen ? "in use" : "can be used",
    describeClient(client),
    rootless === null ? null : rootless ? "rootless" : "rootful",
    image === undefined ? null : `image ${image.reference} is there`,
    proven === null
      ? null
      : proven
      ? "its limits and its filter of system calls were proven since boot"
      : "its first sandbox is to prove its limits and its filter of system calls",
    wrapper === null ? null : `its sandboxes are inside ${wrapper}`,
    rooms.use === "rooms" ? "makes rooms" : null,
  ];
  return facts.filter((fact) => fact !== null).join("; ");
}

function describeWeaknesses(
  { name, rootless, missingLimits = [] }: Engine,
  rooms: RoomUse,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (rootless === false) {
    findings.push(finding("engine.rootful", {
      subject: name,
      text: "it has the rights of root, and so has whoever breaks out of a sandbox",
      remedy: name === "podman"
        ? "start the bridge as a user other than root"
        : "use podman, or run: dockerd-rootless-setuptool.sh install",
    }));
  }
  if (missingLimits.length > 0) {
    findings.push(finding("engine.limits", {
      subject: name,
      text: `it does not limit ${missingLimits.join(" and ")}, which MCP_BRIDGE_LIMITS allows`,
      remedy: "use cgroup v2, then unset MCP_BRIDGE_LIMITS",
    }));
  }
  if (rooms.use === "impossible") {
    findings.push(finding("engine.no_rooms", {
      subject: name,
      text: `each run gets a container of its own, which is slower: ${rooms.reason}`,
      remedy: "see docs/rooms.md for what rooms need; without them all works, too",
    }));
  }
  return findings;
}

function describeRefusal(
  { refusal, remedy, missing }: RefusedProbe,
  { name, client, chosen }: About,
): Finding {
  if (missing === true) {
    return finding("engine.absent", {
      subject: name,
      text: refusal,
      remedy: name === "podman"
        ? "install it: https://podman.io/docs/installation"
        : "nothing, unless you want to use it",
    });
  }
  const where = describeClient(client);
  // another container engine does all that this one would
  const spare = chosen !== null && isContainerEngine(chosen);
  return finding(spare ? "engine.spare_refused" : "engine.refused", {
    subject: name,
    text: where === null ? refusal : `${refusal}; ${where}`,
    remedy: remedy ?? `put right what ${name} says`,
  });
}

function describeClient(client: ClientVersion | null): string | null {
  if (client === null) return null;
  const { path, version } = client;
  return version === null ? path : `version ${version.text} at ${path}`;
}

function findOld({ name, client }: About): readonly Finding[] {
  const version = client?.version ?? null;
  if (version === null || !isContainerEngine(name)) return [];
  const [major, minor] = OLDEST[name];
  if (version.major > major || (version.major === major && version.minor >= minor)) return [];
  return [finding("engine.old", {
    subject: name,
    text: `version ${version.text} is older than ${major}.${minor}, the oldest that is tested`,
    remedy: `update ${name}`,
  })];
}
