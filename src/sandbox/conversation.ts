import { messageOf, SandboxError } from "../errors.ts";
import type { PortExit } from "../ipc/port.ts";
import { SandboxChannel } from "../rpc/channel.ts";
import type { OutputMessage } from "../rpc/frames.ts";
import type { ReadLargeMessage } from "../rpc/large_message.ts";
import type { WriteBytes } from "../rpc/message_sender.ts";
import { TextTail } from "../text/text_tail.ts";
import type { EndReport } from "./first_process.ts";

/** Characters of the engine's stderr that are kept for error messages. */
const DIAGNOSTIC_CHARACTERS = 4_000;

export interface ConversationOptions {
  readonly write: WriteBytes;
  readonly readLarge: ReadLargeMessage;
}

/**
 * What is said with a sandbox for one run: from `ready` to the death of its processes. It does no IO; its
 * line hands it the bytes that belong to it. Its promises are its own, so that a process which
 * serves many runs keeps nothing of those that are over.
 */
export class Conversation {
  readonly channel: SandboxChannel;
  readonly #broken = Promise.withResolvers<SandboxError>();
  readonly #reported = Promise.withResolvers<EndReport>();
  readonly #dead = Promise.withResolvers<string>();
  readonly #ended = Promise.withResolvers<PortExit>();
  readonly #words = new TextTail(DIAGNOSTIC_CHARACTERS);
  #isBroken = false;
  #isReported = false;
  #mayWrite = true;

  constructor({ write, readLarge }: ConversationOptions) {
    this.channel = new SandboxChannel(
      (bytes) => this.#mayWrite ? write(bytes) : Promise.reject(new Error("the run has ended")),
      readLarge,
    );
  }

  /** Resolves when the sandbox violates the protocol. */
  get broken(): Promise<SandboxError> {
    return this.#broken.promise;
  }

  /** Resolves with the report of the end. */
  get reported(): Promise<EndReport> {
    return this.#reported.promise;
  }

  /** Resolves with the nonce of a reset, when every process of the run is dead. */
  get dead(): Promise<string> {
    return this.#dead.promise;
  }

  /** Resolves when the process has ended during it. */
  get ended(): Promise<PortExit> {
    return this.#ended.promise;
  }

  /** Takes bytes of stdout. Those after a violation are dropped. */
  receive(chunk: Uint8Array): void | Promise<void> {
    if (this.#isBroken) return;
    try {
      return this.channel.receive(chunk)?.catch((error) => this.#break(error));
    } catch (error) {
      this.#break(error);
    }
  }

  /** Takes output that the first process read. What follows waits for the promise. */
  takeOutput(message: OutputMessage): void | Promise<void> {
    if (this.#isAfterEnd("output")) return;
    if (this.channel.hasProgram) return this.channel.receiveOutput(message);
    // before a program runs, only the runtime itself can fail and say so
    this.takeWords(new TextEncoder().encode(message.text));
  }

  /** Takes where the program stood. */
  takeStood(text: string): void {
    if (!this.#isAfterEnd("stood")) this.channel.receiveStood(text);
  }

  /** Takes the report of the end. */
  takeReport(report: EndReport): void {
    if (this.#isAfterEnd("end")) return;
    this.#isReported = true;
    this.#reported.resolve(report);
  }

  /** Takes word that every process of the run is dead. */
  takeDeath(nonce: string): void {
    if (this.#isReported) this.#dead.resolve(nonce);
    else this.#breakBy('"dead" before the report of the end');
  }

  /** Takes words of the engine. */
  takeWords(bytes: Uint8Array): void {
    this.#words.append(bytes);
  }

  /** The process has ended, and its output has been read. */
  end(exit: PortExit): void {
    this.#ended.resolve(exit);
  }

  /** Lets nothing more be written: what comes next on the wire belongs to another conversation. */
  endWriting(): void {
    this.#mayWrite = false;
  }

  /** The end of what the engine said. */
  said(): string {
    return this.#words.text();
  }

  /** Nothing but word of the run's death follows the end, so a record that does was forged. */
  #isAfterEnd(type: string): boolean {
    if (this.#isReported) this.#breakBy(`"${type}" after the report of the end`);
    return this.#isReported;
  }

  #breakBy(what: string): void {
    const message = `Cannot understand the sandbox: it wrote ${what}`;
    this.#break(new SandboxError("PROTOCOL_ERROR", message));
  }

  #break(error: unknown): void {
    this.#isBroken = true;
    this.#broken.resolve(
      error instanceof SandboxError
        ? error
        : new SandboxError("PROTOCOL_ERROR", messageOf(error), { cause: error }),
    );
  }
}
