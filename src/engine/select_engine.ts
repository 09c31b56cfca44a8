import { describeEngine, type EngineName, enginesFor, type RuntimeChoice } from "../engines.ts";
import { EngineError } from "../errors.ts";
import type { EngineAttempt, EngineState } from "../ipc/port.ts";
import type { Engine, EngineProbe, StoppedMachine } from "./engine.ts";
import type { EngineHealth } from "./engine_health.ts";

export interface SelectEngineOptions {
  readonly runtime: RuntimeChoice;
  /** Asks one engine; called in order, until one can be used. */
  readonly probe: (name: EngineName) => Promise<EngineProbe>;
  /** What is known of failed starts. */
  readonly health: Pick<EngineHealth, "order" | "pauseOf">;
}

export interface SelectedEngine {
  readonly engine: Engine;
  readonly state: EngineState;
  /** Whether an engine that comes before it only did not answer in time. */
  readonly provisional: boolean;
}

/** The choice of an engine whose machine must be started before it can be used. */
export interface StoppedEngine {
  readonly machine: StoppedMachine;
  readonly state: EngineState;
}

/** The answer of an engine that cannot be used. */
export type RefusedProbe = Extract<EngineProbe, { usable: false }>;

/**
 * Chooses the engine for all sandboxes. One whose machine is stopped is chosen before an engine of
 * another kind, and after one of its own kind that runs. When `auto` chooses an engine with a weakness,
 * `state.advice` names the weakness and the step that makes a better engine usable.
 *
 * @throws {EngineError} `ENGINE_NOT_FOUND`, with every engine that was probed and why it was
 *   refused
 */
export async function selectEngine(
  { runtime, probe, health }: SelectEngineOptions,
): Promise<SelectedEngine | StoppedEngine> {
  const refused: RefusedProbe[] = [];
  for (const name of health.order(enginesFor(runtime))) {
    const stopped = findStopped(refused);
    if (stopped !== null && kindOf(stopped.state.engine) !== kindOf(name)) return stopped;
    const answer = pausedProbe(name, health) ?? await probe(name);
    if (!answer.usable) {
      refused.push(answer);
      continue;
    }
    const { label, weakness } = describeEngine(name);
    // short, because every answer contains it; `servers` says why the others were refused
    const advice = runtime === "auto" && weakness !== null
      ? `${capitalize(label)} is in use, which ${weakness}; ${firstStep(refused)}`
      : null;
    const wrapper = answer.engine.wrapper ?? null;
    const attempts = [...attemptsOf(refused), { engine: name, refusal: null }];
    return {
      engine: answer.engine,
      state: {
        engine: name,
        attempts,
        advice,
        ...(wrapper === null ? {} : { wrapper }),
        ...worthOf(answer.engine),
      },
      provisional: refused.some(({ timedOut }) => timedOut === true),
    };
  }
  const stopped = findStopped(refused);
  if (stopped !== null) return stopped;
  throw new EngineError(
    "ENGINE_NOT_FOUND",
    `Cannot start sandbox: ${whatFailed(runtime)} (${listRefusals(refused)}); ` +
      whatToDo(runtime, refused),
  );
}

function findStopped(refused: readonly RefusedProbe[]): StoppedEngine | null {
  const probe = refused.find(({ stopped }) => stopped !== undefined);
  if (probe?.stopped === undefined) return null;
  const { name, stopped: machine } = probe;
  const attempts = [
    ...attemptsOf(refused.filter((other) => other !== probe)),
    { engine: name, refusal: null },
  ];
  return { machine, state: { engine: name, attempts, advice: null, stopped: machine.label } };
}

function kindOf(name: EngineName): string {
  return describeEngine(name).kind;
}

/** An engine whose starts have failed is not asked for a while. */
function pausedProbe(
  name: EngineName,
  health: Pick<EngineHealth, "pauseOf">,
): RefusedProbe | null {
  const pause = health.pauseOf(name);
  return pause === null ? null : { usable: false, name, ...pause };
}

function whatFailed(runtime: RuntimeChoice): string {
  if (runtime === "auto") return "no engine can be used";
  if (runtime === "container") return "no container engine can be used";
  return `${describeEngine(runtime).label} was chosen and cannot be used`;
}

function whatToDo(runtime: RuntimeChoice, refused: readonly RefusedProbe[]): string {
  const step = firstStep(refused);
  const tried = enginesFor(runtime);
  // the last engine of `auto` needs nothing installed: once it has failed, no other choice helps
  const fallback = enginesFor("auto").at(-1);
  return fallback === undefined || tried.includes(fallback)
    ? step
    : `${step}, or set MCP_BRIDGE_RUNTIME=auto to allow ${describeEngine(fallback).label}`;
}

/** The step that belongs to the first reason. Installing comes last: it is the longest way. */
export function firstStep(refused: readonly RefusedProbe[]): string {
  const remedy = refused.find((probe) => probe.remedy !== null)?.remedy;
  if (remedy !== undefined && remedy !== null) return remedy;
  return refused.some(({ missing }) => missing === true)
    ? "install podman (https://podman.io/docs/installation)"
    : "put right what the reasons name (mcp-code-bridge servers shows them)";
}

/** What is said of an engine wherever it is shown. */
function worthOf(
  { rootless = null, userIds, missingLimits = [] }: Engine,
): Partial<EngineState> {
  return {
    ...(rootless === null ? {} : { rootless }),
    ...(userIds === undefined ? {} : { userIds }),
    ...(missingLimits.length === 0 ? {} : { limits: `partial (${missingLimits.join(", ")})` }),
  };
}

function attemptsOf(refused: readonly RefusedProbe[]): readonly EngineAttempt[] {
  return refused.map(({ name, refusal }) => ({ engine: name, refusal }));
}

function listRefusals(refused: readonly RefusedProbe[]): string {
  return refused.map(({ name, refusal }) => `${name}: ${refusal}`).join("; ");
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
