import assert from "node:assert/strict";
import { readRpcError } from "../../src/catalogue/rpc_error.ts";

Deno.test("readRpcError() hands data on up to a bound, and says how larger data begins", () => {
  const small = { code: 1, message: "no", data: { a: [1] } };
  assert.deepEqual(readRpcError(small), small);
  const large = readRpcError({ code: 1, message: "no", data: "x".repeat(100_000) });
  assert.equal(large.data, undefined);
  assert.match(large.message, /^no; it adds: x{60000}/);
  assert.ok(large.message.length < 70_000);
  const deep = readRpcError({
    code: 1,
    message: "no",
    data: JSON.parse("[".repeat(500) + "]".repeat(500)),
  });
  assert.deepEqual(deep, { code: 1, message: "no; it adds: a value that is nested too deep" });
});

Deno.test("readRpcError() takes no name that every object has for a member", () => {
  assert.deepEqual(readRpcError(JSON.parse('{"__proto__":{"message":"x"}}')), {
    code: -32603,
    message: '{"__proto__":{"message":"x"}}',
  });
});
