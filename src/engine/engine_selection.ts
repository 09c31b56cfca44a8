import type { EngineState } from "../ipc/port.ts";
import { once } from "../system/once.ts";
import type { EngineRight } from "./engine.ts";
import type { EngineFactoriesOptions } from "./engine_factories.ts";
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
  /**
   * What that engine does with the launcher's rights.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  rights(): Promise<readonly EngineRight[]>;
  /** Makes the choice ahead of the first need, so that the first run does not wait for it. */
  begin(): void;
}

export function createEngineSelection(options: EngineFactoriesOptions): EngineSelection {
  const factories = async () => {
    // the engines are not needed to begin
    const { createEngineFactories } = await import("./engine_factories.ts");
    return createEngineFactories(options);
  };
  const choose = async () => {
    const { runtime } = options.settings;
    return await selectEngine({ runtime, engines: await factories() });
  };
  const select = async () => {
    const selected = await choose();
    const { engine, advice } = selected.state;
    if (advice === null) options.log("debug", `Sandboxes run on ${engine}`);
    else options.log("info", advice);
    // what an earlier bridge left is removed beside the first runs, not before them
    selected.engine.clean();
    return selected;
  };
  // an engine that is installed or started after a failure is found by the next call
  const selected = once(select).get;
  return {
    selected,
    state: async () => (await choose()).state,
    async rights() {
      const { engine } = (await choose()).state;
      return (await factories())[engine].rights();
    },
    begin() {
      selected().catch(() => {});
    },
  };
}
