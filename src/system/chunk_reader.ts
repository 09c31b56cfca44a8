/** Bytes that one read may bring: as many as a pipe holds on Linux. */
const READ_BYTES = 64 * 1024;

/** Reads a stream piece by piece. */
export interface ChunkReader {
  /** The next piece, valid until the next call; `null` at the end. Rejects when the stream breaks. */
  next(): Promise<Uint8Array | null>;
  /** Lets go of the stream; a read that is under way ends. Never throws. */
  cancel(): void;
}

/**
 * Reads a stream to its end. A stream of bytes, as pipes are, is read into one buffer again and
 * again: by default Deno makes a new one of 64 KiB for each read, which for small messages costs
 * more than all else.
 */
export function readChunks(stream: ReadableStream<Uint8Array>): ChunkReader {
  const bytes = byteReader(stream);
  return bytes === null ? readEachIntoItsOwn(stream) : readIntoOne(bytes);
}

function readIntoOne(reader: ReadableStreamBYOBReader): ChunkReader {
  // a read takes the buffer away and gives it back with what it read; after the last it stays away
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
    // any stream can be read piece by piece, and only a stream of bytes into a buffer
    return null;
  }
}
