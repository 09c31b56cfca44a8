import type { ByteSource } from "../../src/ipc/port.ts";

/** A stream as the port gives the output of a process. */
export function byteSource(stream: ReadableStream<Uint8Array>): ByteSource {
  return {
    async drain(take) {
      for await (const chunk of stream) take(chunk);
    },
  };
}
