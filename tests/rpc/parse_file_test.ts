import assert from "node:assert/strict";
import { SandboxError } from "../../src/errors.ts";
import { MAX_FILE_BYTES } from "../../src/rpc/frames.ts";
import { parseFile } from "../../src/rpc/parse_file.ts";
import { parseSandboxMessage } from "../../src/rpc/parse_message.ts";
import { readLargeMessage, toSandboxMessage } from "../../src/rpc/large_message.ts";
import type { JsonObject } from "../../src/json/json.ts";

function bytesOf(message: JsonObject): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}

Deno.test("a file is its name, its size, its base64 as JSON, and how its text begins", () => {
  const message = { type: "file", name: "a.txt", data: btoa("h\u00c3\u00a9") };
  const file = parseSandboxMessage(bytesOf(message));
  assert.ok(file.type === "file");
  assert.deepEqual(
    [file.name, file.size, file.head, new TextDecoder().decode(file.content.bytes)],
    ["a.txt", 3, "hé", '"aMOp"'],
  );
  assert.deepEqual(toSandboxMessage(readLargeMessage(bytesOf(message))), file);
});

Deno.test("how a file begins is cut between characters, and is not told of what is no text", () => {
  const head = (text: string | Uint8Array) =>
    parseFile({
      name: "a",
      data: (typeof text === "string" ? new TextEncoder().encode(text) : text).toBase64(),
    }).head;
  assert.equal(head("€".repeat(5_000)), "€".repeat(400));
  assert.equal(head(`a${"😀".repeat(300)}`)?.isWellFormed(), true);
  for (const bytes of [[0], [1, 2], [0xff], [0x61, 0xe2, 0x82]]) {
    assert.equal(head(new Uint8Array(bytes)), null);
  }
  assert.equal(head(""), "");
});

Deno.test("a file that is none, or too large, breaks the protocol", () => {
  const most = new Uint8Array(MAX_FILE_BYTES);
  assert.equal(parseFile({ name: "most", data: most.toBase64() }).size, MAX_FILE_BYTES);
  for (
    const wrong of [
      {},
      { name: "a" },
      { name: "", data: "" },
      { name: 7, data: "" },
      { name: ["a"], data: "" },
      { name: "x".repeat(4_097), data: "" },
      { name: "a", data: null },
      { name: "a", data: { a: 1 } },
      { name: "a", data: "?" },
      { name: "a", data: "AQ" },
      { name: "a", data: 'AQI=","x":"' },
      { name: "a", data: "A".repeat(most.toBase64().length + 4) },
    ]
  ) {
    assert.throws(
      () => parseFile(wrong),
      (error) => error instanceof SandboxError && error.code === "PROTOCOL_ERROR",
    );
  }
});
