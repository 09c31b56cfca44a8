import type { EngineState } from "../bridge/port.ts";
import type { Engine } from "../engine/engine.ts";

/** The engine that runs the sandboxes, and why that one. */
export interface EngineChoice {
  readonly engine: Engine;
  readonly state: EngineState;
}
