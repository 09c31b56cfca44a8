import assert from "node:assert/strict";

import { EnginePreparation } from "../../src/bridge/engine_preparation.ts";

Deno.test("EnginePreparation.settled() resolves when the last thing that was told is over", async () => {
  const preparation = new EnginePreparation();
  await preparation.settled();
  preparation.tell("stopping a machine");
  preparation.tell("starting a machine");
  assert.equal(preparation.current, "starting a machine");
  let over = false;
  const settled = preparation.settled().then(() => over = true);
  await Promise.resolve();
  assert.equal(over, false);
  preparation.tell(null);
  await settled;
  await preparation.settled();
});
