import { type EngineName, enginesFor } from "../engines.ts";
import { messageOf } from "../errors.ts";
import type { EngineState } from "../ipc/port.ts";
import type { EngineRight } from "./engine.ts";
import {
  EngineChooser,
  type EngineSelectionOptions,
  isReady,
  type LostEngine,
  type TellProgress,
} from "./engine_chooser.ts";
import type { StartFailure } from "./engine_health.ts";
import type { SelectedEngine, StoppedEngine } from "./select_engine.ts";

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
   * The chosen engine. Starts its virtual machine, if that is stopped and no other engine of its kind
   * can be used.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  readonly selected: () => Promise<EngineInUse>;
  /**
   * The engine in use, or that would be used. Starts no virtual machine.
   *
   * @throws {EngineError} `ENGINE_NOT_FOUND`
   */
  readonly looked: () => Promise<EngineState>;
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
  /** Begins to look early, so that the first run does not wait for it. */
  begin(): void;
  /** Tells on one line what is done so that sandboxes can be started, and `null` when it is over. */
  watch(tell: TellProgress): void;
  /** Takes back what other bridges are told of this one. Never throws. */
  close(): Promise<void>;
}

/** Milliseconds after which an engine that did not answer in time is asked again. */
export const FIRST_RECHECK_MS = 10_000;
/** Milliseconds after which the choice is looked at again in any case: an image may be a new one. */
export const RECHECK_MS = 600_000;
/** Milliseconds that engines have to answer when nobody waits for them. */
const PATIENT_PROBE_MS = 15_000;

/** Creates the choice for these settings. Asks no engine yet. */
export function createEngineSelection(options: EngineSelectionOptions): EngineSelection {
  return new Selection(options);
}

class Selection implements EngineSelection {
  readonly #options: EngineSelectionOptions;
  readonly #chooser: EngineChooser;
  /** The look that is under way. */
  #look: Promise<EngineInUse | StoppedEngine> | null = null;
  /** The choice that holds, or that is being made; `null` before the first and after a failure. */
  #current: Promise<EngineInUse> | null = null;
  #recheckAt = Infinity;
  #recheckMs = FIRST_RECHECK_MS;
  #rechecking = false;

  constructor(options: EngineSelectionOptions) {
    this.#options = options;
    // the next run starts it again
    this.#chooser = new EngineChooser(options, (name) => void this.#forget(name));
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

  readonly looked = async (): Promise<EngineState> => {
    if (this.#current !== null) return (await this.#current).state;
    const found = await this.#lookOnce();
    if (isReady(found)) this.#current ??= Promise.resolve(found);
    return found.state;
  };

  async state(): Promise<EngineState> {
    const found = await this.#chooser.choose();
    if (!isReady(found)) return found.state;
    const rooms = await found.engine.rooms?.();
    return rooms === undefined ? found.state : { ...found.state, rooms };
  }

  async rights(): Promise<readonly EngineRight[]> {
    const { engine } = (await this.#chooser.choose()).state;
    return (await this.#chooser.factories.get())[engine].rights();
  }

  begin(): void {
    this.looked().catch(() => {});
  }

  watch(tell: TellProgress): void {
    this.#chooser.watch(tell);
  }

  async close(): Promise<void> {
    const engines = await this.#chooser.factories.started?.catch(() => null);
    await Promise.all(Object.values(engines ?? {}).map((engine) => engine.close?.()));
  }

  async #begin(): Promise<EngineInUse> {
    const found = await this.#lookOnce();
    return isReady(found) ? found : this.#take(await this.#chooser.chooseRunning());
  }

  /** All that ask at the same time share one look. */
  #lookOnce(): Promise<EngineInUse | StoppedEngine> {
    if (this.#look !== null) return this.#look;
    const look = this.#chooser.choose().then((found) => isReady(found) ? this.#take(found) : found);
    this.#look = look;
    const forget = () => {
      if (this.#look === look) this.#look = null;
    };
    look.then(forget, forget);
    return look;
  }

  #take(selected: SelectedEngine): EngineInUse {
    const { log, onAdvice = (advice: string) => log("info", advice) } = this.#options;
    const { engine, advice } = selected.state;
    if (advice === null) log("debug", `Sandboxes run on ${engine}`);
    else onAdvice(advice);
    this.#noteNewImage(this.#chooser.lost, selected);
    this.#chooser.lost = null;
    this.#plan(selected);
    // not awaited, because the first runs need not wait for it
    selected.engine.clean();
    return this.#inUse(selected);
  }

  async #forget(name: EngineName): Promise<void> {
    const current = this.#current;
    const chosen = await current?.catch(() => null);
    if (chosen?.state.engine === name && this.#current === current) this.#current = null;
  }

  #inUse(selected: SelectedEngine): EngineInUse {
    const { engine } = selected.state;
    const choice: EngineInUse = {
      ...selected,
      started: () => this.#chooser.health.recovered(engine),
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
    this.#chooser.health.failed(name, failure);
    this.#chooser.lost = { name, imageId: choice.engine.image?.id };
    this.#current = null;
  }

  /** Asks again beside the runs, which go on with what there is. */
  async #recheck(): Promise<void> {
    if (this.#rechecking) return;
    this.#rechecking = true;
    this.#recheckAt = Infinity;
    const before = this.#current;
    try {
      const [old, found] = await Promise.all([
        before,
        this.#chooser.choose({ probeMs: PATIENT_PROBE_MS }),
      ]);
      if (old === null || this.#current !== before) return;
      this.#plan(isReady(found) ? found : old);
      if (!isReady(found)) {
        // no machine is started beside the runs; one that did not answer before is for the next run
        if (old.provisional) this.#current = null;
        return;
      }
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
    this.#recheckAt = Math.min(at, this.#chooser.health.nextRecovery() ?? Infinity);
  }

  #noteNewImage(
    old: LostEngine | null,
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

/** As the engines print ids. */
function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 12);
}
