import type { EngineName } from "../engines.ts";
import { once } from "../system/once.ts";
import type { EngineFactories, EngineProbe } from "./engine.ts";
import type { EngineFactoriesOptions } from "./engine_factories.ts";
import { EngineHealth } from "./engine_health.ts";
import { type SelectedEngine, selectEngine, type StoppedEngine } from "./select_engine.ts";

/** Takes what is being done, on one line; `null` when it is over. */
export type TellProgress = (text: string | null) => void;

export interface EngineSelectionOptions extends EngineFactoriesOptions {
  /** Told how to get a stronger engine, at each choice. @default it is logged */
  readonly onAdvice?: (advice: string) => void;
  /** The engines, where they are not the real ones. */
  readonly factories?: EngineFactories;
}

/** An engine that did not start a sandbox, and the image that it had then. */
export interface LostEngine {
  readonly name: EngineName;
  readonly imageId: string | undefined;
}

/** Asks the engines, and starts the machine of the one that is chosen. Holds no choice. */
export class EngineChooser {
  readonly health: EngineHealth;
  /** The engine that failed last, until the next choice. */
  lost: LostEngine | null = null;
  readonly #options: EngineSelectionOptions;
  readonly #onStop: (name: EngineName) => void;
  readonly #watchers: TellProgress[] = [];
  /** The engines, which are made at the first need. */
  readonly factories = once(async (): Promise<EngineFactories> => {
    if (this.#options.factories !== undefined) return this.#options.factories;
    // loaded late, because the first answers need no engine
    const { createEngineFactories } = await import("./engine_factories.ts");
    return createEngineFactories({
      ...this.#options,
      onProgress: (text) => {
        for (const tell of this.#watchers) tell(text);
      },
      onStop: this.#onStop,
    });
  });

  /** @param onStop called before an engine's machine is stopped */
  constructor(options: EngineSelectionOptions, onStop: (name: EngineName) => void) {
    this.#options = options;
    this.#onStop = onStop;
    this.health = new EngineHealth(options.system.clock);
  }

  /** Tells from now on what is done with machines. */
  watch(tell: TellProgress): void {
    this.#watchers.push(tell);
  }

  /**
   * The engine that would be used now, or whose machine would be started. Starts nothing.
   *
   * @param options.probeMs milliseconds that each engine has to answer
   * @param options.answers what engines have answered already; takes what they answer
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  async choose(
    { probeMs, answers = new Map() }: {
      readonly probeMs?: number;
      readonly answers?: Map<EngineName, Promise<EngineProbe>>;
    } = {},
  ): Promise<SelectedEngine | StoppedEngine> {
    const { runtime } = this.#options.settings;
    const engines = await this.factories.get();
    const probe = (name: EngineName): Promise<EngineProbe> => {
      const asked = answers.get(name) ?? engines[name].probe(probeMs);
      answers.set(name, asked);
      return asked;
    };
    const paused = this.lost !== null && this.health.pauseOf(this.lost.name) !== null;
    if (this.lost !== null && !paused && await isAnother(this.lost, probe)) {
      this.health.recovered(this.lost.name);
    }
    return await selectEngine({ runtime, probe, health: this.health });
  }

  /**
   * Chooses until an engine can be used, and starts the machines of those that are chosen.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  async chooseRunning(): Promise<SelectedEngine> {
    const answers = new Map<EngineName, Promise<EngineProbe>>();
    while (true) {
      const found = await this.choose({ answers });
      if (isReady(found)) return found;
      const { engine } = found.state;
      const answer = withoutMachine(await found.machine.start());
      // an answer of it stays, so that each machine is started once
      answers.set(engine, Promise.resolve(answer));
      if (!answer.usable && answer.startFailed === true) {
        const { refusal: reason, remedy } = answer;
        const failure = {
          kind: "machine",
          reason,
          ...(remedy === null ? {} : { remedy }),
        } as const;
        this.health.failed(engine, failure);
        this.#options.log("warning", `${engine} cannot be used: ${reason}`);
      }
    }
  }
}

/** Whether an engine can be used as it is. */
export function isReady<T extends SelectedEngine>(found: T | StoppedEngine): found is T {
  return "engine" in found;
}

/** The answer of an engine whose machine is not to be started again. */
function withoutMachine(answer: EngineProbe): EngineProbe {
  if (answer.usable) return answer;
  const { stopped: _stopped, ...rest } = answer;
  return rest;
}

/** Whether the engine that failed would now run another image. */
async function isAnother(
  { name, imageId }: { readonly name: EngineName; readonly imageId: string | undefined },
  probe: (name: EngineName) => Promise<EngineProbe>,
): Promise<boolean> {
  const answer = await probe(name);
  return answer.usable && answer.engine.image?.id !== imageId;
}
