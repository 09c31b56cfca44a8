import { SandboxError, UpstreamError } from "../errors.ts";
import { MAX_MESSAGE_BYTES } from "./frames.ts";

/**
 * Calls of one run that are under way at once; the rest wait. A call is under way until its reply is
 * on its way to the sandbox, so this also bounds the values that wait for a sandbox that does not read.
 */
export const MAX_CONCURRENT_CALLS = 64;
/**
 * Bytes of the calls of one run that are under way, and of those that wait for it: two of the largest
 * size each. A call that finds no room in the first waits; one that finds none in the second is
 * refused, and its program learns that it must wait for others first.
 */
export const MAX_HELD_BYTES = 2 * MAX_MESSAGE_BYTES;
/** Calls that a run may make beyond its limits, each with an error that it may catch. */
export const MAX_REFUSED_CALLS = 10_000;
/** Bytes of the calls that a run may make beyond its limits: 512 MiB. */
export const MAX_REFUSED_BYTES = 8 * MAX_MESSAGE_BYTES;

export interface PlaceOptions {
  /** Bytes that are held until the call has been made. */
  readonly size: number;
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly size: number;
  readonly begin: () => void;
}

/** The places for the calls of one run: bounded in number and in bytes. */
export class CallPlaces {
  #underWay = 0;
  #underWayBytes = 0;
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting>();
  #waitingBytes = 0;

  /**
   * Makes a call when there is a place for it.
   *
   * @returns a promise that rejects when the signal aborts while the call waits, and as `call` does
   * @throws {UpstreamError} at once, `LIMIT`, when too much waits already
   */
  run(call: () => Promise<void>, { size, signal }: PlaceOptions): Promise<void> {
    if (this.#waiting.size === 0 && this.#hasRoom(size)) {
      this.#take(size);
      return this.#make(call, size);
    }
    if (this.#waitingBytes + size > MAX_HELD_BYTES) {
      throw new UpstreamError(
        "LIMIT",
        `Cannot make another call: the calls of this run that wait for their turn have ` +
          `${this.#waitingBytes} bytes, of ${MAX_HELD_BYTES} that may wait; await some of them first`,
      );
    }
    return this.#wait(size, signal).then(() => this.#make(call, size));
  }

  #hasRoom(size: number): boolean {
    return this.#underWay < MAX_CONCURRENT_CALLS && this.#underWayBytes + size <= MAX_HELD_BYTES;
  }

  #take(size: number): void {
    this.#underWay++;
    this.#underWayBytes += size;
  }

  /** Makes a call that has a place, and gives the place back. */
  async #make(call: () => Promise<void>, size: number): Promise<void> {
    try {
      await call();
    } finally {
      this.#underWay--;
      this.#underWayBytes -= size;
      this.#admit();
    }
  }

  #wait(size: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { size, begin: resolve };
      this.#waiting.add(waiting);
      this.#waitingBytes += size;
      const leave = () => {
        if (!this.#leave(waiting)) return;
        reject(signal.reason);
        // it may have been what the others waited behind
        this.#admit();
      };
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  #admit(): void {
    for (const next of this.#waiting) {
      if (!this.#hasRoom(next.size)) return;
      this.#leave(next);
      this.#take(next.size);
      next.begin();
    }
  }

  #leave(waiting: Waiting): boolean {
    if (!this.#waiting.delete(waiting)) return false;
    this.#waitingBytes -= waiting.size;
    return true;
  }
}

/** Counts the calls that a run makes beyond its limits. */
export class RefusedCalls {
  #calls = 0;
  #bytes = 0;

  /**
   * Counts one.
   *
   * @throws {SandboxError} `PROTOCOL_ERROR` when there are too many: no program needs them, and each
   *   costs those who keep their limits
   */
  add(size: number): void {
    this.#calls += 1;
    this.#bytes += size;
    if (this.#calls <= MAX_REFUSED_CALLS && this.#bytes <= MAX_REFUSED_BYTES) return;
    throw new SandboxError(
      "PROTOCOL_ERROR",
      `Cannot go on with the run: it made ${this.#calls} calls of ${this.#bytes} bytes beyond its ` +
        "limits and did not stop; catch the error LIMIT and make no more calls",
    );
  }
}
