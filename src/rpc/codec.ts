import { SandboxError } from "../errors.ts";
import { writeJson } from "../json/write_json.ts";
import { WrittenJson } from "../json/written_json.ts";
import {
  FRAME_LAST,
  FRAME_PART,
  FRAME_WHOLE,
  HEAD_BYTES,
  MAX_FRAME_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_PARTS,
  type MessageToSandbox,
  PART_BYTES,
} from "./frames.ts";

/**
 * Encodes a message as the frames that carry it, in order. Each element is one frame, head included.
 *
 * @throws {SandboxError} `MESSAGE_TOO_LARGE` when its JSON is larger than `MAX_MESSAGE_BYTES`
 */
export function encodeMessage(message: MessageToSandbox): Uint8Array[] {
  if (message.type === "reply" && message.ok && message.value instanceof WrittenJson) {
    const around = writeJson({ ...message, value: null });
    return encodePayload(...message.value.piecesWithin(around));
  }
  const text = writeJson(message);
  // a UTF-16 unit takes at least one byte, so a text this long cannot fit
  if (text.length > MAX_MESSAGE_BYTES) throw tooLarge(text.length);
  const room = new Uint8Array(HEAD_BYTES + text.length);
  const { read, written } = new TextEncoder().encodeInto(text, room.subarray(HEAD_BYTES));
  if (read === text.length && written <= PART_BYTES) {
    writeHead(room, { length: written, kind: FRAME_WHOLE });
    return [room.subarray(0, HEAD_BYTES + written)];
  }
  const payload = read === text.length
    ? room.subarray(HEAD_BYTES, HEAD_BYTES + written)
    : new TextEncoder().encode(text);
  return encodePayload(payload);
}

/** @param pieces the JSON of a message, in order */
function encodePayload(...pieces: readonly Uint8Array[]): Uint8Array[] {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length > MAX_MESSAGE_BYTES) throw tooLarge(length);
  return cutIntoParts(pieces, length);
}

/** Each byte is copied once: a message may be a large part of what the bridge may hold. */
function cutIntoParts(pieces: readonly Uint8Array[], length: number): Uint8Array[] {
  const frames: Uint8Array[] = [];
  const sizes = Array.from(
    { length: Math.max(1, Math.ceil(length / PART_BYTES)) },
    (_, part) => Math.min(PART_BYTES, length - part * PART_BYTES),
  );
  const rest = pieces.values();
  let piece: Uint8Array = new Uint8Array(0);
  for (const [part, size] of sizes.entries()) {
    const bytes = new Uint8Array(HEAD_BYTES + size);
    const kind = sizes.length === 1
      ? FRAME_WHOLE
      : part < sizes.length - 1
      ? FRAME_PART
      : FRAME_LAST;
    writeHead(bytes, { length: size, kind });
    for (let at = HEAD_BYTES; at < bytes.length;) {
      if (piece.length === 0) piece = rest.next().value ?? piece;
      const taken = piece.subarray(0, bytes.length - at);
      bytes.set(taken, at);
      at += taken.length;
      piece = piece.subarray(taken.length);
    }
    frames.push(bytes);
  }
  return frames;
}

function writeHead(bytes: Uint8Array, head: { length: number; kind: number }): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, head.length);
  view.setUint8(4, head.kind);
}

function tooLarge(bytes: number): SandboxError {
  return new SandboxError(
    "MESSAGE_TOO_LARGE",
    `Cannot send a message to the sandbox: it has ${bytes} bytes, the most is ${MAX_MESSAGE_BYTES}`,
  );
}

/**
 * Takes the bytes of a sandbox's stdout, in pieces of any size, and gives back whole messages as the
 * bytes of their JSON. Every byte is copied at most twice, whatever the pieces: cost is linear.
 *
 * A length above the limit is refused when its head is read, before anything is allocated for it.
 */
export class FrameDecoder {
  #head = new Uint8Array(HEAD_BYTES);
  #headFilled = 0;
  #payload: Uint8Array | null = null;
  #payloadFilled = 0;
  #kind = FRAME_WHOLE;
  #parts: Uint8Array[] = [];
  #partBytes = 0;

  /** Whether a frame or a message has begun and not ended. */
  get midway(): boolean {
    return this.#headFilled > 0 || this.#parts.length > 0;
  }

  /**
   * Decodes the next bytes.
   *
   * @yields the JSON of each message that they complete
   * @throws {SandboxError} `PROTOCOL_ERROR` for a frame that cannot be, `MESSAGE_TOO_LARGE` for a
   * message above its limit; the decoder cannot be used after either
   */
  *decode(chunk: Uint8Array): Generator<Uint8Array, void> {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#payload === null) {
        offset += this.#takeHead(chunk, offset);
        if (this.#headFilled < HEAD_BYTES) return;
        this.#openPayload();
      }
      offset += this.#takePayload(chunk, offset);
      const message = this.#closePayload();
      if (message !== null) yield message;
    }
  }

  #takeHead(chunk: Uint8Array, offset: number): number {
    const count = Math.min(HEAD_BYTES - this.#headFilled, chunk.length - offset);
    this.#head.set(chunk.subarray(offset, offset + count), this.#headFilled);
    this.#headFilled += count;
    return count;
  }

  #openPayload(): void {
    const view = new DataView(this.#head.buffer);
    const length = view.getUint32(0);
    this.#kind = view.getUint8(4);
    if (this.#kind > FRAME_LAST) {
      throw refused(`a frame's kind must be ${FRAME_WHOLE} to ${FRAME_LAST}: it is ${this.#kind}`);
    }
    if (length > MAX_FRAME_BYTES) {
      throw refused(`a frame has at most ${MAX_FRAME_BYTES} bytes: this one claims ${length}`);
    }
    if (this.#kind === FRAME_WHOLE && this.#parts.length > 0) {
      throw refused("a whole frame came between the parts of a message");
    }
    if (this.#kind !== FRAME_WHOLE && this.#partBytes + length > MAX_MESSAGE_BYTES) {
      throw new SandboxError(
        "MESSAGE_TOO_LARGE",
        `Cannot read a message of the sandbox: it has more than ${MAX_MESSAGE_BYTES} bytes`,
      );
    }
    // tiny parts would cost far more memory than they carry
    if (this.#parts.length >= MAX_PARTS) {
      throw refused(`a message has at most ${MAX_PARTS} parts`);
    }
    this.#payload = new Uint8Array(length);
    this.#payloadFilled = 0;
  }

  #takePayload(chunk: Uint8Array, offset: number): number {
    const payload = this.#payload;
    if (payload === null) return 0;
    const count = Math.min(payload.length - this.#payloadFilled, chunk.length - offset);
    payload.set(chunk.subarray(offset, offset + count), this.#payloadFilled);
    this.#payloadFilled += count;
    return count;
  }

  #closePayload(): Uint8Array | null {
    const payload = this.#payload;
    if (payload === null || this.#payloadFilled < payload.length) return null;
    this.#payload = null;
    this.#headFilled = 0;
    if (this.#kind === FRAME_WHOLE) return payload;
    this.#parts.push(payload);
    this.#partBytes += payload.length;
    return this.#kind === FRAME_LAST ? this.#joinParts() : null;
  }

  #joinParts(): Uint8Array {
    const message = new Uint8Array(this.#partBytes);
    let offset = 0;
    for (const part of this.#parts) {
      message.set(part, offset);
      offset += part.length;
    }
    this.#parts = [];
    this.#partBytes = 0;
    return message;
  }
}

function refused(what: string): SandboxError {
  return new SandboxError("PROTOCOL_ERROR", `Cannot read a frame of the sandbox: ${what}`);
}
