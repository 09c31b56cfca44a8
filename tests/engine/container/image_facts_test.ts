import assert from "node:assert/strict";

import { parseImageFacts } from "../../../src/engine/container/image_facts.ts";

const ID = "0123456789abcdef".repeat(4);

Deno.test("parseImageFacts() reads the id, the names of variables and the volumes", () => {
  const config = { Env: ["LANG=C.UTF-8", "A=b=c", "A=d"], Volumes: { "/data": {} } };
  assert.deepEqual(parseImageFacts(`sha256:${ID} ${JSON.stringify(config)}\n`), {
    id: `sha256:${ID}`,
    envNames: ["LANG", "A"],
    volumes: ["/data"],
  });
});

Deno.test("parseImageFacts() takes what an image leaves out for nothing", () => {
  for (const config of ["null", "{}", '{"Env":null,"Volumes":null}']) {
    assert.deepEqual(parseImageFacts(`${ID} ${config}`), { id: ID, envNames: [], volumes: [] });
  }
});

Deno.test("parseImageFacts() refuses a description of another shape with the reason", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /its id cannot be read/],
    ["--privileged {}", /its id cannot be read/],
    [`${ID} {`, /not JSON/],
    [`${ID} []`, /unknown shape/],
    [`${ID} {"Env":"x"}`, /not a list/],
    [`${ID} ${JSON.stringify({ Env: Array(300).fill("A=1") })}`, /at most 256/],
    [`${ID} {"Env":["A B=1"]}`, /a variable with the name "A B"/],
    [`${ID} {"Env":["=1"]}`, /a variable with the name ""/],
    [`${ID} {"Volumes":["/data"]}`, /unknown shape/],
  ];
  for (const [text, reason] of cases) assert.throws(() => parseImageFacts(text), reason, text);
});
