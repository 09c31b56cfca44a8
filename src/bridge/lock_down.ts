/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * Removes from the Worker's realm what needs no permission and the bridge does not use. It is loaded
 * first. Deno's permissions are the boundary; this closes gaps that they leave by design. `node:`
 * modules, which cannot be removed, restore some of it: this stops accidents in a dependency, not an
 * attacker. `tests/hostile/bridge/` shows what remains.
 */

/** Properties of the global object. */
const GLOBALS = [
  // stored in DENO_DIR across programs, whatever the `write` permission says
  ...["caches", "Cache", "CacheStorage", "localStorage", "sessionStorage"],
  // would start threads with the same rights that nobody watches
  "Worker",
  // reaches threads of other programs
  "BroadcastChannel",
  // ends the bridge without telling the launcher
  "close",
] as const;

/** Properties of `Deno`. */
const OF_DENO = [
  // belong to the MCP client; only the launcher uses them
  ...["stdin", "stdout", "stderr"],
  // signals to our own process need no permission, and the launcher is in that process
  ...["kill", "addSignalListener", "removeSignalListener"],
  "exit",
  // affects the whole process, and Deno 2.6 checks no permission for it
  "umask",
  // Deno's internal operations
  "internal",
] as const;

/** Methods of `console` that write to stdout, where they would corrupt the protocol. */
const TO_STDOUT = [
  ...["log", "info", "debug", "dir", "dirxml", "table", "count", "countReset"],
  ...["group", "groupCollapsed", "timeEnd", "timeLog"],
] as const;

const internal: unknown = Reflect.get(Deno, "internal");
if (typeof internal === "symbol") Reflect.deleteProperty(Deno, internal);
for (const name of OF_DENO) Reflect.deleteProperty(Deno, name);
for (const name of GLOBALS) Reflect.deleteProperty(globalThis, name);
// would load graphics drivers into this process
Reflect.deleteProperty(Object.getPrototypeOf(navigator), "gpu");
// output of a dependency goes to stderr
const { error } = console;
for (const name of TO_STDOUT) Reflect.set(console, name, error);
