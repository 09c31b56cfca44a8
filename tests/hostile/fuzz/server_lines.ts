import { LineSplitter } from "../../../src/text/line_splitter.ts";
import { AwaitedRequests } from "../../../src/upstream/awaited_requests.ts";
import {
  type IncomingAnswer,
  MAX_MESSAGE_BYTES,
  readMessages,
} from "../../../src/upstream/messages.ts";
import { writeJson } from "../../../src/json/write_json.ts";
import type { Fuzzed } from "./frames.ts";
import { Mutator } from "./mutator.ts";

/** Messages that a server may send. */
const MESSAGES: readonly [object, ...object[]] = [
  { jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text: "a\u2028b" }] } },
  { jsonrpc: "2.0", id: 2, result: { structuredContent: { id: 1, list: [1, 2] }, content: [] } },
  { jsonrpc: "2.0", id: 3, error: { code: -32_000, message: "no", data: { why: [] } } },
  { jsonrpc: "2.0", id: "four", method: "sampling/createMessage", params: { messages: [] } },
  { jsonrpc: "2.0", method: "notifications/tools/list_changed" },
  { jsonrpc: "2.0", id: 5, result: { tools: [{ name: "t", inputSchema: { type: "object" } }] } },
];

/**
 * Sends lines that are nearly right through the splitter and the reader, each twice: whole, and in
 * pieces.
 *
 * @throws {Error} when anything is thrown, when what is read is no JSON-RPC, when the pieces change it,
 *   or when a prototype was reached
 */
export function fuzzServerLines(count: number, seed: number): Fuzzed {
  const mutator = new Mutator(seed);
  let accepted = 0;
  let refused = 0;
  for (let round = 0; round < count; round++) {
    const text = `${JSON.stringify(mutator.pick(MESSAGES))}\n`;
    const bytes = mutator.mutate(new TextEncoder().encode(text));
    const whole = read([bytes]);
    const cut = read(mutator.pieces(bytes));
    const [first, second] = [whole, cut].map((one) => writeJson([...one.messages]));
    if (first !== second) {
      throw new Error(`round ${round}, seed ${seed}: ${first} is not ${second}`);
    }
    accepted += whole.messages.length;
    refused += whole.skipped;
  }
  if ("polluted" in {}) throw new Error(`seed ${seed}: a prototype was reached`);
  return { accepted, refused };
}

interface Reading {
  readonly messages: readonly unknown[];
  readonly skipped: number;
}

function read(pieces: readonly Uint8Array[]): Reading {
  const messages: unknown[] = [];
  let skipped = 0;
  const splitter = new LineSplitter({
    maxBytes: MAX_MESSAGE_BYTES,
    onLine: (line) => {
      const found = readMessages(line).messages;
      if (found.length === 0) skipped++;
      for (const incoming of found) {
        const message = incoming.kind === "call" ? incoming.message : settled(incoming);
        if (message.jsonrpc !== "2.0") throw new Error(`no JSON-RPC: ${writeJson(message)}`);
        messages.push(message);
      }
    },
    onTooLong: () => skipped++,
  });
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return { messages, skipped };
}

/** An answer as the SDK gets it, when a request of any kind has waited for it. */
function settled(answer: IncomingAnswer) {
  const id = answer.id ?? 0;
  const awaited = new AwaitedRequests();
  const method = typeof id === "number" && id % 2 === 0 ? "tools/call" : "ping";
  awaited.sent({ jsonrpc: "2.0", id, method });
  return awaited.settle(id, answer);
}
