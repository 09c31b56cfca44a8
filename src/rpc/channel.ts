import { SandboxError, UpstreamError } from "../errors.ts";
import { orAborted } from "../system/waiting.ts";
import { CallPlaces, RefusedCalls } from "./call_places.ts";
import type { CallTask, TellProgress, ToolCaller } from "./calls.ts";
import { FrameDecoder } from "./codec.ts";
import {
  type BootMessage,
  type CallFailure,
  type CallMessage,
  type CallProgress,
  type CancelMessage,
  type DisplayedBlock,
  type DoneMessage,
  type ExecuteMessage,
  type FileMessage,
  type OutputMessage,
  PROTOCOL_VERSION,
  type ReadyMessage,
  type ReplyMessage,
  type SandboxMessage,
} from "./frames.ts";
import { isLarge } from "../json/is_large.ts";
import { type ReadLargeMessage, toSandboxMessage } from "./large_message.ts";
import { MessageSender, type WriteBytes } from "./message_sender.ts";
import { parseSandboxMessage } from "./parse_message.ts";

/** How the messages of a running program are handled. */
export interface RunHandlers {
  /** Takes up a call and answers it. What either throws becomes a failure that the program may catch. */
  readonly call: ToolCaller;
  /** Turns what `call` threw into what the program sees. */
  readonly describeFailure: (thrown: unknown) => CallFailure;
  /** What the sandbox sends next waits for the promise, which must not reject. */
  readonly onOutput: (message: OutputMessage) => void | Promise<void>;
  /** Takes a file that the program left. @default it is dropped */
  readonly onFile?: (message: FileMessage) => void;
  /** Takes what the program displays; its texts are not checked. */
  readonly onDisplay: (block: DisplayedBlock) => void;
  /** Takes where the program stands, as the sandbox says when the run's time is over. */
  readonly onStood?: (text: string) => void;
  readonly onDone: (message: DoneMessage) => void;
}

/** Calls of one run without a reply, waiting ones included. More than that ends the run. */
export const MAX_CALLS_IN_FLIGHT = 100_000;
/** Messages of one call's progress; later ones are dropped, and so are those that find no room. */
export const MAX_PROGRESS_MESSAGES = 10_000;

/**
 * The bridge's side of the wire to one sandbox: owns the ids in flight and the order of messages. It
 * does no IO of its own.
 *
 * `boot()` first, then `receive()` for every chunk of the sandbox's stdout, `execute()` once after
 * `ready` has resolved, `close()` at the end.
 */
export class SandboxChannel {
  readonly #sender: MessageSender;
  readonly #readLarge: ReadLargeMessage;
  readonly #decoder = new FrameDecoder();
  readonly #inFlight = new Map<number, AbortController>();
  readonly #places = new CallPlaces();
  readonly #refused = new RefusedCalls();
  readonly #ready = Promise.withResolvers<ReadyMessage>();
  #handlers: RunHandlers | null = null;
  #state: "booting" | "idle" | "running" | "done" | "expired" | "closed" = "booting";

  constructor(write: WriteBytes, readLarge: ReadLargeMessage) {
    this.#sender = new MessageSender(write);
    this.#readLarge = readLarge;
    this.#ready.promise.catch(() => {});
  }

  /**
   * Resolves when the sandbox says that it is ready.
   *
   * Rejects with {@linkcode SandboxError} `PROTOCOL_MISMATCH` when it speaks another version, and
   * with the reason of `close()` when it was closed before.
   */
  get ready(): Promise<ReadyMessage> {
    return this.#ready.promise;
  }

  /** Sends the runtime. */
  boot(message: Omit<BootMessage, "type" | "protocol">): Promise<void> {
    return this.#sender.send({ type: "boot", protocol: PROTOCOL_VERSION, ...message });
  }

