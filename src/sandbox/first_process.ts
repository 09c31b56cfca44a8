import { isJsonObject, type JsonValue } from "../json/json.ts";
import { readJson } from "../json/read_json.ts";
import type { OutputMessage, StoodMessage } from "../rpc/frames.ts";
import { joinChunks } from "../system/join_chunks.ts";

/**
 * What the first process of a container reports of the program's end. The program cannot write it.
 */
export interface EndReport {
  /** The exit status; 128 plus the signal's number when a signal ended the program. */
  readonly exitCode: number;
  /** Name of the signal that ended the program, or `null`. */
  readonly signal: string | null;
  /** Whether `done` is on the wire, as the program's runtime said. */
  readonly done: boolean;
  /** Processes of the sandbox that the kernel killed because memory ran out. */
  readonly oomKills: number;
  /** Largest memory of the sandbox in bytes; `null` where the system does not tell. */
  readonly peakBytes: number | null;
  /**
   * Milliseconds of processor time that the program and its ended processes used; `null` where the
   * sandbox does not tell.
   */
  readonly cpuMs: number | null;
}

/** Takes what {@linkcode FirstProcessReader} reads. */
export interface FirstProcessHandlers {
  /** What follows waits for the promise, which must not reject. */
  readonly onOutput: (message: OutputMessage) => void | Promise<void>;
  /** Takes where the program stood when the bridge closed stdin; at most 64 Ki characters. */
  readonly onStood?: (text: string) => void;
  readonly onEnd: (report: EndReport) => void;
  /**
   * Every process of the run is dead.
   *
   * @param nonce the secret that resets the sandbox for another run, 16 bytes as hexadecimal digits
   */
  readonly onDead: (nonce: string) => void;
  /** Bytes that belong to no record: words of the engine. */
  readonly onWords: (bytes: Uint8Array) => void;
}

/** A name as the first process writes it. */
const SIGNAL = /^SIG[A-Z0-9]{1,12}$/;
const NONCE = /^[0-9a-f]{32}$/;
const NUL = 0;
const NEWLINE = 10;
/** A piece of output has 64 Ki characters, of six bytes each at most. */
const MAX_RECORD_BYTES = 1024 * 1024;

/**
 * Reads the stderr of a container: records of the first process, and words of the engine between
 * them. A record is NUL, JSON without control characters, newline. So what a program prints cannot
 * begin a record, whatever the engine writes between. Its twin is
 * `src/python/sandbox_runtime/supervisor.py`.
 */
export class FirstProcessReader {
  readonly #handlers: FirstProcessHandlers;
  /** Pieces of a record that is not complete; `null` between records. */
  #record: Uint8Array[] | null = null;
  #recordBytes = 0;

  constructor(handlers: FirstProcessHandlers) {
    this.#handlers = handlers;
  }

  /**
   * Takes the next bytes; pieces of any size, in linear time.
   *
   * @returns a promise while what was printed finds no room: the next bytes must wait for it
   */
  receive(chunk: Uint8Array): void | Promise<void> {
    let rest = chunk;
    let room: void | Promise<void> = undefined;
    while (rest.length > 0) {
      if (this.#record === null) {
        const start = rest.indexOf(NUL);
        const words = start < 0 ? rest : rest.subarray(0, start);
        if (words.length > 0) this.#handlers.onWords(words);
        if (start < 0) return room;
        this.#record = [];
        this.#recordBytes = 0;
        rest = rest.subarray(start + 1);
        continue;
      }
      const end = rest.indexOf(NEWLINE);
      const piece = end < 0 ? rest : rest.subarray(0, end);
      this.#record.push(piece.slice());
      this.#recordBytes += piece.length;
      // outputs find room in their order, so the last one has it when all have
      if (end >= 0) room = this.#finish(this.#record) ?? room;
      else if (this.#recordBytes > MAX_RECORD_BYTES) this.#refuse(this.#record);
      rest = end < 0 ? rest.subarray(rest.length) : rest.subarray(end + 1);
    }
    return room;
  }

  #finish(pieces: readonly Uint8Array[]): void | Promise<void> {
    this.#record = null;
    const bytes = joinChunks(pieces);
    const record = parseRecord(bytes);
    if (record === null) this.#handlers.onWords(bytes);
    else if (record.type === "output") return this.#handlers.onOutput(record);
    else if (record.type === "stood") this.#handlers.onStood?.(record.text);
    else if (record.type === "end") this.#handlers.onEnd(record.report);
    else this.#handlers.onDead(record.nonce);
  }

  #refuse(pieces: readonly Uint8Array[]): void {
    this.#record = null;
    for (const piece of pieces) this.#handlers.onWords(piece);
  }
}

type FirstProcessRecord =
  | OutputMessage
  | StoodMessage
  | { readonly type: "end"; readonly report: EndReport }
  | { readonly type: "dead"; readonly nonce: string };

/** `null` when it is none: the engine wrote into the middle of a record. */
function parseRecord(bytes: Uint8Array): FirstProcessRecord | null {
  let value: JsonValue;
  try {
    value = readJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), {
      maxDepth: 2,
      maxValues: 20,
    });
  } catch {
    return null;
  }
  if (!isJsonObject(value)) return null;
  const { type, stream, text } = value;
  if (type === "output") {
    if ((stream !== "stdout" && stream !== "stderr") || typeof text !== "string") return null;
    return { type, stream, text: text.toWellFormed() };
  }
  if (type === "stood") {
    return typeof text === "string" ? { type, text: text.toWellFormed() } : null;
  }
  if (type === "dead") {
    const { nonce } = value;
    return typeof nonce === "string" && NONCE.test(nonce) ? { type, nonce } : null;
  }
  const { exitCode, signal, done, oomKills, peakBytes, cpuMs } = value;
  if (
    type !== "end" || !isCount(exitCode) || !isSignalOrNull(signal) ||
    typeof done !== "boolean" || !isCount(oomKills) || !isCountOrNull(peakBytes) ||
    !isCountOrNull(cpuMs)
  ) return null;
  return { type, report: { exitCode, signal, done, oomKills, peakBytes, cpuMs } };
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isCountOrNull(value: JsonValue | undefined): value is number | null {
  return value === null || isCount(value);
}

function isSignalOrNull(value: JsonValue | undefined): value is string | null {
  return value === null || typeof value === "string" && SIGNAL.test(value);
}
