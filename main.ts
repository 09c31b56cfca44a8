import { SANDBOX_COMMAND } from "./src/engine/embedded/sandbox_command.ts";

if (import.meta.main) {
  const [command, ...rest] = Deno.args;
  // the executable also runs as a sandbox, which loads nothing else and drops all its rights
  if (Deno.build.standalone && command === SANDBOX_COMMAND) {
    const { runInExecutable } = await import("./src/engine/embedded/child/executable.mjs");
    await runInExecutable(rest);
  } else {
    const { createDenoSystem } = await import("./src/system/deno_system.ts");
    const { startAhead } = await import("./src/cli/start_ahead.ts");
    const system = createDenoSystem();
    const startWorker = startAhead(system, Deno.args);
    // imported now, so that it loads while the Worker does
    const { main } = await import("./src/cli/main.ts");
    system.exit(await main(system, Deno.args, { startWorker }));
  }
}
