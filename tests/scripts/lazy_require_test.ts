import assert from "node:assert/strict";
import { makeRequireLazy } from "../../scripts/build/lazy_require.ts";

const EAGER = `var a=1;import{createRequire as __deno_internal_createRequire} from "node:module";` +
  `var m=__deno_internal_createRequire(import.meta.url);export{m as a};`;

Deno.test("makeRequireLazy() loads a module of Node when it is required, and none before", async () => {
  const code = makeRequireLazy(EAGER);
  assert.doesNotMatch(code, /node:module/);
  const { a: require } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  assert.equal(require("node:path").basename("/a/b"), "b");
});

Deno.test("makeRequireLazy() leaves other code alone, and says when the bundler's has changed", () => {
  const own = 'import{createRequire as x}from"node:module";x(import.meta.url).resolve("a");';
  assert.equal(makeRequireLazy(own), own);
  assert.throws(
    () => makeRequireLazy(EAGER.replace("(import.meta.url)", "(import.meta.filename)")),
    /bundler's own code has changed/,
  );
});
