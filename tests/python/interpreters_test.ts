import assert from "node:assert/strict";
import { absentVersions, INTERPRETERS } from "./interpreters.ts";

Deno.test({
  name: "the versions of Python that are not here are named, and one is here if it is required",
  ignore: Deno.build.os === "windows",
  fn: () => {
    // deno-lint-ignore no-console -- what was left out is to be seen
    for (const line of absentVersions()) console.log(line);
    // a newcomer's machine may have none; CI sets the variable
    if (!Deno.env.has("REQUIRE_PYTHON")) return;
    assert.ok(INTERPRETERS.length > 0, "REQUIRE_PYTHON is set and there is no python3 on PATH");
  },
});
