import { describeEngine, enginesFor, type RuntimeChoice } from "../engines.ts";
import { EngineError } from "../errors.ts";
import type { EngineAttempt, EngineState } from "../ipc/port.ts";
import type { Engine, EngineFactories } from "./engine.ts";

export interface SelectEngineOptions {
  readonly runtime: RuntimeChoice;
  /** Probed in order, until one can be used. */
  readonly engines: EngineFactories;
}

export interface SelectedEngine {
  readonly engine: Engine;
  readonly state: EngineState;
}

/**
 * Chooses the engine for all sandboxes. When `auto` chooses an engine with a weakness,
 * `state.advice` names the weakness and the command that makes a better engine usable.
 *
 * @throws {EngineError} `ENGINE_NOT_FOUND`, with every engine that was probed and why it was
 *   refused
 */
export async function selectEngine(
  { runtime, engines }: SelectEngineOptions,
): Promise<SelectedEngine> {
  const attempts: EngineAttempt[] = [];
  const remedies: string[] = [];
  for (const name of enginesFor(runtime)) {
    const probe = await engines[name].probe();
    if (probe.usable) {
      attempts.push({ engine: name, refusal: null });
      const { label, weakness } = describeEngine(name);
      // short, because every answer contains it; `servers` says why the others were refused
      const advice = runtime === "auto" && weakness !== null
        ? `${capitalize(label)} is in use, which ${weakness}; ${firstStep(remedies)}`
        : null;
      return { engine: probe.engine, state: { engine: name, attempts, advice } };
    }
    attempts.push({ engine: name, refusal: probe.refusal });
    if (probe.remedy !== null) remedies.push(probe.remedy);
  }
  throw new EngineError(
    "ENGINE_NOT_FOUND",
    `Cannot start sandbox: ${whatFailed(runtime)} (${listRefusals(attempts)}); ` +
      whatToDo(runtime, remedies),
  );
}

function whatFailed(runtime: RuntimeChoice): string {
  if (runtime === "auto") return "no engine can be used";
  if (runtime === "container") return "no container engine can be used";
  return `${describeEngine(runtime).label} was chosen and cannot be used`;
}

function whatToDo(runtime: RuntimeChoice, remedies: readonly string[]): string {
  const step = firstStep(remedies);
  const tried = enginesFor(runtime);
  // the last engine of `auto` needs nothing installed: once it has failed, no other choice helps
  const fallback = enginesFor("auto").at(-1);
  return fallback === undefined || tried.includes(fallback)
    ? step
    : `${step}, or set MCP_BRIDGE_RUNTIME=auto to allow ${describeEngine(fallback).label}`;
}

function firstStep(remedies: readonly string[]): string {
  const [remedy] = remedies;
  return remedy === undefined
    ? "install podman (https://podman.io/docs/installation)"
    : `run: ${remedy}`;
}

function listRefusals(attempts: readonly EngineAttempt[]): string {
  return attempts
    .filter(({ refusal }) => refusal !== null)
    .map(({ engine, refusal }) => `${engine}: ${refusal}`)
    .join("; ");
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
