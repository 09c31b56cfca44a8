import { SandboxError } from "../errors.ts";
import type { ToolCaller } from "./calls.ts";
import { encodeMessage, FrameDecoder } from "./codec.ts";
import {
  type BootMessage,
  type CallFailure,
  type CallMessage,
  type DoneMessage,
  type ExecuteMessage,
  type OutputMessage,
  PROTOCOL_VERSION,
  type ReadyMessage,
} from "./frames.ts";
import type { JsonValue } from "../json/json.ts";
import { parseSandboxMessage } from "./parse_message.ts";

/** What is done with the messages of a running program. */
export interface RunHandlers {
  /** Answers a call. What it throws is turned into a failure that the program may catch. */
  readonly call: ToolCaller;
  /** Turns what `call` threw into what the program sees. */
  readonly describeFailure: (thrown: unknown) => CallFailure;
  readonly onOutput: (message: OutputMessage) => void;
  readonly onDone: (message: DoneMessage) => void;
  /** The sandbox cannot be served any longer: the run must be ended. */
  readonly onBroken: (error: SandboxError) => void;
}

/**
 * Sends bytes to the sandbox, in the order of the calls, and takes them over. Resolves when they are
 * on their way, rejects when it has ended.
 */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

/** Bytes of replies that may wait for a sandbox that does not read: 256 MiB. */
export const MAX_UNREAD_BYTES = 256 * 1024 * 1024;

/**
 * The host's side of the wire to one sandbox: owns the ids in flight and the order of messages. It
 * does no IO of its own.
 *
 * `boot()` first, then `receive()` for every chunk of the sandbox's stdout, `execute()` once after
 * `ready` has resolved, `close()` at the end.
 */
export class SandboxChannel {
  readonly #write: WriteBytes;
  readonly #decoder = new FrameDecoder();
  readonly #inFlight = new Map<number, AbortController>();
  readonly #ready = Promise.withResolvers<ReadyMessage>();
  #unreadBytes = 0;
  #handlers: RunHandlers | null = null;
  #state: "booting" | "idle" | "running" | "done" | "closed" = "booting";

  constructor(write: WriteBytes) {
    this.#write = write;
    this.#ready.promise.catch(() => {});
  }

  /**
   * Resolves when the sandbox said that it is ready.
   *
   * Rejects with {@linkcode SandboxError} `PROTOCOL_MISMATCH` when it speaks another version, and
   * with the reason of `close()` when it never said so.
   */
  get ready(): Promise<ReadyMessage> {
    return this.#ready.promise;
  }

  /** Sends the runtime. */
  boot(message: Omit<BootMessage, "type" | "protocol">): Promise<void> {
    return this.#send(encodeMessage({ type: "boot", protocol: PROTOCOL_VERSION, ...message }));
  }

  /** Sends the program. From now on calls and output are expected. */
  execute(message: Omit<ExecuteMessage, "type">, handlers: RunHandlers): Promise<void> {
    if (this.#state !== "idle") {
      throw new SandboxError("PROTOCOL_ERROR", `Cannot execute: the sandbox is ${this.#state}`);
    }
    this.#state = "running";
    this.#handlers = handlers;
    return this.#send(encodeMessage({ type: "execute", ...message }));
  }

  /**
   * Takes bytes that the sandbox wrote.
   *
   * @throws {SandboxError} when they break the protocol; the run must then be ended
   */
  receive(chunk: Uint8Array): void {
    for (const bytes of this.#decoder.decode(chunk)) {
      if (this.#state === "closed") return;
      this.#dispatch(bytes);
    }
  }

  /** Ends every call in flight with `reason` and takes nothing more. Safe to call again. */
  close(reason: Error): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#ready.reject(reason);
    for (const controller of this.#inFlight.values()) controller.abort(reason);
    this.#inFlight.clear();
  }

  #dispatch(bytes: Uint8Array): void {
    const message = parseSandboxMessage(bytes);
    switch (message.type) {
      case "ready":
        return this.#onReady(message);
      case "call":
        return this.#onCall(message, this.#running(message.type));
      case "output":
        return this.#running(message.type).onOutput(message);
      case "done":
        return this.#onDone(message, this.#running(message.type));
    }
  }

