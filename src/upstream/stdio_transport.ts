import type { JSONRPCMessage, MessageExtraInfo, Transport } from "@modelcontextprotocol/client";
import type { ByteSource, PortServer, TakeChunk } from "../ipc/port.ts";
import { readMessageEnds } from "../json/message_ends.ts";
import type { Clock } from "../system/system.ts";
import { cleanLine } from "../text/clean_text.ts";
import { endsOf, LineSplitter } from "../text/line_splitter.ts";
import { Flood } from "./flood.ts";
import { isLarge } from "../json/is_large.ts";
import { MAX_VALUES_BESIDE, type ReadLarge, toLine, toMessage } from "./large_line.ts";
import { MAX_MESSAGE_BYTES, readMessages, readTooLong } from "./messages.ts";
import type { StdioEnding } from "./stdio_ending.ts";
import { STDERR_TAIL_LENGTH, stderrLines } from "./stderr_lines.ts";
import { TextTail } from "../text/text_tail.ts";
import { pause, settlesWithin } from "../system/waiting.ts";
import { WriteQueue } from "./write_queue.ts";

/** How long a server may take to end after its stdin was closed, and again after it was killed. */
const CLOSE_GRACE_MS = 1_000;
/** How long the other streams may go on once the first of stdout and the process has ended. */
const DRAIN_MS = 1_000;
/** Bytes of a piece that are read at once, and milliseconds after which others have a turn. */
const SLICE_BYTES = 16 * 1024;
const TURN_MS = 10;
/** Characters of the first line that is not a message which the log shows. */
const SHOWN_JUNK = 200;

export interface StdioTransportOptions {
  readonly process: PortServer;
  readonly clock: Clock;
  /** The first line on stdout that is no message, cut and cleaned. Called once. */
  readonly onJunk: (line: string) => void;
  /** Reads large answers to calls of tools. @default {they are read here, while others wait} */
  readonly readLarge?: ReadLarge;
}

/**
 * MCP over a child process: one JSON message a line on stdin and stdout
 * (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#stdio).
 *
 * What is not a message is skipped and counted. `onclose` comes after the process was seen to end,
 * so whoever is told of a lost connection can ask {@linkcode StdioTransport.ended} why.
 */
export class StdioTransport implements Transport {
  // the SDK knows a stdio transport by these two names: silence then means an old server
  readonly pid = null;
  readonly stderr = null;

  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: <T extends JSONRPCMessage>(message: T, extra?: MessageExtraInfo) => void;

  /** Settles once, when the connection is over; never rejects. */
  readonly ended: Promise<StdioEnding>;

  readonly #process: PortServer;
  readonly #clock: Clock;
  readonly #onJunk: (line: string) => void;
  readonly #tail = new TextTail(STDERR_TAIL_LENGTH);
  readonly #writes: WriteQueue;
  readonly #flood: Flood;
  readonly #end = Promise.withResolvers<StdioEnding>();
  /** Reads large answers; `null`: as all others. */
  readonly #readLarge: ReadLarge | null;
  /** Calls of tools that were not answered. */
  readonly #calls = new Set<string | number>();
  /** Large answers that are being read. */
  readonly #reading = new Set<Promise<void>>();
  #closing: Promise<void> | null = null;
  #reason: string | null = null;
  #skipped = 0;
  #started = false;
  #over = false;

