import type { EngineCandidatesOptions } from "./engine_candidates.ts";
import type { EngineState } from "../ipc/port.ts";
import { once } from "../system/once.ts";
import { type SelectedEngine, selectEngine } from "./select_engine.ts";

/** The choice of an engine, made once it is needed and asked again only if it failed. */
export interface EngineSelection {
  /** @throws {EngineError} `ENGINE_NOT_FOUND` */
  readonly selected: () => Promise<SelectedEngine>;
  /**
   * Which engine it would be. Nothing is removed or prepared for the answer.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  state(): Promise<EngineState>;
  /** Makes the choice ahead of the first need, so that the first run does not wait for it. */
  begin(): void;
}

export function createEngineSelection(options: EngineCandidatesOptions): EngineSelection {
  const choose = async () => {
    // the engines are not needed to begin
    const { createCandidates } = await import("./engine_candidates.ts");
    const { runtime } = options.settings;
    return await selectEngine({ runtime, candidates: createCandidates(options) });
  };
  const select = async () => {
    const selected = await choose();
    const { engine, advice } = selected.state;
    if (advice === null) options.log("debug", `Sandboxes run on ${engine}`);
    else options.log("info", advice);
    // what an earlier bridge left is removed beside the first runs, not before them
    selected.engine.reap();
    return selected;
  };
  // an engine that is installed or started after a failure is found by the next call
  const selected = once(select).get;
  return {
    selected,
    state: async () => (await choose()).state,
    begin() {
      selected().catch(() => {});
    },
  };
}
