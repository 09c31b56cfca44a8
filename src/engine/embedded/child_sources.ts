import buildLibrary from "./child/build_library.mjs" with { type: "text" };
import buildSnapshot from "./child/build_snapshot.mjs" with { type: "text" };
import capture from "./child/capture.mjs" with { type: "text" };
import interpreter from "./child/interpreter.mjs" with { type: "text" };
import alarm from "./child/alarm.mjs" with { type: "text" };
import lockDown from "./child/lock_down.mjs" with { type: "text" };
import main from "./child/main.mjs" with { type: "text" };
import preload from "./child/preload.py" with { type: "text" };
import preloadRuntime from "./child/preload_runtime.py" with { type: "text" };
import process from "./child/process.mjs" with { type: "text" };
import python from "./child/python.mjs" with { type: "text" };
import repack from "./child/repack.py" with { type: "text" };
import rights from "./child/rights.mjs" with { type: "text" };
import sandbox from "./child/sandbox.mjs" with { type: "text" };
import shell from "./child/shell.mjs" with { type: "text" };
import snapshot from "./child/snapshot.mjs" with { type: "text" };
import wakeUp from "./child/wake_up.py" with { type: "text" };

/** The module that a sandbox runs. */
export const SANDBOX_MODULE = "main.mjs";
/** The module that writes the repacked standard library to its stdout. */
export const LIBRARY_BUILDER = "build_library.mjs";
/** The module that writes the memory snapshot to its stdout. */
export const SNAPSHOT_BUILDER = "build_snapshot.mjs";

/** Text of the files in `child/` that the prepared folder contains, by name. */
export const CHILD_SOURCES: Readonly<Record<string, string>> = {
  [LIBRARY_BUILDER]: buildLibrary,
  [SNAPSHOT_BUILDER]: buildSnapshot,
  "capture.mjs": capture,
  "interpreter.mjs": interpreter,
  "alarm.mjs": alarm,
  "lock_down.mjs": lockDown,
  [SANDBOX_MODULE]: main,
  "preload.py": preload,
  "preload_runtime.py": preloadRuntime,
  "process.mjs": process,
  "python.mjs": python,
  "repack.py": repack,
  "rights.mjs": rights,
  "sandbox.mjs": sandbox,
  "shell.mjs": shell,
  "snapshot.mjs": snapshot,
  "wake_up.py": wakeUp,
};
