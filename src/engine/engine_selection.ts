import type { EngineState } from "../ipc/port.ts";
import { once } from "../system/once.ts";
import type { EngineRight } from "./engine.ts";
import type { EngineFactoriesOptions } from "./engine_factories.ts";
import { type SelectedEngine, selectEngine } from "./select_engine.ts";

/** The choice of an engine. It is made at the first need and repeated only after a failure. */
export interface EngineSelection {
  /**
   * The chosen engine.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  readonly selected: () => Promise<SelectedEngine>;
  /**
   * Which engine would be chosen now. Removes and prepares nothing.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  state(): Promise<EngineState>;
  /**
   * The launcher's rights that this engine uses.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  rights(): Promise<readonly EngineRight[]>;
  /** Starts the choice early, so that the first run does not wait for it. */
  begin(): void;
}

/** Creates the choice for these settings. Asks no engine yet. */
export function createEngineSelection(options: EngineFactoriesOptions): EngineSelection {
  const factories = async () => {
    // loaded late, because the first answers need no engine
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
    // not awaited, because the first runs need not wait for it
    selected.engine.clean();
    return selected;
  };
  // `once` retries after a failure, and so finds an engine that was installed or started since
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