  /**
   * Sends the program. Calls and output are accepted from now on.
   *
   * @throws {SandboxError} `MESSAGE_TOO_LARGE` when code and servers do not fit into a message,
   *   `PROTOCOL_ERROR` when the sandbox is not idle
   * @throws what the write rejects with when the sandbox has ended
   */
  async execute(message: Omit<ExecuteMessage, "type">, handlers: RunHandlers): Promise<void> {
    if (this.#state !== "idle") {
      throw new SandboxError("PROTOCOL_ERROR", `Cannot execute: the sandbox is ${this.#state}`);
    }
    this.#state = "running";
    this.#handlers = handlers;
    await this.#sender.send({ type: "execute", ...message });
  }

  /**
   * Takes bytes that the sandbox wrote.
   *
   * @returns a promise while a large message is read elsewhere, or what was printed finds no room:
   *   the next bytes must wait for it. It rejects as this throws
   * @throws {SandboxError} when they break the protocol; the run must then be ended
   */
  receive(chunk: Uint8Array): void | Promise<void> {
    if (this.#state === "closed") return;
    return this.#receiveAll(this.#decoder.decode(chunk));
  }

  #receiveAll(messages: Iterator<Uint8Array, void>): void | Promise<void> {
    let room: void | Promise<void> = undefined;
    for (let next = messages.next(); !next.done; next = messages.next()) {
      if (this.#state === "closed") return;
      const bytes = next.value;
      if (isLarge(bytes)) return this.#receiveLarge(bytes, messages);
      // they find room in their order, so the last one has it when all have
      room = this.#dispatch(parseSandboxMessage(bytes), bytes.length) ?? room;
    }
    return room;
  }

  async #receiveLarge(bytes: Uint8Array, later: Iterator<Uint8Array, void>): Promise<void> {
    const size = bytes.length;
    const large = await this.#readLarge(bytes);
    if (this.#state === "closed") return;
    await this.#dispatch(toSandboxMessage(large), size);
    await this.#receiveAll(later);
  }

  /** Whether a program has been sent, so that what is printed may be its own. */
  get hasProgram(): boolean {
    return this.#handlers !== null || this.#state === "closed";
  }

  /** Takes output that came by another way than frames; returns what {@linkcode receive} returns. */
  receiveOutput(message: OutputMessage): void | Promise<void> {
    if (this.#state !== "closed") return this.#handlers?.onOutput(message);
  }

  /** Takes where the program stands, told by another way than frames. */
  receiveStood(text: string): void {
    if (this.#state !== "closed") this.#handlers?.onStood?.(text);
  }

  /** Ends every call in flight with `reason`, and takes nothing more but where the program stands. */
  expire(reason: Error): void {
    if (this.#state === "closed") return;
    this.#state = "expired";
    this.#endCalls(reason);
  }

  /** Ends every call in flight with `reason` and takes nothing more. Safe to call again. */
  close(reason: Error): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#ready.reject(reason);
    this.#endCalls(reason);
  }

  #endCalls(reason: Error): void {
    for (const controller of this.#inFlight.values()) controller.abort(reason);
    this.#inFlight.clear();
  }

  #dispatch(message: SandboxMessage, size: number): void | Promise<void> {
    if (this.#state === "expired") {
      if (message.type === "stood") this.receiveStood(message.text);
      return;
    }
    switch (message.type) {
      case "ready":
        return this.#onReady(message);
      case "call":
        return this.#onCall(message, { size, handlers: this.#running(message.type) });
      case "cancel":
        this.#running(message.type);
        return this.#onCancel(message);
      case "output":
        return this.#running(message.type).onOutput(message);
      case "file":
        return this.#running(message.type).onFile?.(message);
      case "display":
        return this.#running(message.type).onDisplay(message.block);
      case "stood":
        return this.#running(message.type).onStood?.(message.text);
      case "done":
        return this.#onDone(message, this.#running(message.type));
    }
  }

  /** The handlers, if the program may send such a message now. */
  #running(type: string): RunHandlers {
    // a thread that outlives the program may still print or call after "done"
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

  #onCall(message: CallMessage, received: { size: number; handlers: RunHandlers }): void {
    const { size, handlers } = received;
    if (this.#inFlight.has(message.id)) {
      throw new SandboxError(
        "PROTOCOL_ERROR",
        `Cannot answer a call of the sandbox: the id ${message.id} is in flight already`,
      );
    }
    if (this.#inFlight.size >= MAX_CALLS_IN_FLIGHT) {
      throw new SandboxError(
        "PROTOCOL_ERROR",
        `Cannot take another call of the sandbox: it has ${MAX_CALLS_IN_FLIGHT} calls without an answer`,
      );
    }
    const controller = new AbortController();
    const { signal } = controller;
    const { id } = message;
    const call = { id, handlers, signal, told: 0 };
    this.#inFlight.set(id, controller);
    try {
      const task = handlers.call(message.method, message.params, message.written);
      // rejects when the call is cancelled or the sandbox has ended: nobody is left to tell
      this.#places.run(() => this.#answer(task, call), { size, signal }).catch(() => {});
    } catch (thrown) {
      if (thrown instanceof UpstreamError && thrown.code === "LIMIT") this.#refused.add(size);
      // a refusal needs no place: the calls that hold one may go on for long
      this.#reply(failureReply(id, toFailure(thrown, handlers)), call).catch(() => {});
    }
  }

  /** A cancel that crossed the reply, or names no call at all, changes nothing. */
  #onCancel({ id }: CancelMessage): void {
    const controller = this.#inFlight.get(id);
    if (controller === undefined) return;
    this.#inFlight.delete(id);
    controller.abort(new UpstreamError("CANCELED", "The program no longer waits for the call"));
  }

