import type { Probe } from "../support/target.ts";

/**
 * What needs no permission. These are taken away by `lock_down.ts` as far as they can be, under the
 * names by which anybody would look for them.
 */
export const TAKEN_AWAY: Readonly<Record<string, Probe>> = {
  "taken.caches": async () => void await caches.open("left"),
  "taken.local-storage": () => localStorage.setItem("left", "behind"),
  "taken.stdout": () => void Deno.stdout.writeSync(new Uint8Array()),
  "taken.stdin": () => void Deno.stdin.isTerminal(),
  "taken.kill-self": () => Deno.kill(Deno.pid, "SIGCONT"),
  "taken.signal-listener": () => Deno.addSignalListener("SIGCONT", () => {}),
  "taken.exit": () => {
    if (typeof Deno.exit !== "function") throw new Error("there is none");
  },
  "taken.worker": () => new Worker("data:text/javascript,", { type: "module" }).terminate(),
  "taken.broadcast": () => new BroadcastChannel("x").close(),
  "taken.graphics": async () => {
    const gpu: unknown = Reflect.get(navigator, "gpu");
    if (gpu === undefined) throw new Error("there is none");
    await Promise.resolve();
  },
  "taken.internals": () => {
    const key: unknown = Reflect.get(Deno, "internal");
    if (typeof key !== "symbol" || Reflect.get(Deno, key) === undefined) throw new Error("none");
  },
};

/** What remains. Each is recorded so that nobody believes otherwise, and so that a change is seen. */
export const REMAINS: Readonly<Record<string, Probe>> = {
  "remains.write-to-stdout": async () => {
    const { writeSync } = await import("node:fs");
    // nothing is written, which needs the right to write as much as anything
    writeSync(1, new Uint8Array());
  },
  "remains.process-stdout": async () => {
    const { stdout } = await import("node:process");
    if (typeof stdout.write !== "function") throw new Error("there is none");
  },
  "remains.signal-to-self": async () => {
    const { kill, pid } = await import("node:process");
    kill(pid, "SIGCONT");
  },
  "remains.engine-flags": async () => {
    const { setFlagsFromString } = await import("node:v8");
    setFlagsFromString("--stack-trace-limit=10");
  },
  "remains.more-threads": async () => {
    const { Worker } = await import("node:worker_threads");
    await new Worker("", { eval: true }).terminate();
  },
  "remains.paths": () => {
    if (Deno.cwd() === "" || Deno.execPath() === "") throw new Error("they are not told");
  },
  "remains.data-import": async () => {
    const specifier = ["data:text/javascript,export default 1"].join("");
    await import(specifier);
  },
};
