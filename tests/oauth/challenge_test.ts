import assert from "node:assert/strict";
import { readChallenge } from "../../src/oauth/challenge.ts";

Deno.test("readChallenge() reads the error and the scope of a bearer challenge, in any order", () => {
  const header =
    'Bearer resource_metadata="https://x/y", error="insufficient_scope", scope="a b:c"';
  assert.deepEqual(readChallenge(header), {
    scheme: "bearer",
    error: "insufficient_scope",
    scope: "a b:c",
  });
  assert.deepEqual(readChallenge('bearer Scope="a"'), {
    scheme: "bearer",
    error: null,
    scope: "a",
  });
});

Deno.test("readChallenge() takes nothing of another scheme, and no scope that is none", () => {
  const none = { error: null, scope: null };
  assert.deepEqual(readChallenge(null), { scheme: null, ...none });
  assert.deepEqual(readChallenge(""), { scheme: null, ...none });
  assert.deepEqual(readChallenge('Basic realm="x", scope="a"'), { scheme: "basic", ...none });
  for (const scope of ["", " a", "a  b", "a\u0007", "ä", "x".repeat(2_000)]) {
    assert.equal(readChallenge(`Bearer scope="${scope}"`).scope, null, scope.slice(0, 10));
  }
});
