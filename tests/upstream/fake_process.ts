import { IncomingBytes } from "../../src/bridge/incoming_bytes.ts";
import type { PortServer } from "../../src/ipc/port.ts";
import type { ProcessExit } from "../../src/system/system.ts";

/** A process in memory: a test writes its stdout and stderr and decides how it ends. */
export class FakeProcess implements PortServer {
  readonly stdout = new IncomingBytes(() => {});
  readonly stderr = new IncomingBytes(() => {});
  readonly exited: Promise<ProcessExit>;
  /** What was written to its stdin, as text. */
  written = "";
  inputClosed = false;
  killed = false;
  /** Answers a write; by default it takes everything at once. */
  onWrite: (bytes: Uint8Array) => Promise<void> = () => Promise.resolve();
  /** Answers whether it took what was written; by default it did. */
  onFlush: () => Promise<void> = () => Promise.resolve();
  /** Called when its stdin is closed; a well-behaved process ends. */
  onInputClosed: () => void = () => this.exit({ code: 0, signal: null });

  readonly #exit = Promise.withResolvers<ProcessExit>();
  readonly #gone = Promise.withResolvers<never>();

  constructor() {
    this.exited = this.#exit.promise;
    this.#gone.promise.catch(() => {});
  }

  print(text: string): void {
    this.stdout.push(new TextEncoder().encode(text));
  }

  printBytes(bytes: Uint8Array): void {
    this.stdout.push(bytes);
  }

  complain(text: string): void {
    this.stderr.push(new TextEncoder().encode(text));
  }

  /** Ends the process; its streams end with it unless a descendant holds them. */
  exit(exit: ProcessExit, options: { readonly streamsStay?: boolean } = {}): void {
    if (options.streamsStay !== true) this.closeStreams();
    this.#gone.reject(new Error("Cannot write to the process: it has ended"));
    this.#exit.resolve(exit);
  }

  closeStreams(): void {
    this.stdout.end();
    this.stderr.end();
  }

  /** As the port does: rejects once the process has ended, and when it ends meanwhile. */
  async write(bytes: Uint8Array): Promise<void> {
    await Promise.race([this.#gone.promise, this.onWrite(bytes)]);
    this.written += new TextDecoder().decode(bytes);
  }

  flushed(): Promise<void> {
    return this.onFlush();
  }

  closeInput(): void {
    if (this.inputClosed) return;
    this.inputClosed = true;
    this.onInputClosed();
  }

  /** As the launcher does: closes its stdin, and nothing more before its time is over. */
  stop(): void {
    this.closeInput();
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.exit({ code: 137, signal: "SIGKILL" });
  }
}
