import { absentVersions } from "./interpreters.ts";

Deno.test("absentVersions() names each Python that the other tests were not run on", () => {
  // deno-lint-ignore no-console -- what was left out is to be seen
  for (const line of absentVersions()) console.log(line);
});
