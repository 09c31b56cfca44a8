import assert from "node:assert/strict";

import { testEveryPython } from "./every_python.ts";

/** What `import_idly()` imports when the bridge speaks, or does not, at each look. */
const PROGRAM = `
import sys
from sandbox_runtime.main import import_idly

NAMES = ("inspect", "asyncio", "traceback")

class Pipes:
    def __init__(self, looks):
        self.looks = iter(looks)

    def has_input(self, milliseconds):
        return next(self.looks)

def imported(*looks):
    for name in list(sys.modules):
        if name.split(".")[0] in NAMES:
            del sys.modules[name]
    import_idly(Pipes(looks))
    return [name for name in NAMES if name in sys.modules]

[imported(True), imported(False, True), imported(*[False] * 9)]
`;

testEveryPython("import_idly() imports in steps, until the bridge speaks", async (run) => {
  const { done } = await run(PROGRAM);
  assert.deepEqual(
    done?.result,
    [[], ["inspect"], ["inspect", "asyncio", "traceback"]],
    done?.error?.traceback,
  );
});
