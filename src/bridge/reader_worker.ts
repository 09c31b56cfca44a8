/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * Entry module of the reader: a Worker without any right, in which large answers of servers are read,
 * so that nothing else waits for them. Its memory goes with it. The first message brings the port to
 * the bridge.
 */

// first, so that no other module sees what it removes
import "./lock_down.ts";
import { readLargeAnswer } from "../catalogue/large_answer.ts";
import type { ReaderRequest } from "./large_answers.ts";

self.addEventListener("message", (event: MessageEvent<{ port: MessagePort }>) => {
  const { port } = event.data;
  port.addEventListener("message", ({ data }: MessageEvent<ReaderRequest>) => {
    const line = new TextDecoder().decode(data.line);
    // frees its memory now, not when it is next looked for what is unused
    if (data.line.buffer instanceof ArrayBuffer) data.line.buffer.transfer(0);
    const answer = readLargeAnswer(line, data);
    port.postMessage(
      { id: data.id, answer },
      answer.kind === "value" ? [answer.json.buffer] : [],
    );
  });
  port.start();
}, { once: true });
