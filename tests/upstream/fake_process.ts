import type { PortProcess } from "../../src/bridge/port.ts";
import type { ProcessExit } from "../../src/system/system.ts";

/** A process in memory: a test writes its stdout and stderr and decides how it ends. */
export class FakeProcess implements PortProcess {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  readonly exited: Promise<ProcessExit>;
  /** What was written to its stdin, as text. */
  written = "";
  inputClosed = false;
  killed = false;
  /** Answers a write; by default it takes everything at once. */
  onWrite: (bytes: Uint8Array) => Promise<void> = () => Promise.resolve();
  /** Called when its stdin is closed; a well-behaved process ends. */
  onInputClosed: () => void = () => this.exit({ code: 0, signal: null });

  #stdout: ReadableStreamDefaultController<Uint8Array> | null = null;
  #stderr: ReadableStreamDefaultController<Uint8Array> | null = null;
  readonly #exit = Promise.withResolvers<ProcessExit>();

  constructor() {
    this.stdout = new ReadableStream({ start: (controller) => void (this.#stdout = controller) });
    this.stderr = new ReadableStream({ start: (controller) => void (this.#stderr = controller) });
    this.exited = this.#exit.promise;
  }

  print(text: string): void {
    this.#stdout?.enqueue(new TextEncoder().encode(text));
  }

  printBytes(bytes: Uint8Array): void {
    this.#stdout?.enqueue(bytes);
  }

  complain(text: string): void {
    this.#stderr?.enqueue(new TextEncoder().encode(text));
  }

  /** Ends the process; its streams end with it unless a descendant holds them. */
  exit(exit: ProcessExit, options: { readonly streamsStay?: boolean } = {}): void {
    if (options.streamsStay !== true) this.closeStreams();
    this.#exit.resolve(exit);
  }

  closeStreams(): void {
    this.#stdout?.close();
    this.#stderr?.close();
    this.#stdout = null;
    this.#stderr = null;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.onWrite(bytes);
    this.written += new TextDecoder().decode(bytes);
  }

  closeInput(): void {
    if (this.inputClosed) return;
    this.inputClosed = true;
    this.onInputClosed();
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.exit({ code: 137, signal: "SIGKILL" });
  }
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
