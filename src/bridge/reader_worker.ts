/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * Entry module of the reader: a Worker without any right, in which large JSON of servers and
 * sandboxes is read, so that nothing else waits for it. Its memory goes with it. The first message
 * brings the port to the bridge.
 */

// first, so that no other module sees what it removes
import "./lock_down.ts";
import type { ReaderReply, ReaderRequest } from "./reader_client.ts";
import { buffersOf, doReaderWork } from "./reader_work.ts";

self.addEventListener("message", (event: MessageEvent<{ port: MessagePort }>) => {
  const { port } = event.data;
  port.addEventListener("message", ({ data }: MessageEvent<ReaderRequest>) => {
    const result = doReaderWork(data.bytes, data.task);
    const reply: ReaderReply = { id: data.id, result };
    port.postMessage(reply, buffersOf(result));
  });
  port.start();
}, { once: true });
