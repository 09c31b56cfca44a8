import assert from "node:assert/strict";
import { SandboxError } from "../../src/errors.ts";
import { encodeMessage, FrameDecoder } from "../../src/rpc/codec.ts";
import {
  FRAME_LAST,
  FRAME_PART,
  FRAME_WHOLE,
  HEAD_BYTES,
  MAX_FRAME_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_PARTS,
  PART_BYTES,
} from "../../src/rpc/frames.ts";

import { toJsonBytes, WrittenJson } from "../../src/json/written_json.ts";

function reply(value: string): Parameters<typeof encodeMessage>[0] {
  return { type: "reply", id: 1, ok: true, value };
}

function join(frames: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(frames.flatMap((frame) => [...frame]));
}

function head(length: number, kind: number): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES);
  new DataView(bytes.buffer).setUint32(0, length);
  bytes[4] = kind;
  return bytes;
}

function decodeAll(decoder: FrameDecoder, bytes: Uint8Array): string[] {
  return [...decoder.decode(bytes)].map((message) => new TextDecoder().decode(message));
}

function refuses(code: string, pattern: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof SandboxError && error.code === code && pattern.test(error.message);
}

Deno.test("encodeMessage() makes one whole frame of a small message", () => {
  const frames = encodeMessage(reply("é"));
  assert.equal(frames.length, 1);
  const [frame = new Uint8Array()] = frames;
  assert.equal(
    new DataView(frame.buffer, frame.byteOffset).getUint32(0),
    frame.length - HEAD_BYTES,
  );
  assert.equal(frame[4], FRAME_WHOLE);
});

Deno.test("encodeMessage() cuts a large message into parts of which the last is marked", () => {
  const frames = encodeMessage(reply("x".repeat(2 * PART_BYTES)));
  assert.deepEqual(frames.map((frame) => frame[4]), [FRAME_PART, FRAME_PART, FRAME_LAST]);
  assert.ok(frames.every((frame) => frame.length <= HEAD_BYTES + PART_BYTES));
});

Deno.test("encodeMessage() puts a value that is written already into its reply, of any size", () => {
  for (const size of [1, PART_BYTES - 40, PART_BYTES - 39, PART_BYTES, 3 * PART_BYTES + 7]) {
    const value = "x".repeat(size);
    const written = new WrittenJson(toJsonBytes(value));
    assert.deepEqual(
      encodeMessage({ type: "reply", id: 1, ok: true, value: written }),
      encodeMessage(reply(value)),
    );
  }
  const large = new WrittenJson({
    bytes: new Uint8Array(MAX_MESSAGE_BYTES),
    characters: MAX_MESSAGE_BYTES,
  });
  assert.throws(
    () => encodeMessage({ type: "reply", id: 1, ok: true, value: large }),
    refuses("MESSAGE_TOO_LARGE", /64|67108/),
  );
});

Deno.test("encodeMessage() refuses a message above the limit and says both sizes", () => {
  assert.throws(
    () => encodeMessage(reply("x".repeat(MAX_MESSAGE_BYTES))),
    refuses("MESSAGE_TOO_LARGE", new RegExp(`${MAX_MESSAGE_BYTES}`)),
  );
  // fits in UTF-16 units and not in bytes
  assert.throws(
    () => encodeMessage(reply("é".repeat(MAX_MESSAGE_BYTES / 2))),
    refuses("MESSAGE_TOO_LARGE", /bytes/),
  );
});

Deno.test("FrameDecoder gives back what was encoded, whatever the pieces", () => {
  const messages = [
    reply("a"),
    reply("é\u2028\u0000😀"),
    reply("y".repeat(PART_BYTES + 7)),
    reply(""),
  ];
  const bytes = join(messages.flatMap((message) => encodeMessage(message)));
  for (const size of [1, 3, 4096, bytes.length]) {
    const decoder = new FrameDecoder();
    const found: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      found.push(...decodeAll(decoder, bytes.subarray(at, at + size)));
    }
    assert.deepEqual(
      found,
      messages.map((message) => JSON.stringify(message)),
      `pieces of ${size}`,
    );
    assert.equal(decoder.midway, false);
  }
});

Deno.test("FrameDecoder refuses a length above the limit before it allocates", () => {
  assert.throws(
    () => decodeAll(new FrameDecoder(), head(0xffff_ffff, FRAME_WHOLE)),
    refuses("PROTOCOL_ERROR", /4294967295/),
  );
  assert.throws(
    () => decodeAll(new FrameDecoder(), head(MAX_FRAME_BYTES + 1, FRAME_WHOLE)),
    refuses("PROTOCOL_ERROR", /at most/),
  );
});

Deno.test("FrameDecoder refuses an unknown kind and a whole frame between parts", () => {
  assert.throws(
    () => decodeAll(new FrameDecoder(), head(0, 3)),
    refuses("PROTOCOL_ERROR", /kind/),
  );
  const mixed = join([head(1, FRAME_PART), new Uint8Array([1]), head(1, FRAME_WHOLE)]);
  assert.throws(
    () => decodeAll(new FrameDecoder(), mixed),
    refuses("PROTOCOL_ERROR", /between the parts/),
  );
});

Deno.test("FrameDecoder refuses a message of too many parts or bytes", () => {
  const decoder = new FrameDecoder();
  const part = join([head(0, FRAME_PART)]);
  assert.throws(() => {
    for (let count = 0; count <= MAX_PARTS; count++) decodeAll(decoder, part);
  }, refuses("PROTOCOL_ERROR", /parts/));

  const large = new FrameDecoder();
  const payload = new Uint8Array(MAX_FRAME_BYTES);
  assert.throws(() => {
    for (let count = 0; count < 5; count++) {
      decodeAll(large, head(MAX_FRAME_BYTES, FRAME_PART));
      decodeAll(large, payload);
    }
  }, refuses("MESSAGE_TOO_LARGE", /more than/));
});

Deno.test("FrameDecoder survives random bytes: every input ends in messages or a SandboxError", () => {
  let seed = 7;
  const random = () => seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
  let refusals = 0;
  for (let round = 0; round < 2_000; round++) {
    const bytes = Uint8Array.from(
      { length: random() % 64 },
      () => random() % 7 === 0 ? random() & 255 : 0,
    );
    try {
      decodeAll(new FrameDecoder(), bytes);
    } catch (error) {
      assert.ok(error instanceof SandboxError);
      refusals++;
    }
  }
  assert.ok(refusals > 0, "some inputs must be refused");
});
