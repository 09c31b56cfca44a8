import { messageOf } from "../../../errors.ts";
import type { ContainerEngineName } from "../../../engines.ts";
import type { Log } from "../../../log.ts";
import { withFileLock } from "../../../system/file_lock.ts";
import type { System } from "../../../system/system.ts";
import { pause, settlesWithin } from "../../../system/waiting.ts";
import type { EngineProbe } from "../../engine.ts";
import type { Machine } from "./machine.ts";
import { MachineFiles } from "./machine_files.ts";

/** Milliseconds from the wish for a machine until its engine must answer. */
export const START_CAP_MS = 90_000;
/** Milliseconds between two questions whether the engine answers. */
const POLL_MS = 1_000;
/** Milliseconds that the engine has for an answer while its machine starts. */
const ASK_MS = 3_000;

export interface MachineKeeperOptions {
  readonly system: System;
  readonly log: Log;
  readonly engine: ContainerEngineName;
  /** The launcher's state directory. */
  readonly stateDir: string;
  /** Milliseconds without a sandbox after which a machine is stopped that a bridge started. */
  readonly idleMs: number;
  /** Told what is being done with the machine, on one line; `null` when that is over. */
  readonly onProgress: (text: string | null) => void;
  /** Called before the machine is stopped: what was known of its engine holds no more. */
  readonly onStop: () => void;
  /** @default {withFileLock} */
  readonly lock?: typeof withFileLock;
}

const NOT_USABLE = `it was not usable after ${START_CAP_MS / 1000} s`;

/** What the engine answers while its machine starts. */
export interface EngineAnswer {
  readonly probe: EngineProbe;
  /** Whether it may give another answer later: it does not answer yet. */
  readonly waits: boolean;
}

/**
 * Starts the machine of one engine when a run needs it, and stops it again when nothing uses it. What
 * the user has started is never stopped. Bridges of one state directory do both one after the other.
 * A machine that runs when the last bridge ends goes on; the next bridge stops it when it is idle.
 */
export class MachineKeeper {
  readonly #options: MachineKeeperOptions;
  readonly #files: MachineFiles;
  /** The machine that a bridge started; `null` while none is known. */
  #kept: Machine | null = null;
  /** Whether other bridges know that this one uses the machine. */
  #told = false;
  #sandboxes = 0;
  #stopClock = () => {};
  #stopping: Promise<void> | null = null;
  #closed = false;

  constructor(options: MachineKeeperOptions) {
    this.#options = options;
    this.#files = new MachineFiles(options);
  }

  /** Resolves when the machine is not being stopped, which takes a bounded time. Never rejects. */
  async settled(): Promise<void> {
    await this.#stopping;
  }

  /**
   * Starts a machine and waits until its engine answers, at most {@linkcode START_CAP_MS} in all.
   *
   * @param ask asks the engine, within milliseconds
   * @returns the engine's answer, or why the machine does not start
   */
  async start(
    machine: Machine,
    ask: (timeoutMs: number) => Promise<EngineAnswer>,
  ): Promise<EngineProbe> {
    const { engine, log, onProgress, system: { clock } } = this.#options;
    const deadline = clock.monotonic() + START_CAP_MS;
    const refuse = (failure: string): EngineProbe => ({
      usable: false,
      name: engine,
      refusal: `${machine.label} does not start: ${failure}`,
      remedy: `${machine.startStep}, and put right what it says`,
      startFailed: true,
    });
    log("info", `Starting ${machine.label}, because a program is to run`);
    onProgress(`starting ${machine.label} (at most ${START_CAP_MS / 1000} s)`);
    try {
      const failure = await this.#startOnce(machine, deadline);
      if (failure !== null) return refuse(failure);
      while (true) {
        const leftMs = deadline - clock.monotonic();
        if (leftMs <= 0) return refuse(NOT_USABLE);
        const { probe, waits } = await ask(Math.min(ASK_MS, leftMs));
        if (probe.usable || !waits) return probe;
        if (clock.monotonic() + POLL_MS >= deadline) return refuse(NOT_USABLE);
        await pause({ clock, ms: POLL_MS });
      }
    } catch (error) {
      return refuse(messageOf(error));
    } finally {
      onProgress(null);
    }
  }

