import {
  type LargeTool,
  type PreparedArguments,
  prepareLargeArguments,
} from "../../src/calls/large_arguments.ts";
import { type LargeAnswer, readLargeAnswer } from "../../src/catalogue/large_answer.ts";
import type { ValueForm } from "../../src/catalogue/value.ts";
import type { WrittenJson } from "../../src/json/written_json.ts";
import { type LargeMessage, readLargeMessage } from "../../src/rpc/large_message.ts";

/** Reads a large message as the bridge's reader does, in the thread of the test. */
export function readLargeHere(bytes: Uint8Array): Promise<LargeMessage> {
  return Promise.resolve(readLargeMessage(bytes));
}

/** Reads a large answer of a server as the bridge's reader does, in the thread of the test. */
export function readAnswerHere(line: Uint8Array, form: ValueForm): Promise<LargeAnswer> {
  const text = new TextDecoder().decode(line);
  return Promise.resolve(readLargeAnswer(text, { maxValues: 1_000_000, form }));
}

/** Prepares large arguments as the bridge's reader does, in the thread of the test. */
export function prepareLargeHere(
  { bytes }: WrittenJson,
  tool: LargeTool,
): Promise<PreparedArguments> {
  return Promise.resolve(prepareLargeArguments(new TextDecoder().decode(bytes), tool));
}