  /** The handlers, if this is the time for such a message. */
  #running(type: string): RunHandlers {
    // a thread that outlives the program may still print or call: "done" is no end of that
    const handlers = this.#state === "running" || this.#state === "done" ? this.#handlers : null;
    if (handlers !== null) return handlers;
    throw new SandboxError(
      "PROTOCOL_ERROR",
      `Cannot understand the sandbox: it sent "${type}" while it was ${this.#state}`,
    );
  }

  #onDone(message: DoneMessage, handlers: RunHandlers): void {
    if (this.#state === "done") {
      throw new SandboxError("PROTOCOL_ERROR", "Cannot understand the sandbox: it was done twice");
    }
    this.#state = "done";
    handlers.onDone(message);
  }

  #onReady(message: ReadyMessage): void {
    if (this.#state !== "booting") {
      throw new SandboxError("PROTOCOL_ERROR", `Cannot understand the sandbox: it was ready twice`);
    }
    if (message.protocol !== PROTOCOL_VERSION) {
      const error = new SandboxError(
        "PROTOCOL_MISMATCH",
        `Cannot use the sandbox: it speaks protocol ${message.protocol}, this bridge ${PROTOCOL_VERSION}`,
      );
      this.#ready.reject(error);
      throw error;
    }
    this.#state = "idle";
    this.#ready.resolve(message);
  }

  #onCall(message: CallMessage, handlers: RunHandlers): void {
    if (this.#inFlight.has(message.id)) {
      throw new SandboxError(
        "PROTOCOL_ERROR",
        `Cannot answer a call of the sandbox: the id ${message.id} is in flight already`,
      );
    }
    const controller = new AbortController();
    this.#inFlight.set(message.id, controller);
    this.#answer(message, { handlers, signal: controller.signal });
  }

  async #answer(message: CallMessage, run: CallContext): Promise<void> {
    const frames = await replyTo(message, run);
    if (!this.#inFlight.delete(message.id)) return;
    try {
      await this.#send(frames);
    } catch (error) {
      // any other failure is a broken pipe: the sandbox has ended, as its owner learns from the engine
      if (error instanceof SandboxError) run.handlers.onBroken(error);
    }
  }

  /** All frames at once: those of a message are never mixed with another's. */
  async #send(frames: readonly Uint8Array[]): Promise<void> {
    const size = frames.reduce((sum, frame) => sum + frame.length, 0);
    this.#unreadBytes += size;
    try {
      if (this.#unreadBytes > MAX_UNREAD_BYTES) {
        throw new SandboxError(
          "PROTOCOL_ERROR",
          `Cannot send to the sandbox: it left ${this.#unreadBytes} bytes unread`,
        );
      }
      const [only, ...more] = frames;
      if (only !== undefined && more.length === 0) await this.#write(only);
      else await Promise.all(frames.map((frame) => this.#write(frame)));
    } finally {
      this.#unreadBytes -= size;
    }
  }
}

interface CallContext {
  readonly handlers: RunHandlers;
  readonly signal: AbortSignal;
}

async function replyTo(message: CallMessage, run: CallContext): Promise<Uint8Array[]> {
  const { id, method, params } = message;
  try {
    const value: JsonValue = await run.handlers.call(method, params, run.signal);
    return encodeMessage({ type: "reply", id, ok: true, value });
  } catch (thrown) {
    return encodeMessage({ type: "reply", id, ok: false, error: toFailure(thrown, run.handlers) });
  }
}

function toFailure(thrown: unknown, handlers: RunHandlers): CallFailure {
  if (thrown instanceof SandboxError && thrown.code === "MESSAGE_TOO_LARGE") {
    return { code: thrown.code, message: `${thrown.message}; ask the tool for less` };
  }
  return handlers.describeFailure(thrown);
}
