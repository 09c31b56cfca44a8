import type { Probe } from "../support/target.ts";

function command(program: string, ...args: readonly string[]): Probe {
  return async () => {
    const { code } = await new Deno.Command(program, { args: [...args], stdin: "null" }).output();
    if (code === 127) throw new Error("there is no such program");
  };
}

/** Starting something, in every way the runtime has. */
export const PROGRAMS: Readonly<Record<string, Probe>> = {
  "run.shell": command("/bin/sh", "-c", "exit 0"),
  "run.by-name": command("env"),
  "run.own-executable": (target) => command(target.executable, "--version")(target),
  "run.sync": ({ executable }) => {
    new Deno.Command(executable, { args: ["--version"] }).outputSync();
  },
  "run.spawn": async ({ executable }) => {
    const child = new Deno.Command(executable, {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    }).spawn();
    await child.status;
  },
  "run.node-spawn": async ({ executable }) => {
    const { spawnSync } = await import("node:child_process");
    const { error } = spawnSync(executable, ["--version"], { env: {} });
    if (error !== undefined) throw error;
  },
  "run.node-shell": async () => {
    const { execSync } = await import("node:child_process");
    execSync("exit 0", { env: {} });
  },
  "run.node-fork": async ({ module }) => {
    const { fork } = await import("node:child_process");
    const child = fork(module, { silent: true, env: {} });
    await new Promise<void>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => code === 0 ? resolve() : reject(new Error(`exit ${code}`)));
    });
  },
  "run.signal-parent": ({ parent }) => Deno.kill(parent, "SIGCONT"),
  "run.node-signal-parent": async ({ parent }) => {
    const { kill } = await import("node:process");
    kill(parent, "SIGCONT");
  },
  "ffi.open": ({ library }) => Deno.dlopen(library, {}).close(),
};
