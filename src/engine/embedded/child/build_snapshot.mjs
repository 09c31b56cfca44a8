// @ts-check
import { loadPython } from "./python.mjs";
import { exit, report, writeOut } from "./process.mjs";
import preloadSource from "./preload.py" with { type: "text" };

const { default: library } = await import("./library.zip", { with: { type: "bytes" } });
const python = await loadPython({ library, willSnapshot: true, report, exit });
python.runPython(preloadSource);
writeOut(python.makeMemorySnapshot());
exit(0);
