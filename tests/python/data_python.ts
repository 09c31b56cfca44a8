/** Finds a Python that has numpy, pandas, matplotlib and Pillow. */

import { type Interpreter, INTERPRETERS } from "./interpreters.ts";

/** Why a test that needs it is skipped. */
const ABSENT = "no Python with numpy, pandas, matplotlib and Pillow is here";
const NEEDS = "import numpy, pandas, matplotlib, PIL";

/**
 * `TEST_DATA_PYTHON` (`scripts/ci/setup-data-python` prints one), or one of the machine's that has the
 * packages; `null` without. With `REQUIRE_DATA_PYTHON=1` that is a failure.
 */
const DATA_PYTHON: Interpreter | null = await findDataPython();

/** Registers a test that needs the packages. */
export function testData(name: string, body: (python: Interpreter) => Promise<void>): void {
  if (DATA_PYTHON === null) Deno.test.ignore(`${name} (${ABSENT})`, () => {});
  else {
    const python = DATA_PYTHON;
    Deno.test(name, () => body(python));
  }
}

async function findDataPython(): Promise<Interpreter | null> {
  const named = Deno.env.get("TEST_DATA_PYTHON");
  const candidates = named === undefined ? INTERPRETERS : [{ path: named, version: "data" }];
  for (const python of candidates) {
    const command = new Deno.Command(python.path, { args: ["-I", "-c", NEEDS], stderr: "null" });
    if ((await command.output()).success) return python;
  }
  if (Deno.env.get("REQUIRE_DATA_PYTHON") === "1") throw new Error(ABSENT);
  return null;
}
