import { UpstreamError } from "../errors.ts";
import { Gate } from "../system/gate.ts";
import { MAX_MESSAGE_BYTES } from "./frames.ts";

/**
 * Calls of one run that are under way at once; the rest wait. A call is under way until its reply is
 * on its way to the sandbox, so this also bounds the values that wait for a sandbox that does not read.
 */
export const MAX_CONCURRENT_CALLS = 64;
/**
 * Bytes of the calls of one run that wait for a place: two of the largest size. A program that makes
 * many calls with large arguments at once learns that it must wait for some of them first.
 */
export const MAX_WAITING_BYTES = 2 * MAX_MESSAGE_BYTES;

export interface PlaceOptions {
  /** Bytes that are held while the call waits. */
  readonly size: number;
  readonly signal: AbortSignal;
}

/** The places for the calls of one run: bounded in number, and in the bytes that wait for one. */
export class CallPlaces {
  readonly #gate = new Gate(MAX_CONCURRENT_CALLS);
  #waitingBytes = 0;

  /**
   * Makes a call when there is a place for it.
   *
   * @returns a promise that rejects when the signal aborts while the call waits, and as `call` does
   * @throws {UpstreamError} at once, `LIMIT`, when too much waits already
   */
  run(call: () => Promise<void>, { size, signal }: PlaceOptions): Promise<void> {
    if (!this.#gate.full) return this.#gate.run(call, signal);
    if (this.#waitingBytes + size > MAX_WAITING_BYTES) {
      throw new UpstreamError(
        "LIMIT",
        `Cannot make another call: the calls of this run that wait for their turn have ` +
          `${this.#waitingBytes} bytes, of ${MAX_WAITING_BYTES} that may wait; await some of them first`,
      );
    }
    let waiting = size;
    this.#waitingBytes += waiting;
    const leave = () => {
      this.#waitingBytes -= waiting;
      waiting = 0;
    };
    signal.addEventListener("abort", leave, { once: true });
    return this.#gate.run(() => {
      leave();
      return call();
    }, signal);
  }
}
