import assert from "node:assert/strict";
import { SandboxError } from "../../src/errors.ts";
import { MAX_VALUES } from "../../src/rpc/frames.ts";
import { readLargeMessage, toSandboxMessage } from "../../src/rpc/large_message.ts";
import { WrittenJson } from "../../src/json/written_json.ts";
import { writeJson } from "../../src/json/write_json.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";

function read(message: JsonObject) {
  return readLargeMessage(new TextEncoder().encode(writeJson(message)));
}

const textOf = (written: unknown): string => {
  assert.ok(written instanceof WrittenJson);
  return new TextDecoder().decode(written.bytes);
};

Deno.test("readLargeMessage() writes the arguments of a call, and hands on the rest as it is", () => {
  const args = { rows: [{ id: 2n ** 60n }, { id: 2 }] };
  const params = { server: "s", tool: "t", timeout_ms: 5 };
  const large = read({
    type: "call",
    id: 7,
    method: "call_tool",
    params: { ...params, arguments: args },
  });
  const message = toSandboxMessage(large);
  assert.ok(message.type === "call");
  assert.deepEqual({ ...message, written: textOf(message.written) }, {
    type: "call",
    id: 7,
    method: "call_tool",
    params,
    written: writeJson(args),
  });
});

Deno.test("readLargeMessage() hands over no array and no object with something in it", () => {
  const full = [[1], { a: 1 }] as const;
  for (const method of ["call_tool", "save_tool"]) {
    const params: JsonObject = { server: { a: 1 }, name: [1], source: "x", arguments: full };
    const large = read({ type: "call", id: 7, method, params });
    assert.deepEqual(large, {
      kind: "call",
      message: {
        type: "call",
        id: 7,
        method,
        params: { server: {}, name: [], source: "x", arguments: [] },
      },
      written: null,
    });
  }
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`p${at}`, at]));
  const large = read({ type: "call", id: 7, method: "save_tool", params: many });
  assert.ok(large.kind === "call");
  assert.ok(Object.keys(large.message.params).length < 10);
});

Deno.test("readLargeMessage() writes a value that is to be kept, whatever it is, with its shape", () => {
  for (
    const [value, shape] of [[[{ id: 1 }], "list[{id: int}], 1 item"], [
      "ab",
      "str, 2 characters",
    ]] as const
  ) {
    const message = toSandboxMessage(
      read({ type: "call", id: 7, method: "keep_value", params: { name: "n", value } }),
    );
    assert.ok(message.type === "call");
    assert.deepEqual(message.params, { name: "n" });
    assert.equal(textOf(message.written), writeJson(value));
    assert.equal(message.written?.shape, shape);
  }
});

Deno.test("readLargeMessage() writes the result of a run", () => {
  for (const result of [[1, "é", null], "text", 0, false] as readonly JsonValue[]) {
    const message = toSandboxMessage(read({ type: "done", exitCode: 0, result }));
    assert.ok(message.type === "done");
    assert.equal(textOf(message.result), writeJson(result));
    assert.equal(message.exitCode, 0);
  }
  const error = { type: "E", message: "m", traceback: "t" };
  const failed = { type: "done", exitCode: 1, error };
  assert.deepEqual(toSandboxMessage(read(failed)), failed);
});

Deno.test("readLargeMessage() refuses what breaks the protocol, before it is parsed where it can", () => {
  const values = `[${"{},".repeat(MAX_VALUES)}{}]`;
  for (
    const [text, reason] of [
      [`{"type":"done","exitCode":0,"result":${values}}`, /more than 1000000 values/],
      [values.slice(0, 1000), /not JSON/],
      ["[]", /must be an object/],
      ['{"type":"call","id":-1,"method":"call_tool","params":{}}', /id of a call/],
    ] as const
  ) {
    const large = readLargeMessage(new TextEncoder().encode(text));
    assert.equal(large.kind, "refused");
    assert.throws(
      () => toSandboxMessage(large),
      (error) =>
        error instanceof SandboxError && error.code === "PROTOCOL_ERROR" &&
        reason.test(error.message),
    );
  }
});
