// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * Turns what bypasses `sys.stdout` and is written to one of Python's descriptors into `output`
 * frames (see `src/rpc/frames.ts`). The Python runtime cannot do this: Python must not be called
 * during a write.
 */

const HEAD_BYTES = 5;
const FRAME_WHOLE = 0;
/** Most bytes of output in one frame; escaped as JSON they stay far below the limit of a frame. */
const PIECE_BYTES = 64 * 1024;

/**
 * @param {"stdout" | "stderr"} stream
 * @param {(frame: Uint8Array) => void} send returns when the frame is in the pipe
 * @returns {(bytes: Uint8Array) => number} takes what was written; returns the number of bytes
 */
export function createCapture(stream, send) {
  const encoder = new TextEncoder();
  // a character may be split between two writes
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  function sendText(/** @type {string} */ text) {
    const payload = encoder.encode(JSON.stringify({ type: "output", stream, text }));
    const frame = new Uint8Array(HEAD_BYTES + payload.length);
    new DataView(frame.buffer).setUint32(0, payload.length);
    frame[HEAD_BYTES - 1] = FRAME_WHOLE;
    frame.set(payload, HEAD_BYTES);
    send(frame);
  }

  return (bytes) => {
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      const piece = bytes.subarray(start, start + PIECE_BYTES);
      const text = decoder.decode(piece, { stream: true });
      if (text !== "") sendText(text);
    }
    return bytes.length;
  };
}
