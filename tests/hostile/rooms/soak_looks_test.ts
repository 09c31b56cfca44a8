/** What the soak of `deno task hostile --runs N` looks for is there to be found. */

import assert from "node:assert/strict";
import { ENGINE_NAMES } from "../../../src/engines.ts";
import { skipReason } from "../../support/engines.ts";
import { lookAtItself } from "./support/soak.ts";
import { longTest } from "../../support/long_tests.ts";

const EVERYWHERE = [/^\/tmp\//m, /^soak\w+_VARIABLE$/m, /^json\.soak/m, /^soak\w+_module$/m];
const IN_CONTAINERS = [
  ...EVERYWHERE,
  ...[/^\/workspace\//m, /^\/dev\/shm\//m, /^process \d+$/m, /^net\/unix$/m, /^net\/tcp$/m],
  ...[/ 4096 /m, / 666 +1 65534 /m, / 666 +0 +0 /m, /^flags \d+$/m, /^cwd \/tmp$/m, /^umask 0$/m],
];
const PLACES = { podman: IN_CONTAINERS, docker: IN_CONTAINERS, embedded: EVERYWHERE };

for (const engine of ENGINE_NAMES) {
  const skipped = await skipReason(engine);
  longTest({
    name: `a run on ${engine} sees what it left itself`,
    ignore: skipped !== null || Deno.build.os !== "linux",
    fn: async () => {
      const saw = (await lookAtItself(engine)).join("\n");
      for (const place of PLACES[engine]) assert.match(saw, place);
    },
  });
}