  constructor(options: StdioTransportOptions) {
    this.#process = options.process;
    this.#clock = options.clock;
    this.#onJunk = options.onJunk;
    this.#readLarge = options.readLarge ?? null;
    this.ended = this.#end.promise;
    this.#flood = new Flood({
      clock: options.clock,
      onFlood: (reason) => this.#abandon(reason),
    });
    this.#writes = new WriteQueue({
      write: (bytes) => options.process.write(bytes),
      flushed: () => options.process.flushed(),
      clock: options.clock,
      onStalled: (reason) => this.#abandon(reason),
    });
  }

  /** Lines on stdout that were no message. */
  get skippedLines(): number {
    return this.#skipped;
  }

  /** The end of what the server wrote to its stderr, as it came. */
  said(): string {
    return this.#tail.text();
  }

  start(): Promise<void> {
    this.#begin();
    return Promise.resolve();
  }

  /** Reads what the process writes. Safe to call again. */
  #begin(): void {
    if (this.#started) return;
    this.#started = true;
    const splitter = new LineSplitter({
      maxBytes: MAX_MESSAGE_BYTES,
      onLine: (line, owned) => this.#receive(line, owned),
      onTooLong: (ends) => {
        this.#skip(new TextEncoder().encode(ends.head));
        const failure = readTooLong(ends);
        if (failure !== null) this.#deliver(failure, MAX_MESSAGE_BYTES);
      },
    });
    const stdout = this.#drain("stdout", (piece) => this.#takeInSlices(piece, splitter))
      .then(() => splitter.end());
    const stderr = this.#drain("stderr", (piece) => this.#tail.append(piece));
    this.#watch(stdout, stderr);
  }

  /**
   * Resolves when the server took the message.
   *
   * @throws {Error} when it has ended, or does not read
   */
  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#over) throw new Error("the server has ended");
    if ("method" in message && message.method === "notifications/cancelled") {
      const requestId = message.params?.["requestId"];
      this.#writes.answered(requestId);
      if (isRequestId(requestId)) this.#calls.delete(requestId);
    }
    const bytes = toLine(message);
    const id = awaitedId(message);
    if (id !== undefined) {
      this.#flood.await(id);
      if ("method" in message && message.method === "tools/call") this.#calls.add(id);
    }
    await this.#writes.add(bytes, id);
  }

  /** Closes the server's stdin, waits for it to end, kills it when it does not. Safe to call again. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  async #shutDown(): Promise<void> {
    // the end of a process is seen by those who read it
    this.#begin();
    this.#process.closeInput();
    if (!await settlesWithin(this.ended, { clock: this.#clock, ms: CLOSE_GRACE_MS })) {
      this.#process.kill();
    }
    await this.ended;
  }

  /** Ends a server that cannot be used any more; whoever waits for it is told why. */
  #abandon(reason: string): void {
    this.#reason ??= reason;
    this.#process.kill();
  }

  /** What comes after the connection is over is read and dropped. */
  async #drain(stream: "stdout" | "stderr", take: TakeChunk): Promise<void> {
    const source: ByteSource = this.#process[stream];
    try {
      await source.drain((piece) => {
        if (this.#over || this.#flood.told) return undefined;
        this.#flood.wrote(stream, piece.length);
        return take(piece);
      });
    } catch {
      // a broken stream is an ended stream; how the process ended says more
    }
  }

  /** Lets others have a turn when a piece holds more messages than are quickly read. */
  #takeInSlices(piece: Uint8Array, splitter: LineSplitter): void | Promise<void> {
    const until = this.#clock.monotonic() + TURN_MS;
    for (let at = 0; at < piece.length && !this.#over && !this.#flood.told; at += SLICE_BYTES) {
      if (this.#clock.monotonic() > until) {
        const rest = piece.subarray(at);
        return pause({ clock: this.#clock, ms: 0 }).then(() => this.#takeInSlices(rest, splitter));
      }
      splitter.push(piece.subarray(at, at + SLICE_BYTES));
    }
  }

  async #watch(stdout: Promise<void>, stderr: Promise<void>): Promise<void> {
    const { exited } = this.#process;
    await Promise.race([stdout, exited]);
    // a descendant may hold the streams open, and a server may close stdout and live on
    const all = Promise.all([stdout, stderr, exited]);
    if (!await settlesWithin(all, { clock: this.#clock, ms: DRAIN_MS })) {
      this.#process.kill();
      await settlesWithin(exited, { clock: this.#clock, ms: CLOSE_GRACE_MS });
    }
    // what came before the end still counts
    await Promise.all(this.#reading);
    const exit = await Promise.race([exited, Promise.resolve(null)]);
    this.#over = true;
    this.#writes.end("the server has ended");
    this.#process.closeInput();
    this.#end.resolve({ exit, stderr: stderrLines(this.#tail.text()), reason: this.#reason });
    this.onclose?.();
  }

  #receive(line: Uint8Array, owned: boolean): void {
    // what is left of a piece once the server was found to flood
    if (this.#flood.told) return;
    this.#flood.line();
    if (line.length === 0) return;
    const large = this.#readLarge !== null && isLarge(line);
    if (large && this.#receiveLarge(line, { owned, read: this.#readLarge })) return;
    const messages = readMessages(line, large ? { maxValues: MAX_VALUES_BESIDE } : {});
    if (messages.length === 0) this.#skip(line);
    for (const message of messages) this.#deliver(message, line.length);
  }

  /** Has an answer to a call read elsewhere. @returns whether it is one */
  #receiveLarge(
    line: Uint8Array,
    { owned, read }: { readonly owned: boolean; readonly read: ReadLarge },
  ): boolean {
    const { id, kind } = readMessageEnds(endsOf(line));
    if (id === null || kind === "request" || !this.#calls.has(id)) return false;
    const { length } = line;
    const reading = read(owned ? line : line.slice()).then((answer) => {
      this.#reading.delete(reading);
      // it may have been taken back meanwhile
      if (this.#calls.has(id)) this.#deliver(toMessage(id, answer), 0);
    });
    this.#reading.add(reading);
    this.#flood.answered(id, length);
    return true;
  }

  /** @param size bytes of its line */
  #deliver(message: JSONRPCMessage, size: number): void {
    if ("id" in message && !("method" in message) && message.id !== undefined) {
      this.#writes.answered(message.id);
      this.#calls.delete(message.id);
      this.#flood.answered(message.id, size);
    }
    try {
      this.onmessage?.(message);
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #skip(line: Uint8Array): void {
    this.#skipped += 1;
    if (this.#skipped > 1) return;
    const head = line.subarray(0, 4 * SHOWN_JUNK);
    this.#onJunk(cleanLine(new TextDecoder().decode(head), SHOWN_JUNK));
  }
}

function isRequestId(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Id of a request whose answer ends it. A subscription is answered by events, for as long as it lasts. */
function awaitedId(message: JSONRPCMessage): string | number | undefined {
  if (!("id" in message && "method" in message)) return undefined;
  return message.method === "subscriptions/listen" ? undefined : message.id;
}