  async #answer(task: CallTask, call: CallContext): Promise<void> {
    const tell = (progress: CallProgress) => this.#tell(progress, call);
    await this.#reply(await replyTo(task, { call, tell }), call);
  }

  #tell({ progress, total, message }: CallProgress, call: CallContext): void {
    const { id, signal } = call;
    // the id may belong to a later call by now
    if (this.#inFlight.get(id)?.signal !== signal) return;
    if (!this.#sender.hasRoom || ++call.told > MAX_PROGRESS_MESSAGES) return;
    this.#sender.send({
      type: "progress",
      id,
      progress,
      ...(total === undefined ? {} : { total }),
      ...(message === undefined ? {} : { message }),
    }).catch(() => {});
  }

  async #reply(reply: ReplyMessage, { id, signal, handlers }: CallContext): Promise<void> {
    while (!this.#sender.hasRoom) await this.#sender.roomChange(signal);
    // a cancelled call's id may belong to a later call by now
    if (signal.aborted) return;
    this.#inFlight.delete(id);
    try {
      await this.#sender.send(reply);
    } catch (error) {
      // any other failure means that the sandbox has ended, which its owner learns from the engine
      if (!(error instanceof SandboxError)) return;
      await this.#sender.send(failureReply(id, toFailure(error, handlers)));
    }
  }
}

interface CallContext {
  readonly id: number;
  readonly handlers: RunHandlers;
  readonly signal: AbortSignal;
  /** Messages of its progress so far. */
  told: number;
}

async function replyTo(
  task: CallTask,
  { call, tell }: { readonly call: CallContext; readonly tell: TellProgress },
): Promise<ReplyMessage> {
  const { id, handlers, signal } = call;
  try {
    const value = await orAborted(task(signal, tell), signal);
    return { type: "reply", id, ok: true, value };
  } catch (thrown) {
    return failureReply(id, toFailure(thrown, handlers));
  }
}

function failureReply(id: number, error: CallFailure): ReplyMessage {
  return { type: "reply", id, ok: false, error };
}

function toFailure(thrown: unknown, handlers: RunHandlers): CallFailure {
  if (thrown instanceof SandboxError && thrown.code === "MESSAGE_TOO_LARGE") {
    return { code: thrown.code, message: `${thrown.message}; ask the tool for less` };
  }
  return handlers.describeFailure(thrown);
}
