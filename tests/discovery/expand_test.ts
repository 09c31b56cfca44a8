import assert from "node:assert/strict";
import { expandDefinition } from "../../src/discovery/expand.ts";
import type { StdioDefinition } from "../../src/discovery/server_definition.ts";

const ENV: Readonly<Record<string, string>> = {
  TOKEN: "secret",
  NESTED: "${TOKEN}",
  DOLLAR: "$&$1",
  LONG: "x".repeat(100_000),
};

function expand(text: string): string {
  const definition: StdioDefinition = { kind: "stdio", command: text, args: [], env: {} };
  const result = expandDefinition(definition, (name) => ENV[name]);
  if (!result.ok) return `refused: ${result.reason}`;
  assert.ok(result.definition.kind === "stdio");
  return result.definition.command;
}

Deno.test("expandDefinition() puts values in place of ${NAME} and ${NAME:-default}", () => {
  const table: [string, string][] = [
    ["plain", "plain"],
    ["${TOKEN}", "secret"],
    ["a${TOKEN}b${TOKEN}", "asecretbsecret"],
    ["${TOKEN:-other}", "secret"],
    ["${UNSET:-other}", "other"],
    ["${UNSET:-}", ""],
    ["${UNSET:-a:-b}", "a:-b"],
    ["$TOKEN", "$TOKEN"],
    ["$${TOKEN}", "$secret"],
    ["${TOKEN", "${TOKEN"],
    ["{TOKEN}", "{TOKEN}"],
    ["${DOLLAR}", "$&$1"],
  ];
  for (const [text, expanded] of table) assert.equal(expand(text), expanded, text);
});

Deno.test("expandDefinition() makes one pass: a value is not expanded again", () => {
  assert.equal(expand("${NESTED}"), "${TOKEN}");
  assert.equal(expand("${UNSET:-${TOKEN}}"), "${TOKEN}");
});

Deno.test("expandDefinition() refuses a variable that is not set, by name", () => {
  assert.equal(
    expand("${GITHUB_TOKEN}"),
    'refused: "command" needs the environment variable GITHUB_TOKEN: it is not set',
  );
});

Deno.test("expandDefinition() refuses other forms between braces", () => {
  for (const form of ["${input:token}", "${command:x}", "${env:HOME}", "${}", "${1X}", "${a b}"]) {
    assert.match(expand(form), /^refused: "command" uses ".*": only \$\{NAME\}/, form);
  }
});

Deno.test("expandDefinition() bounds what expansion makes of a definition", () => {
  assert.equal(expand("${LONG}${LONG}").length, 200_000);
  assert.match(
    expand("${LONG}${LONG}${LONG}"),
    /^refused: "command" makes it longer than 262144 characters/,
  );
});

Deno.test("expandDefinition() expands command, args, env, cwd, url and headers but no names", () => {
  const stdio = expandDefinition({
    kind: "stdio",
    command: "${TOKEN}",
    args: ["${TOKEN}"],
    env: { "${TOKEN}": "${TOKEN}" },
    cwd: "/${TOKEN}",
  }, (name) => ENV[name]);
  assert.ok(stdio.ok && stdio.definition.kind === "stdio");
  const { command, args, env, cwd } = stdio.definition;
  assert.deepEqual([command, args, { ...env }, cwd], [
    "secret",
    ["secret"],
    { "${TOKEN}": "secret" },
    "/secret",
  ]);
  const http = expandDefinition({
    kind: "http",
    url: "https://${TOKEN}/",
    headers: { Authorization: "Bearer ${TOKEN}" },
  }, (name) => ENV[name]);
  assert.ok(http.ok && http.definition.kind === "http");
  assert.equal(http.definition.url, "https://secret/");
  assert.deepEqual({ ...http.definition.headers }, { Authorization: "Bearer secret" });
});
