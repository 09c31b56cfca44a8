// @ts-check
import { loadPython } from "./python.mjs";
import { exit, report, writeOut } from "./process.mjs";
import repackSource from "./repack.py" with { type: "text" };

const { default: library } = await import("./python_stdlib.zip", { with: { type: "bytes" } });
const python = await loadPython({ library, report, exit });
const repack = python.runPython(repackSource);
const packed = repack("/lib/python314.zip");
writeOut(packed.toJs());
exit(0);
