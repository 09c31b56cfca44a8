/** Most bytes of one read: the capacity of a pipe on Linux. */
const READ_BYTES = 64 * 1024;

/** Reads a stream chunk by chunk. */
export interface ChunkReader {
  /** The next chunk, valid until the next call; `null` at the end. Rejects when reading fails. */
  next(): Promise<Uint8Array | null>;
  /** Cancels the stream and a pending read. Never throws. */
  cancel(): void;
}

/**
 * Creates a reader of a stream. A byte stream, such as a pipe, is always read into the same buffer:
 * by default Deno allocates 64 KiB for each read, which for small messages costs more than anything
 * else.
 */
export function readChunks(stream: ReadableStream<Uint8Array>): ChunkReader {
  const bytes = byteReader(stream);
  return bytes === null ? readEachIntoItsOwn(stream) : readIntoOne(bytes);
}

function readIntoOne(reader: ReadableStreamBYOBReader): ChunkReader {
  // a read detaches the buffer and returns it with the bytes, but not at the end
  let room: ArrayBuffer | null = new ArrayBuffer(READ_BYTES);
  return {
    async next() {
      if (room === null) return null;
      const { done, value } = await reader.read(new Uint8Array(room));
      room = done ? null : value.buffer;
      return done ? null : value;
    },
    cancel: () => void reader.cancel().catch(() => {}),
  };
}

function readEachIntoItsOwn(stream: ReadableStream<Uint8Array>): ChunkReader {
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? null : value;
    },
    cancel: () => void reader.cancel().catch(() => {}),
  };
}

function byteReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    // only a byte stream can be read into a given buffer
    return null;
  }
}
