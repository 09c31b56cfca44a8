import type { ChildProcess, Clock } from "./system.ts";
import { settlesWithin } from "./waiting.ts";

/** Milliseconds from the beginning of an end, when stdin is closed, to each signal. */
export interface EndTimes {
  /** To SIGTERM; none is sent if SIGKILL is due as well. */
  readonly terminateMs: number;
  readonly killMs: number;
}

/** No time at all: a program in a sandbox may ignore SIGTERM. */
export const AT_ONCE: EndTimes = { terminateMs: 0, killMs: 0 };

/** Milliseconds to wait for a process to end after SIGKILL. */
const KILL_WAIT_MS = 5_000;
/** Milliseconds in which a process that may not be signalled must end at the end of its stdin. */
const REFUSED_WAIT_MS = 1_000;

export interface ProcessEndOptions {
  readonly process: Pick<ChildProcess, "pid" | "exited" | "kill" | "closeInput">;
  readonly clock: Clock;
}

/**
 * The end of a process: SIGTERM, then SIGKILL, each at its time. Its stdin is closed before, which also
 * ends many processes that may not be signalled, such as those of another user.
 */
export class ProcessEnd {
  readonly #process: ProcessEndOptions["process"];
  readonly #clock: Clock;
  readonly #result = Promise.withResolvers<string | null>();
  #begunAt: number | null = null;
  #terminateAt = Infinity;
  #killAt = Infinity;
  #terminated = false;
  #over = false;
  #cancel = () => {};

  constructor({ process, clock }: ProcessEndOptions) {
    this.#process = process;
    this.#clock = clock;
  }

  /**
   * Begins the end, or brings it forward: of several times the sooner counts. Never rejects.
   *
   * @returns `null` when the process has ended, else a clause that says why it may still run
   */
  begin({ terminateMs, killMs }: EndTimes): Promise<string | null> {
    if (this.#begunAt === null) {
      this.#begunAt = this.#clock.monotonic();
      this.#process.exited.then(() => this.#finish(null));
    }
    this.#terminateAt = Math.min(this.#terminateAt, this.#begunAt + terminateMs);
    this.#killAt = Math.min(this.#killAt, this.#begunAt + killMs);
    this.#step();
    return this.#result.promise;
  }

  #step(): void {
    this.#cancel();
    if (this.#over) return;
    const now = this.#clock.monotonic();
    if (now >= this.#killAt) return void this.#kill();
    if (now >= this.#terminateAt && !this.#terminated) {
      this.#terminated = true;
      this.#closeInput();
      this.#process.kill("SIGTERM");
    }
    const next = this.#terminated ? this.#killAt : Math.min(this.#terminateAt, this.#killAt);
    this.#cancel = this.#clock.after(next - now, () => this.#step());
  }

  async #kill(): Promise<void> {
    this.#over = true;
    this.#closeInput();
    const clock = this.#clock;
    const process = this.#process;
    const result = process.kill("SIGKILL");
    const ms = result === "refused" ? REFUSED_WAIT_MS : KILL_WAIT_MS;
    if (await settlesWithin(process.exited, { clock, ms })) return;
    this.#finish(
      result === "refused"
        ? `the system does not let us signal process ${process.pid}: it belongs to another user`
        : `process ${process.pid} still exists after SIGKILL`,
    );
  }

  #closeInput(): void {
    this.#process.closeInput().catch(() => {});
  }

  #finish(problem: string | null): void {
    this.#over = true;
    this.#cancel();
    this.#result.resolve(problem);
  }
}
