// @ts-check
import { loadPython } from "./python.mjs";
import { exit, report, writeOut } from "./process.mjs";
import { packSnapshot } from "./snapshot.mjs";
import preloadRuntimeSource from "./preload_runtime.py" with { type: "text" };
import preloadSource from "./preload.py" with { type: "text" };

// files of the prepared folder alone; see `python.mjs`
const { default: library } = await import("./library.zip", { with: { type: "bytes" } });
const { default: loader } = await import("./loader.py", { with: { type: "text" } });
const { default: runtime } = await import("./runtime.json", { with: { type: "text" } });

const python = await loadPython({ library, willSnapshot: true, report, exit });
python.runPython(preloadSource);
python.runPython(preloadRuntimeSource)(loader, runtime);
writeOut(packSnapshot(python.makeMemorySnapshot()));
exit(0);
