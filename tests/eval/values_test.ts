import assert from "node:assert/strict";
import { envelopeTokens, evaluateValues } from "../../eval/parts/values.ts";
import { valueNumbers } from "../../eval/results.ts";

Deno.test("answers write the evaluation's values in at most 90 % of their JSON, and none longer", async () => {
  const { json, written, aboveJson, envelope } = valueNumbers(
    await evaluateValues(),
    envelopeTokens(),
  );
  assert.ok(written <= 0.9 * json, `${written} of ${json}`);
  assert.equal(aboveJson, 0);
  assert.ok(envelope <= 8, `${envelope}`);
});
