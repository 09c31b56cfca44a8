import assert from "node:assert/strict";
import { type Lock, sbom } from "../../../scripts/release/sbom.ts";
import { ROOT } from "../../support/sources.ts";
import { join } from "../../support/paths.ts";
import { LOCK, RELEASE } from "./release_files.ts";

Deno.test("sbom() lists what deno.lock holds for the program, each part under one reference", async () => {
  const lock: Lock = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const text = JSON.stringify(sbom(RELEASE, { lock, deno: "2.9.6" }));
  const refs = [...text.matchAll(/"bom-ref":"([^"]+)"/g)].map(([, ref]) => ref);
  assert.equal(new Set(refs).size, refs.length);
  assert.match(text, /"pkg:npm\/%40modelcontextprotocol\/server@/);
  assert.match(text, /"pkg:npm\/pyodide@/);
  assert.doesNotMatch(text, /gpt-tokenizer|oidc-provider|pkg:npm\/koa@/);
});

Deno.test("sbom() refuses a lock that lacks a package, or has two that it cannot tell apart", () => {
  for (const dependency of ["npm:absent@1.0.0", "npm:shared"]) {
    const lock = { ...LOCK, workspace: { dependencies: [dependency] } };
    assert.throws(() => sbom(RELEASE, { lock, deno: "2.9.6" }), /deno\.lock has no one "/);
  }
});
