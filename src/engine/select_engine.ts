import type { EngineAttempt, EngineName, EngineState } from "../ipc/port.ts";
import { EngineError } from "../errors.ts";
import type { Engine, EngineProbe } from "./engine.ts";

/** What the user asked for: an engine by name, any container engine, or the best there is. */
export type RuntimeChoice = EngineName | "container" | "auto";

export interface SelectEngineOptions {
  readonly runtime: RuntimeChoice;
  /** Asked in order, each only when those before it were refused. */
  readonly candidates: Readonly<Record<EngineName, () => Promise<EngineProbe>>>;
}

export interface SelectedEngine {
  readonly engine: Engine;
  readonly state: EngineState;
}

const ORDER: Readonly<Record<RuntimeChoice, readonly EngineName[]>> = {
  auto: ["podman", "docker", "embedded"],
  container: ["podman", "docker"],
  podman: ["podman"],
  docker: ["docker"],
  embedded: ["embedded"],
};

const ASKED_FOR: Readonly<Record<RuntimeChoice, string>> = {
  auto: "no engine can be used",
  container: "no container engine can be used",
  podman: "podman was asked for and cannot be used",
  docker: "docker was asked for and cannot be used",
  embedded: "the embedded engine was asked for and cannot be used",
};

/**
 * Chooses the engine that runs all sandboxes. Only `auto` may end with the embedded engine, and then
 * the state says so with the one command that would change it.
 *
 * @throws {EngineError} `ENGINE_NOT_FOUND`, with every engine that was tried and why it was refused
 */
export async function selectEngine(options: SelectEngineOptions): Promise<SelectedEngine> {
  const attempts: EngineAttempt[] = [];
  const remedies: string[] = [];
  for (const name of ORDER[options.runtime]) {
    const probe = await options.candidates[name]();
    if (probe.usable) {
      attempts.push({ engine: name, refusal: null });
      const weaker = name === "embedded" && options.runtime === "auto";
      const advice = weaker ? adviceFor(remedies) : null;
      return { engine: probe.engine, state: { engine: name, attempts, advice } };
    }
    attempts.push({ engine: name, refusal: probe.refusal });
    if (probe.remedy !== null) remedies.push(probe.remedy);
  }
  throw new EngineError(
    "ENGINE_NOT_FOUND",
    `Cannot start sandbox: ${ASKED_FOR[options.runtime]} (${listRefusals(attempts)}); ` +
      whatToDo(options.runtime, remedies),
  );
}

/** Stands in every answer, so it is short: `servers` says why the others were refused. */
function adviceFor(remedies: readonly string[]): string {
  return `The embedded engine is in use, which isolates less than a container; ${
    firstStep(remedies)
  }`;
}

function whatToDo(runtime: RuntimeChoice, remedies: readonly string[]): string {
  const step = firstStep(remedies);
  return runtime === "embedded" || runtime === "auto"
    ? step
    : `${step}, or set MCP_BRIDGE_RUNTIME=auto to allow the embedded engine`;
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
