import assert from "node:assert/strict";
import { hideImports } from "../../scripts/build/hide_imports.ts";

Deno.test("hideImports() leaves each import() to the time when it is reached", () => {
  assert.equal(
    hideImports(
      'import{a}from"./a.js";let{b}=await import("./b-X1.js"),{c}=await import("./c.js");',
    ),
    'import{a}from"./a.js";let{b}=await import(String("./b-X1.js")),{c}=await import(String("./c.js"));',
  );
});

Deno.test("hideImports() says when the bundler's code has changed", () => {
  assert.throws(() => hideImports('import{a}from"./a.js";'), /no `import\("\.\/…"\)` was found/);
});
