import assert from "node:assert/strict";
import { parsePackages, splitPackages } from "../../src/cli/parse_packages.ts";
import { UsageError } from "../../src/errors.ts";
import { formatRequirement } from "../../src/packages/requirement.ts";

Deno.test("splitPackages() splits between packages, not between versions or extras", () => {
  assert.deepEqual(splitPackages("numpy>=1,<2, pandas,httpx[http2,socks]==0.27,"), [
    "numpy>=1,<2",
    "pandas",
    "httpx[http2,socks]==0.27",
  ]);
  assert.deepEqual(splitPackages("b", ["a"]), ["a", "b"]);
});

Deno.test("parsePackages() takes names with versions", () => {
  assert.deepEqual(parsePackages(["Rich", "attrs>=23"]).map(formatRequirement), [
    "rich",
    "attrs>=23",
  ]);
});

Deno.test("parsePackages() refuses what is no package, by name and with the reason", () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["--pre"], /Cannot take "--pre" as a package: /],
    [["a; python_version < '3'"], /a condition after ; is not for a command line/],
    [["a\x1b[31m"], /^Cannot take "a\\x1b\[31m" as a package/],
    [["a-b", "A_B==1"], /Cannot take a-b twice/],
    [Array.from({ length: 51 }, (_, at) => `p${at}`), /at most 50/],
  ];
  for (const [texts, reason] of cases) {
    assert.throws(
      () => parsePackages(texts),
      (error) => error instanceof UsageError && reason.test(error.message),
      String(reason),
    );
  }
});
