import type { Ended, RunOptions } from "./run_program.ts";
import { runProgram } from "./run_program.ts";
import { type Interpreter, INTERPRETERS } from "./interpreters.ts";

/** Runs a program on the interpreter of the test. */
export type Run = (code: string, options?: RunOptions) => Promise<Ended>;

/** Registers a test for every version of Python that is on this machine. */
export function testEveryPython(
  name: string,
  body: (run: Run, python: Interpreter) => Promise<void>,
): void {
  for (const python of INTERPRETERS) {
    Deno.test(
      `${name} (Python ${python.version})`,
      () => body((code, options) => runProgram(python, code, options), python),
    );
  }
}

/** Whether an interpreter is at least Python 3.`minor`. */
export function atLeast(python: Interpreter, minor: number): boolean {
  return Number(python.version.split(".")[1]) >= minor;
}
