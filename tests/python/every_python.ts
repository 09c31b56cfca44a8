import type { Ended, RunOptions } from "./run_program.ts";
import { runProgram } from "./run_program.ts";
import { LONG_TESTS } from "../support/long_tests.ts";
import { type Interpreter, INTERPRETERS } from "./interpreters.ts";

/** Runs a program on the interpreter of the test. */
export type Run = (code: string, options?: RunOptions) => Promise<Ended>;

type Body = (run: Run, python: Interpreter) => Promise<void>;

/** Registers a test for each Python of {@linkcode INTERPRETERS}. */
export function testEveryPython(name: string, body: Body): void {
  register(name, body, false);
}

/** Does the same with a long test (`tests/support/long_tests.ts`). */
export function longTestEveryPython(name: string, body: Body): void {
  register(name, body, !LONG_TESTS);
}

function register(name: string, body: Body, ignore: boolean): void {
  for (const python of INTERPRETERS) {
    Deno.test({
      name: `${name} (Python ${python.version})`,
      ignore,
      fn: () => body((code, options) => runProgram(python, code, options), python),
    });
  }
}

/** Whether an interpreter is at least Python 3.`minor`. */
export function atLeast(python: Interpreter, minor: number): boolean {
  return Number(python.version.split(".")[1]) >= minor;
}
