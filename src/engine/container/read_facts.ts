/** Bytes that may come before the end of the facts. */
const MAX_FACTS_BYTES = 64 * 1024;
const FACTS = /\0facts (.*)\n/;

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** What was read of a sandbox's stderr. */
export interface ReadFacts {
  /** The line of `self_test.py`; `null` when there is none. */
  readonly facts: string | null;
  /** What else was read. */
  readonly rest: Uint8Array;
  /** Whether the stream ended before the facts did. */
  readonly ended: boolean;
}

/** Reads up to the end of the facts, or as far as they may reach. Never rejects. */
export async function readFacts(reader: Reader): Promise<ReadFacts> {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let text = "";
  while (text.length < MAX_FACTS_BYTES) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || value === undefined) {
      return { facts: null, rest: encoder.encode(text), ended: true };
    }
    text += decoder.decode(value, { stream: true });
    const match = FACTS.exec(text);
    if (match === null) continue;
    const rest = encoder.encode(text.replace(match[0], ""));
    return { facts: match[1] ?? "", rest, ended: false };
  }
  return { facts: null, rest: encoder.encode(text), ended: false };
}

/** The stream without the facts: what else was read, then the rest of it. */
export function withoutFacts(
  reader: Reader,
  read: Promise<ReadFacts>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async start(controller): Promise<void> {
      const { rest } = await read;
      if (rest.length > 0) controller.enqueue(rest);
    },
    async pull(controller): Promise<void> {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
