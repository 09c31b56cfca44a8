/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * Takes from the Worker's realm what needs no permission and no bridge needs: it is the first module
 * that is loaded there. Deno's permissions are the wall; this is what can be done about the holes that
 * they leave by design. `node:` modules bring some of it back and cannot be taken away, so this keeps
 * a dependency from doing harm by accident, or in the plainest way; it does not hold an attacker.
 * `tests/hostile/bridge/` shows what remains.
 */

/** Properties of the global object. */
const GLOBALS = [
  // kept on disk in DENO_DIR from one program to the next, whatever `write` says
  ...["caches", "Cache", "CacheStorage", "localStorage", "sessionStorage"],
  // more threads, with the same rights, that nobody watches
  "Worker",
  // heard by other programs' threads as well
  "BroadcastChannel",
  // ends the bridge without a word to the launcher
  "close",
] as const;

/** Properties of `Deno`. */
const OF_DENO = [
  // the MCP client's: the launcher alone reads and writes them
  ...["stdin", "stdout", "stderr"],
  // may be sent to ourselves without a right, and the launcher is in the same process
  ...["kill", "addSignalListener", "removeSignalListener"],
  "exit",
  // of the whole process, and in Deno 2.6 without a right
  "umask",
  // the runtime's own operations
  "internal",
] as const;

/** Methods of `console` that write to the program's stdout, where they would break the protocol. */
const TO_STDOUT = [
  ...["log", "info", "debug", "dir", "dirxml", "table", "count", "countReset"],
  ...["group", "groupCollapsed", "timeEnd", "timeLog"],
] as const;

const internal: unknown = Reflect.get(Deno, "internal");
if (typeof internal === "symbol") Reflect.deleteProperty(Deno, internal);
for (const name of OF_DENO) Reflect.deleteProperty(Deno, name);
for (const name of GLOBALS) Reflect.deleteProperty(globalThis, name);
// drivers of the graphics card, in this process
Reflect.deleteProperty(Object.getPrototypeOf(navigator), "gpu");
// what a dependency prints goes to stderr
const { error } = console;
for (const name of TO_STDOUT) Reflect.set(console, name, error);
