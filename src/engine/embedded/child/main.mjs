// @ts-check
/** The embedded sandbox in the prepared folder, run by `deno run` without permissions. */

import { loadPython } from "./python.mjs";
import { runSandbox } from "./sandbox.mjs";

const { default: library } = await import("./library.zip", { with: { type: "bytes" } });
const { default: snapshot } = await import("./snapshot.bin", { with: { type: "bytes" } });

await runSandbox({ library, snapshot, load: loadPython });
