import assert from "node:assert/strict";
import { absentVersions, INTERPRETERS } from "./interpreters.ts";

Deno.test({
  name: "the other tests run on one Python at least, and the versions that are not here are named",
  ignore: Deno.build.os === "windows",
  fn: () => {
    // deno-lint-ignore no-console -- what was left out is to be seen
    for (const line of absentVersions()) console.log(line);
    assert.ok(INTERPRETERS.length > 0, "there is no python3 on PATH");
  },
});
