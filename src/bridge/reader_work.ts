import { prepareLargeArguments } from "../calls/large_arguments.ts";
import type { LargeTool, PreparedArguments } from "../calls/large_arguments.ts";
import {
  type AnswerOptions,
  type LargeAnswer,
  readLargeAnswer,
} from "../catalogue/large_answer.ts";
import { type LargeMessage, readLargeMessage } from "../rpc/large_message.ts";

/** What the reader is asked to do with JSON that came from outside. */
export type ReaderTask =
  /** An answer of a server to a call of a tool. */
  | { readonly kind: "answer" } & AnswerOptions
  /** A message of a sandbox. */
  | { readonly kind: "message" }
  /** The arguments of a call of a tool. */
  | { readonly kind: "arguments"; readonly tool: LargeTool };

/** What each kind of work gives. */
export interface ReaderResults {
  readonly answer: LargeAnswer;
  readonly message: LargeMessage;
  readonly arguments: PreparedArguments;
}

/** Does the work, for as long as it takes. Never throws. */
export function doReaderWork(
  bytes: Uint8Array,
  task: ReaderTask,
): ReaderResults[keyof ReaderResults] {
  switch (task.kind) {
    case "answer":
      return readLargeAnswer(takeText(bytes), task);
    case "message":
      return readLargeMessage(bytes);
    case "arguments":
      return prepareLargeArguments(takeText(bytes), task.tool);
  }
}

/** The buffers of a result, which go to the other thread without a copy. */
export function buffersOf(result: ReaderResults[keyof ReaderResults]): ArrayBuffer[] {
  switch (result.kind) {
    case "value":
    case "prepared":
      return [result.json.bytes.buffer];
    case "call":
      return result.written === null ? [] : [result.written.bytes.buffer];
    case "done":
      return result.result === null ? [] : [result.result.bytes.buffer];
    case "other":
      return result.message.type === "file" ? [result.message.content.bytes.buffer] : [];
    default:
      return [];
  }
}

function takeText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  // frees its memory now, not when it is next looked for what is unused
  if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
  return text;
}
