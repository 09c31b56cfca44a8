import { messageOf } from "../errors.ts";
import type { RemoteResponse } from "../ipc/port.ts";
import { joinChunks } from "../system/join_chunks.ts";
import { lostAnswer } from "./lost_answer.ts";

/** A body, or its beginning. */
export interface ReadBody {
  readonly bytes: Uint8Array;
  /** Whether there is more, which was dropped. */
  readonly cut: boolean;
}

/**
 * Reads the body of an answer, at most so many bytes. When there is more, the request is ended.
 *
 * @throws {ProtocolError} when the connection breaks
 */
export async function readBody({ body }: RemoteResponse, maxBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const full = new Error("full");
  try {
    await body.drain((chunk) => {
      const room = maxBytes - size;
      if (chunk.length > room) {
        chunks.push(chunk.slice(0, room));
        throw full;
      }
      chunks.push(chunk);
      size += chunk.length;
    });
  } catch (error) {
    if (error !== full) throw lostAnswer(messageOf(error));
    return { bytes: joinChunks(chunks), cut: true };
  }
  return { bytes: joinChunks(chunks), cut: false };
}
