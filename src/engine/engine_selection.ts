import { type EngineName, enginesFor } from "../engines.ts";
import { messageOf } from "../errors.ts";
import type { EngineState } from "../ipc/port.ts";
import type { EngineFactories, EngineProbe, EngineRight } from "./engine.ts";
import type { EngineFactoriesOptions } from "./engine_factories.ts";
import { EngineHealth, type StartFailure } from "./engine_health.ts";
import { type SelectedEngine, selectEngine } from "./select_engine.ts";

/** The engine for sandboxes that are started now, and who hears how their starts went. */
export interface EngineInUse extends SelectedEngine {
  /** A sandbox has said its first word. */
  started(): void;
  /** A sandbox did not start, for the engine's sake: the next start chooses again. */
  failed(failure: StartFailure): void;
}

/**
 * The choice of an engine. It is made at the first need, again after a start that the engine failed,
 * and from time to time beside the runs.
 */
export interface EngineSelection {
  /**
   * The chosen engine.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  readonly selected: () => Promise<EngineInUse>;
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

/** Milliseconds after which an engine that did not answer in time is asked again. */
export const FIRST_RECHECK_MS = 10_000;
/** Milliseconds after which the choice is looked at again in any case: an image may be a new one. */
export const RECHECK_MS = 600_000;
/** Milliseconds that engines have to answer when nobody waits for them. */
const PATIENT_PROBE_MS = 15_000;

export interface EngineSelectionOptions extends EngineFactoriesOptions {
  /** Told how to get a stronger engine, at each choice. @default it is logged */
  readonly onAdvice?: (advice: string) => void;
  /** The engines, where they are not the real ones. */
  readonly factories?: EngineFactories;
}

/** Creates the choice for these settings. Asks no engine yet. */
export function createEngineSelection(options: EngineSelectionOptions): EngineSelection {
  return new Selection(options);
}

class Selection implements EngineSelection {
  readonly #options: EngineSelectionOptions;
  readonly #health: EngineHealth;
  /** The choice that holds, or that is being made; `null` before the first and after a failure. */
  #current: Promise<EngineInUse> | null = null;
  /** The engine that failed last and its image, until the next choice. */
  #lost: { readonly name: EngineName; readonly imageId: string | undefined } | null = null;
  #recheckAt = Infinity;
  #recheckMs = FIRST_RECHECK_MS;
  #rechecking = false;

  constructor(options: EngineSelectionOptions) {
    this.#options = options;
    this.#health = new EngineHealth(options.system.clock);
  }

