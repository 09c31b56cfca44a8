import { SandboxError } from "../../../src/errors.ts";
import { FrameDecoder } from "../../../src/rpc/codec.ts";
import { FRAME_PART, HEAD_BYTES, type SandboxMessage } from "../../../src/rpc/frames.ts";
import { parseSandboxMessage } from "../../../src/rpc/parse_message.ts";
import { Mutator } from "./mutator.ts";

/** What came of fuzzed input. */
export interface Fuzzed {
  readonly accepted: number;
  readonly refused: number;
}

/** Messages that a sandbox may send. */
const MESSAGES: readonly [object, ...object[]] = [
  { type: "ready", protocol: 4, python: "3.11.2", rooms: true },
  { type: "output", stream: "stdout", text: "hello \u{1f600}\n" },
  { type: "call", id: 7, method: "call_tool", params: { server: "a", tool: "b", arguments: {} } },
  { type: "call", id: 8, method: "search", params: { query: "x", limit: 3 } },
  { type: "cancel", id: 7 },
  { type: "display", block: { type: "image", mimeType: "image/png", data: "iVBORw0KGgo=" } },
  { type: "file", name: "a/b.txt", data: "AQI=" },
  { type: "done", exitCode: 0, result: { a: [1, 2.5, null, true, "x"] } },
  { type: "done", exitCode: 1, error: { type: "ValueError", message: "no", traceback: "File" } },
];

/**
 * Sends frames that are nearly right through the decoder and the parser, each twice: whole, and in
 * pieces.
 *
 * @throws {Error} when anything but a {@linkcode SandboxError} is thrown, when the pieces change what is
 *   read, or when a prototype was reached
 */
export function fuzzFrames(count: number, seed: number): Fuzzed {
  const mutator = new Mutator(seed);
  let accepted = 0;
  let refused = 0;
  for (let round = 0; round < count; round++) {
    const bytes = nearlyFrames(mutator);
    const whole = read([bytes]);
    const cut = read(mutator.pieces(bytes));
    const [first, second] = [whole, cut].map((one) => JSON.stringify(one, exactly));
    if (first !== second) {
      throw new Error(`round ${round}, seed ${seed}: ${first} is not ${second}`);
    }
    accepted += whole.messages.length;
    if (whole.refusal !== null) refused++;
  }
  if ("polluted" in {}) throw new Error(`seed ${seed}: a prototype was reached`);
  return { accepted, refused };
}

/** An integer beyond 2^53 is a value of its own. */
function exactly(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}

function nearlyFrames(mutator: Mutator): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(mutator.pick(MESSAGES)));
  // seldom the head is wrong: then nothing behind it is looked at
  const changed = mutator.below(4) === 0 ? payload : mutator.mutate(payload);
  const kind = mutator.below(8) === 0 ? mutator.below(4) : 0;
  const bytes = new Uint8Array(2 * (HEAD_BYTES + changed.length));
  writeFrame(bytes, 0, { payload: changed, kind });
  // the parts of a message follow each other
  const next = kind === FRAME_PART ? 2 : 0;
  writeFrame(bytes, HEAD_BYTES + changed.length, { payload: changed, kind: next });
  return mutator.below(8) === 0 ? mutator.mutate(bytes) : bytes;
}

function writeFrame(
  bytes: Uint8Array,
  at: number,
  { payload, kind }: { readonly payload: Uint8Array; readonly kind: number },
): void {
  new DataView(bytes.buffer).setUint32(at, payload.length);
  bytes[at + 4] = kind;
  bytes.set(payload, at + HEAD_BYTES);
}

interface Reading {
  readonly messages: readonly SandboxMessage[];
  readonly refusal: string | null;
}

function read(pieces: readonly Uint8Array[]): Reading {
  const messages: SandboxMessage[] = [];
  const decoder = new FrameDecoder();
  try {
    for (const piece of pieces) {
      for (const message of decoder.decode(piece)) messages.push(parseSandboxMessage(message));
    }
    return { messages, refusal: null };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return { messages, refusal: error.message };
  }
}
