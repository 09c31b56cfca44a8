/**
 * The program as it is, but with another module in the bridge's place, and a list of what it started.
 * `HOSTILE_MODULE` names the module, beside this one; `STARTED` the file that the list is written to.
 */

import { main } from "../../../../src/cli/main.ts";
import { startBridgeWorker } from "../../../../src/launcher/bridge_worker.ts";
import { createDenoSystem } from "../../../../src/system/deno_system.ts";
import type { System } from "../../../../src/system/system.ts";

const real = createDenoSystem();
const started: unknown[] = [];
const system: System = {
  ...real,
  spawn(options) {
    started.push(options);
    return real.spawn(options);
  },
};
const module = new URL(Deno.env.get("HOSTILE_MODULE") ?? "", import.meta.url);
const exitCode = await main(system, Deno.args, {
  startWorker: (rights) => startBridgeWorker(rights, module),
});
await Deno.writeTextFile(Deno.env.get("STARTED") ?? "", JSON.stringify(started));
Deno.exit(exitCode);
