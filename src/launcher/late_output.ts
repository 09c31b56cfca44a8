import type { Clock } from "../system/system.ts";

/** Milliseconds of silence after the end of a process until its pipes are given up. */
export const SILENCE_MS = 1_000;
/**
 * Bytes that are still read after the end of a process. More than a pipe can hold (1 MiB at most on
 * Linux) is written by a descendant, which may never stop.
 */
export const MAX_LATE_BYTES = 8 * 1024 * 1024;

/** Decides how long output may still arrive after its process has ended. */
export class LateOutput {
  /** Resolves when no more is to be waited for. */
  readonly over: Promise<void>;
  readonly #clock: Clock;
  readonly #end: () => void;
  #bytes = 0;
  #paused: boolean;
  #stopped = false;
  #stopClock = () => {};

  constructor(clock: Clock, blocked: number) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#end = resolve;
    this.#clock = clock;
    this.#paused = blocked > 0;
    this.#restart();
  }

  /** More has come. */
  onChunk(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX_LATE_BYTES) this.#end();
    else this.#restart();
  }

  /** Silence counts no more, for nobody takes what comes. */
  pause(): void {
    this.#paused = true;
    this.#stopClock();
  }

  /** It counts again. */
  resume(): void {
    this.#paused = false;
    this.#restart();
  }

  /** Nothing is waited for any more, whatever arrives. */
  stop(): void {
    this.#stopped = true;
    this.#stopClock();
  }

  #restart(): void {
    this.#stopClock();
    if (this.#paused || this.#stopped) return;
    this.#stopClock = this.#clock.after(SILENCE_MS, this.#end);
  }
}
