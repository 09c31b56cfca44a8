import type { JSONRPCMessage, MessageExtraInfo, Transport } from "@modelcontextprotocol/client";
import type { ByteSource, PortServer, TakeChunk } from "../ipc/port.ts";
import type { Clock } from "../system/system.ts";
import { LineSplitter } from "../text/line_splitter.ts";
import { Flood } from "./flood.ts";
import { Inbox } from "./inbox.ts";
import type { JunkLog } from "./junk_log.ts";
import { type ReadLarge, toLine } from "./large_line.ts";
import { MAX_MESSAGE_BYTES } from "./messages.ts";
import type { StdioEnding } from "./stdio_ending.ts";
import { SpreadMessage } from "./spread_message.ts";
import { STDERR_TAIL_LENGTH, stderrLines } from "./stderr_lines.ts";
import { TextTail } from "../text/text_tail.ts";
import { pause, settlesWithin } from "../system/waiting.ts";
import { WriteQueue } from "./write_queue.ts";

/** How long a server may take to end after it was killed. */
const KILL_WAIT_MS = 1_000;
/** How long the other streams may go on once the first of stdout and the process has ended. */
const DRAIN_MS = 1_000;
/** Bytes of a piece that are read at once, and milliseconds after which others have a turn. */
const SLICE_BYTES = 16 * 1024;
const TURN_MS = 10;

export interface StdioTransportOptions {
  readonly process: PortServer;
  readonly clock: Clock;
  /** Told of what comes on stdout that is no message, or not quite one. */
  readonly junk: Pick<JunkLog, "note">;
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
  readonly #tail = new TextTail(STDERR_TAIL_LENGTH);
  readonly #writes: WriteQueue;
  readonly #flood: Flood;
  readonly #end = Promise.withResolvers<StdioEnding>();
  readonly #junk: StdioTransportOptions["junk"];
  readonly #inbox: Inbox;
  /** Large answers that are being read. */
  readonly #reading = new Set<Promise<void>>();
  #closing: Promise<void> | null = null;
  #reason: string | null = null;
  #started = false;
  #over = false;

  constructor(options: StdioTransportOptions) {
    this.#process = options.process;
    this.#clock = options.clock;
    this.ended = this.#end.promise;
    this.#flood = new Flood({
      clock: options.clock,
      onFlood: (reason) => this.#abandon(reason),
    });
    const { junk, readLarge } = options;
    this.#junk = junk;
    this.#inbox = new Inbox({
      deliver: (message) => this.#deliver(message),
      junk,
      flood: this.#flood,
      ...(readLarge === undefined ? {} : { readLarge }),
    });
    this.#writes = new WriteQueue({
      write: (bytes) => options.process.write(bytes),
      flushed: () => options.process.flushed(),
      clock: options.clock,
      onStalled: (reason) => this.#abandon(reason),
    });
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
    const spread = new SpreadMessage({
      onLine: (line, owned) => this.#receive(line, owned),
      onMessage: (text) => {
        this.#junk.note("spread", text);
        this.#receive(text, true);
      },
    });
    const splitter = new LineSplitter({
      maxBytes: MAX_MESSAGE_BYTES,
      onLine: (line, owned) => spread.push(line, owned),
      onTooLong: (ends) => this.#inbox.dropped(ends),
    });
    const stdout = this.#drain("stdout", (piece) => this.#takeInSlices(piece, splitter))
      .then(() => {
        splitter.end();
        spread.end();
      });
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
      this.#writes.answered(message.params?.["requestId"]);
    }
    const bytes = toLine(message);
    this.#inbox.sent(message);
    await this.#writes.add(bytes, awaitedId(message));
  }

  /** Has the server end in its own time, and waits for it. Safe to call again. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  async #shutDown(): Promise<void> {
    // the end of a process is seen by those who read it
    this.#begin();
    this.#process.stop();
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
      // one that was stopped may have closed its stdout, and still has things to do
      if (this.#closing !== null) await exited;
      else this.#process.kill();
      await settlesWithin(exited, { clock: this.#clock, ms: KILL_WAIT_MS });
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
    const reading = this.#inbox.take(line, owned);
    if (reading === null) return;
    this.#reading.add(reading);
    void reading.then(() => this.#reading.delete(reading));
  }

  #deliver(message: JSONRPCMessage): void {
    if ("id" in message && !("method" in message)) this.#writes.answered(message.id);
    try {
      this.onmessage?.(message);
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Id of a request whose answer ends it. A subscription is answered by events, for as long as it lasts. */
function awaitedId(message: JSONRPCMessage): string | number | undefined {
  if (!("id" in message && "method" in message)) return undefined;
  return message.method === "subscriptions/listen" ? undefined : message.id;
}
