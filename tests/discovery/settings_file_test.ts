import assert from "node:assert/strict";
import { parseSettings } from "../../src/discovery/settings_file.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

function parse(text: string) {
  return parseSettings(
    { text, file: "/work/project/mcp-code-bridge.jsonc", shown: "./mcp-code-bridge.jsonc" },
    new FakeSystem(),
  );
}

Deno.test("parseSettings() reads every kind of value, with comments and trailing commas", () => {
  const { entries, problems, warnings } = parse(`\ufeff// of the team
{
  "$schema": "./schema.json",
  "runtime": "podman", /* never embedded */
  "timeout": "45s",
  "callTimeout": 20,
  "memory": "1g",
  "cpus": 1.5,
  "pids": 64,
  "requireRootless": true,
  "passEnv": ["AWS_*", "GH_TOKEN"],
}`);
  assert.deepEqual(problems, []);
  assert.deepEqual(warnings, []);
  assert.deepEqual(Object.fromEntries([...entries].map(([name, { value }]) => [name, value])), {
    runtime: "podman",
    timeoutMs: 45_000,
    callTimeoutMs: 20_000,
    memoryBytes: 1024 ** 3,
    cpus: 1.5,
    pids: 64,
    requireRootless: true,
    passEnv: ["AWS_*", "GH_TOKEN"],
  });
  assert.deepEqual(entries.get("memoryBytes"), { value: 1024 ** 3, written: '"1g"', line: 7 });
});

Deno.test("parseSettings() names file, line, column, key, value and what is allowed", () => {
  const { entries, problems } = parse(
    '{\n  "pids": "few",\n  "memory": null, "cpus": [1],\n  "maxOutput": 5000\n}',
  );
  const at = "./mcp-code-bridge.jsonc, line";
  assert.deepEqual(problems, [
    `Cannot use "pids": "few" (${at} 2, column 11): not a number; allowed: 16 to 4194304`,
    `Cannot use "memory": null (${at} 3, column 13): neither a number nor a text in quotes; ` +
    "allowed: bytes or a unit: 32m to 1t",
    `Cannot use "cpus": [1] (${at} 3, column 27): not a number; allowed: 0.01 to 1024`,
  ]);
  assert.deepEqual([...entries.keys()], ["maxOutput"], "the others count");
});

Deno.test("parseSettings() says which key was meant", () => {
  const { problems, warnings } = parse('{ "timout": 3,\n "MCP_BRIDGE_PIDS": 3, "__proto__": {} }');
  assert.deepEqual(problems, []);
  assert.deepEqual(warnings, [
    './mcp-code-bridge.jsonc, line 1, column 3: "timout" is not a setting of the bridge: did you ' +
    'mean "timeout"?',
    './mcp-code-bridge.jsonc, line 2, column 2: "MCP_BRIDGE_PIDS" is not a setting of the bridge: ' +
    'did you mean "pids"?',
    './mcp-code-bridge.jsonc, line 2, column 24: "__proto__" is not a setting of the bridge',
  ]);
});

Deno.test("parseSettings() refuses a key that is given twice", () => {
  const { entries, problems } = parse('{\n "pids": 64,\n "pids": 32\n}');
  assert.equal(entries.get("pids")?.value, 64);
  assert.match(problems.join(), /line 3, column 10\): it is given already on line 2; keep one/);
});

Deno.test("parseSettings() refuses a text that is not one object", () => {
  const table: [string, RegExp][] = [
    ["", /it is empty/],
    ["[]", /an object was expected/],
    ["{ pids: 3 }", /line 1, column 3: this is not JSON/],
    ['{ "pids": 3', /line 1, column/],
    ["[".repeat(100_000), /nested deeper than 64 levels/],
  ];
  for (const [text, expected] of table) {
    const { entries, problems } = parse(text);
    assert.equal(entries.size, 0);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /^Cannot use settings file \.\/mcp-code-bridge\.jsonc: /);
    assert.match(problems[0] ?? "", expected);
  }
});

Deno.test("parseSettings() keeps what it says of a hostile file short and on its lines", () => {
  const keys = Array.from({ length: 2000 }, (_, index) => `"k${index}\\u001b[31m\\n": 1`);
  const bad = Array.from({ length: 2000 }, () => `"pids": "\\u202e${"x".repeat(500)}"`);
  const { problems, warnings } = parse(`{${[...keys, ...bad].join(",")}}`);
  assert.deepEqual([problems.length, warnings.length], [11, 11]);
  assert.equal(warnings.at(-1), "… and 1990 more");
  for (const message of [...problems, ...warnings]) {
    assert.ok(message.length < 300, message);
    // deno-lint-ignore no-control-regex -- that is what must not be there
    assert.doesNotMatch(message, /[\u0000-\u001f\u202e]/);
  }
});