  /**
   * A sandbox is in the machine until the promise settles. If an earlier bridge started the machine,
   * this one takes care of it from now on.
   *
   * @param open gives the machine of a name
   */
  hold(ended: Promise<unknown>, open: (name: string) => Machine): void {
    this.#sandboxes++;
    this.#stopClock();
    void this.#adopt(open);
    const leave = () => {
      this.#sandboxes--;
      this.#wait();
    };
    ended.then(leave, leave);
  }

  /** Stops nothing, and tells other bridges that this one uses the machine no more. Never throws. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopClock();
    if (this.#told) await this.#files.leave().catch(() => {});
  }

  /** @returns why it does not start, as a clause; `null` if it does */
  async #startOnce(machine: Machine, deadline: number): Promise<string | null> {
    const { lock = withFileLock, log, system: { clock } } = this.#options;
    let over = false;
    let locked = false;
    try {
      await this.#files.prepare();
    } catch (error) {
      // nobody knows then that a bridge started it, and so none stops it
      log("debug", `Cannot tell that ${machine.label} is started: ${messageOf(error)}`);
      return await machine.start(Math.max(1, deadline - clock.monotonic()));
    }
    const started = lock(this.#files.lockPath, async () => {
      locked = true;
      // another bridge may have started it while this one waited for the lock
      if (over || await machine.state() !== "stopped") return null;
      await this.#files.setStarted(null);
      const failure = await machine.start(Math.max(1, deadline - clock.monotonic()));
      if (failure !== null) return failure;
      await this.#files.setStarted({ name: machine.name, session: await machine.session() });
      return null;
    });
    const leftMs = Math.max(1, deadline - clock.monotonic());
    if (!(await settlesWithin(started, { clock, ms: leftMs }))) {
      over = true;
      started.catch(() => {});
      return locked
        ? NOT_USABLE
        : `another bridge has been starting or stopping it for ${START_CAP_MS / 1000} s`;
    }
    const failure = await started;
    if (failure === null) await this.#adopt(() => machine);
    return failure;
  }

  async #adopt(open: (name: string) => Machine): Promise<void> {
    const started = this.#kept === null ? await this.#files.started() : null;
    if (started !== null) this.#kept ??= open(started.name);
    await this.#tell();
    this.#wait();
  }

  async #tell(): Promise<void> {
    if (this.#kept === null || this.#told || this.#closed) return;
    this.#told = true;
    try {
      await this.#files.prepare();
      await this.#files.use();
    } catch (error) {
      this.#told = false;
      this.#options.log(
        "debug",
        `Cannot tell that ${this.#kept?.label} is used: ${messageOf(error)}`,
      );
    }
  }

  #wait(): void {
    this.#stopClock();
    if (this.#kept === null || this.#sandboxes > 0 || this.#closed) return;
    const { idleMs, system: { clock } } = this.#options;
    this.#stopClock = clock.after(idleMs, () => void this.#expire());
  }

  async #expire(): Promise<void> {
    const { lock = withFileLock, log } = this.#options;
    const machine = this.#kept;
    if (machine === null) return;
    try {
      await lock(this.#files.lockPath, () => this.#stopIfUnused(machine));
    } catch (error) {
      log("debug", `Cannot look whether ${machine.label} is used: ${messageOf(error)}`);
    }
    this.#wait();
  }

  async #stopIfUnused(machine: Machine): Promise<void> {
    const { log } = this.#options;
    await this.#files.leave();
    this.#told = false;
    const started = await this.#files.started();
    if (started?.name !== machine.name || started.session !== await machine.session()) {
      // the user has stopped it, or started it anew
      if (started?.name === machine.name) await this.#files.setStarted(null);
      this.#kept = null;
      return;
    }
    if (await this.#files.isUsedByOthers() || await machine.isBusy()) {
      log("debug", `${machine.label} is left running: something else uses it`);
      return;
    }
    if (this.#sandboxes > 0 || this.#closed) return;
    this.#stopping = this.#stop(machine);
    await this.#stopping;
    this.#stopping = null;
    this.#kept = null;
    await this.#files.setStarted(null);
  }

  async #stop(machine: Machine): Promise<void> {
    const { log, idleMs, onProgress, onStop } = this.#options;
    onStop();
    log("info", `Stopping ${machine.label}: nothing has used it for ${idleMs / 1000} s`);
    onProgress(`stopping ${machine.label}`);
    const failure = await machine.stop();
    onProgress(null);
    if (failure !== null) log("warning", `Cannot stop ${machine.label}: ${failure}`);
  }
}
