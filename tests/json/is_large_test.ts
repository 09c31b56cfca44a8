import assert from "node:assert/strict";
import { isLarge } from "../../src/json/is_large.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("isLarge() tells JSON of many bytes or values, and no long text of few", () => {
  assert.equal(isLarge(bytes(JSON.stringify("x".repeat(4 * 1024 * 1024 - 2)))), false);
  assert.equal(isLarge(bytes(JSON.stringify("x".repeat(4 * 1024 * 1024 - 1)))), true);
  assert.equal(isLarge(bytes(`[${"[],".repeat(50_000)}[]]`)), false);
  assert.equal(isLarge(bytes(`[${"[],".repeat(50_001)}[]]`)), true);
});
