import assert from "node:assert/strict";
import type { RawEntry } from "../../../src/discovery/formats/config_format.ts";
import { mcpServers } from "../../../src/discovery/formats/mcp_servers.ts";

const FILE = { fileName: "x.json", folders: ["/work"], platform: "linux" } as const;

function entriesOf(text: string): Iterable<RawEntry> {
  const parsed = mcpServers.parse(text, FILE);
  assert.ok(parsed.ok);
  return parsed.entries;
}

Deno.test("mcpServers.parse() gives plain data with places, and only fields that are understood", () => {
  const text = `{ "other": 1,
"mcpServers": { "a": { "command": "x", "env": { "N": 1.50 },
  "alwaysAllow": [] } } }`;
  assert.deepEqual([...entriesOf(text)], [{
    name: "a",
    place: { line: 2, column: 22 },
    forDirectory: false,
    dialect: { forms: [] },
    content: {
      ok: true,
      fields: {
        command: {
          shown: '"command"',
          value: { place: { line: 2, column: 35 }, kind: "string", text: "x" },
        },
        env: {
          shown: '"env"',
          value: {
            place: { line: 2, column: 47 },
            kind: "object",
            members: [{
              name: "N",
              place: { line: 2, column: 49 },
              value: { place: { line: 2, column: 54 }, kind: "number", text: "1.50" },
            }],
          },
        },
      },
    },
  }]);
});

Deno.test("mcpServers.parse() refuses an entry in which a name stands twice, at any depth of a field", () => {
  const twice = '{ "A": "1",\n"A": "2" }';
  for (const field of [`"env": ${twice}`, `"headers": ${twice}`, `"args": [${twice}]`]) {
    const [entry] = entriesOf(`{ "mcpServers": { "a": { "url": "u", ${field} } } }`);
    assert.deepEqual(entry?.content, {
      ok: false,
      reason: 'line 2, column 1: "A" is given again (first on line 1)',
    });
  }
});

Deno.test("mcpServers.parse() makes entries one by one, as they are asked for", () => {
  const [first] = entriesOf('{ "mcpServers": { "a": {}, "b": {} } }');
  assert.equal(first?.name, "a");
  const entries = entriesOf('{ "mcpServers": { "a": {}, "b": {} } }');
  const walk = entries[Symbol.iterator]();
  assert.equal(walk.next().value?.name, "a");
  assert.deepEqual([...entries].map(({ name }) => name), ["b"]);
});
