import assert from "node:assert/strict";
import { readImageHeader } from "../../src/sandbox/image_header.ts";

function bytes(...parts: (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...part].map((character) => character.charCodeAt(0)) : part
    ),
  );
}

const zeros = (count: number) => new Array<number>(count).fill(0);
const PNG = bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", [0, 0, 2, 1], [0, 0, 1, 0], zeros(9));

Deno.test("readImageHeader() reads type and size of each format that clients show", () => {
  const webp = (kind: string, rest: readonly number[]) =>
    bytes("RIFF", zeros(4), "WEBP", kind, zeros(4), rest);
  const images: [Uint8Array, string, number, number][] = [
    [PNG, "image/png", 513, 256],
    [bytes("GIF89a", [2, 1, 0, 1]), "image/gif", 258, 256],
    [bytes("GIF87a", [2, 1, 0, 1]), "image/gif", 258, 256],
    [webp("VP8X", [...zeros(4), 1, 1, 0, 2, 0, 0]), "image/webp", 258, 3],
    [webp("VP8L", [0x2f, 0x01, 0x40, 0x00, 0x00]), "image/webp", 2, 2],
    [webp("VP8 ", [...zeros(3), 0x9d, 0x01, 0x2a, 5, 0, 6, 0]), "image/webp", 5, 6],
    [
      bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xff, 0xc2, 0, 11, 8, 0, 7, 0, 9]),
      "image/jpeg",
      9,
      7,
    ],
  ];
  for (const [data, mimeType, width, height] of images) {
    assert.deepEqual(readImageHeader(data), { mimeType, width, height });
    // also where it is a part of a larger buffer
    const shifted = new Uint8Array([1, 2, 3, ...data]).subarray(3);
    assert.deepEqual(readImageHeader(shifted), { mimeType, width, height });
  }
});

Deno.test("readImageHeader() is null for anything else, and for a head that ends too early", () => {
  for (let length = 0; length < 24; length++) {
    assert.equal(readImageHeader(PNG.subarray(0, length)), null, String(length));
  }
  const others = [
    bytes("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    bytes("RIFF", zeros(4), "WAVEfmt ", zeros(20)),
    bytes("RIFF", zeros(4), "WEBPABCD", zeros(20)),
    bytes([0xff, 0xd8, 0xff, 0xc4, 0, 4, 1, 1, 0, 0, 0, 0, 0, 0]),
    // segments without an end, and padding without one
    bytes([0xff, 0xd8], Array.from({ length: 40_000 }, () => [0xff, 0xe0, 0, 2]).flat()),
    bytes([0xff, 0xd8], new Array<number>(40_000).fill(0xff)),
    bytes(zeros(100)),
  ];
  for (const data of others) assert.equal(readImageHeader(data), null);
});
