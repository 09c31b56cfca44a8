import { main } from "./src/cli/main.ts";
import { createDenoSystem } from "./src/system/deno_system.ts";

if (import.meta.main) {
  const system = createDenoSystem();
  system.exit(await main(system, Deno.args));
}