  readonly selected = (): Promise<EngineInUse> => {
    if (this.#current === null) {
      const choice = this.#begin();
      this.#current = choice;
      // a failure is not kept, and so an engine that was installed or started since is found
      choice.catch(() => {
        if (this.#current === choice) this.#current = null;
      });
      return choice;
    }
    if (this.#options.system.clock.monotonic() >= this.#recheckAt) void this.#recheck();
    return this.#current;
  };

  async state(): Promise<EngineState> {
    const { engine, state } = await this.#choose();
    const rooms = await engine.rooms?.();
    return rooms === undefined ? state : { ...state, rooms };
  }

  async rights(): Promise<readonly EngineRight[]> {
    const { engine } = (await this.#choose()).state;
    return (await this.#factories())[engine].rights();
  }

  begin(): void {
    this.selected().catch(() => {});
  }

  async #begin(): Promise<EngineInUse> {
    const { log, onAdvice = (advice: string) => log("info", advice) } = this.#options;
    const selected = await this.#choose();
    const { engine, advice } = selected.state;
    if (advice === null) log("debug", `Sandboxes run on ${engine}`);
    else onAdvice(advice);
    this.#noteNewImage(this.#lost, selected);
    this.#lost = null;
    this.#plan(selected);
    // not awaited, because the first runs need not wait for it
    selected.engine.clean();
    return this.#inUse(selected);
  }

  async #choose(probeMs?: number): Promise<SelectedEngine> {
    const { runtime } = this.#options.settings;
    const engines = await this.#factories();
    const probes = new Map<EngineName, Promise<EngineProbe>>();
    const probe = (name: EngineName): Promise<EngineProbe> => {
      const asked = probes.get(name) ?? engines[name].probe(probeMs);
      probes.set(name, asked);
      return asked;
    };
    const paused = this.#lost !== null && this.#health.refusalOf(this.#lost.name) !== null;
    if (this.#lost !== null && !paused && await isAnother(this.#lost, probe)) {
      this.#health.recovered(this.#lost.name);
    }
    return await selectEngine({ runtime, probe, health: this.#health });
  }

  async #factories(): Promise<EngineFactories> {
    if (this.#options.factories !== undefined) return this.#options.factories;
    // loaded late, because the first answers need no engine
    const { createEngineFactories } = await import("./engine_factories.ts");
    return createEngineFactories(this.#options);
  }

  #inUse(selected: SelectedEngine): EngineInUse {
    const { engine } = selected.state;
    const choice: EngineInUse = {
      ...selected,
      started: () => this.#health.recovered(engine),
      failed: (failure) => void this.#failed(choice, failure),
    };
    return choice;
  }

  async #failed(choice: EngineInUse, failure: StartFailure): Promise<void> {
    const current = this.#current;
    // several starts fail at once: the first has been counted
    if (current === null || await current.catch(() => null) !== choice) return;
    if (this.#current !== current) return;
    const name = choice.state.engine;
    this.#options.log("warning", `The engine ${name} started no sandbox: ${failure.reason}`);
    this.#health.failed(name, failure);
    this.#lost = { name, imageId: choice.engine.image?.id };
    this.#current = null;
  }

  /** Asks again beside the runs, which go on with what there is. */
  async #recheck(): Promise<void> {
    if (this.#rechecking) return;
    this.#rechecking = true;
    this.#recheckAt = Infinity;
    const before = this.#current;
    try {
      const [old, found] = await Promise.all([before, this.#choose(PATIENT_PROBE_MS)]);
      if (old === null || this.#current !== before) return;
      this.#plan(found);
      if (!this.#isBetter(found, old)) return;
      this.#noteNewImage({ name: old.state.engine, imageId: old.engine.image?.id }, found);
      if (found.state.engine !== old.state.engine) {
        this.#options.log("info", `Sandboxes run on ${found.state.engine} from now on`);
        found.engine.clean();
      }
      this.#current = Promise.resolve(this.#inUse(found));
    } catch (error) {
      this.#options.log("debug", `Cannot look for a better engine: ${messageOf(error)}`);
      this.#recheckAt = this.#options.system.clock.monotonic() + RECHECK_MS;
    } finally {
      this.#rechecking = false;
    }
  }

  /** An engine that has started nothing yet takes no other's place, unless it stands before it. */
  #isBetter(found: SelectedEngine, old: SelectedEngine): boolean {
    const names = enginesFor(this.#options.settings.runtime);
    const places = [found, old].map(({ state }) => names.indexOf(state.engine));
    const [place = 0, oldPlace = 0] = places;
    return place < oldPlace ||
      (place === oldPlace && found.engine.image?.id !== old.engine.image?.id);
  }

  /** Sets when the choice is looked at again. */
  #plan(selected: SelectedEngine): void {
    const now = this.#options.system.clock.monotonic();
    let at = now + RECHECK_MS;
    if (selected.provisional) {
      at = now + this.#recheckMs;
      this.#recheckMs = Math.min(RECHECK_MS, this.#recheckMs * 2);
    } else {
      this.#recheckMs = FIRST_RECHECK_MS;
    }
    this.#recheckAt = Math.min(at, this.#health.nextRecovery() ?? Infinity);
  }

  #noteNewImage(
    old: { readonly name: EngineName; readonly imageId: string | undefined } | null,
    { state, engine: { image } }: SelectedEngine,
  ): void {
    if (old === null || image === undefined || state.engine !== old.name) return;
    if (old.imageId === image.id) return;
    this.#options.log(
      "warning",
      `The image ${JSON.stringify(image.reference)} is another than before ` +
        `(${shortId(image.id)}, before ${shortId(old.imageId ?? "")}): sandboxes use the new one`,
    );
  }
}

/** Whether the engine that failed would now run another image. */
async function isAnother(
  { name, imageId }: { readonly name: EngineName; readonly imageId: string | undefined },
  probe: (name: EngineName) => Promise<EngineProbe>,
): Promise<boolean> {
  const answer = await probe(name);
  return answer.usable && answer.engine.image?.id !== imageId;
}

/** As the engines print ids. */
function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 12);
}
