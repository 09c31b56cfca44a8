/**
 * Tests that need minutes and seldom find what the others do not. They run with `LONG_TESTS` set, as
 * `.ci/run` does; without it they are skipped, so that a plain `deno task test` stays short.
 */
export const LONG_TESTS = Deno.env.has("LONG_TESTS");

/** Registers a long test, as `Deno.test()` does. */
export function longTest(definition: Deno.TestDefinition): void;
export function longTest(name: string, fn: Deno.TestDefinition["fn"]): void;
export function longTest(
  first: string | Deno.TestDefinition,
  fn: Deno.TestDefinition["fn"] = () => {},
): void {
  const definition = typeof first === "string" ? { name: first, fn } : first;
  Deno.test({ ...definition, ignore: definition.ignore === true || !LONG_TESTS });
}
