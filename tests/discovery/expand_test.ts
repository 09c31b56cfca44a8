import assert from "node:assert/strict";
import {
  CLAUDE_CODE,
  COMMON,
  COPILOT,
  CURSOR,
  type Dialect,
  GEMINI,
  LITERAL,
  OPENCODE,
  VS_CODE,
  WINDSURF,
} from "../../src/discovery/dialect.ts";
import { expandDefinition, type WrittenDefinition } from "../../src/discovery/expand.ts";
import { type ReferenceContext, References } from "../../src/discovery/references.ts";
import type { ServerDefinition, StdioDefinition } from "../../src/discovery/server_definition.ts";

const ENV: Readonly<Record<string, string>> = {
  TOKEN: "secret",
  NESTED: "${TOKEN}",
  DOLLAR: "$&$1",
  LONG: "x".repeat(100_000),
};

const CONTEXT: ReferenceContext = {
  env: (name) => ENV[name],
  platform: "linux",
  home: "/home/ada",
  project: "/work/project",
  fileText: (path) => path === "key.txt" ? "from-file" : undefined,
};

function written(definition: ServerDefinition, dialect: Dialect): WrittenDefinition {
  return { definition, dialect, sources: { envNames: [], headers: [] } };
}

function expandStdio(
  fields: Partial<StdioDefinition>,
  dialect: Dialect,
): StdioDefinition | string {
  const definition: StdioDefinition = { kind: "stdio", command: "x", args: [], env: {}, ...fields };
  const result = expandDefinition(written(definition, dialect), CONTEXT);
  if (!result.ok) return `refused: ${result.reason}`;
  assert.ok(result.definition.kind === "stdio");
  return result.definition;
}

/** What becomes of an argument. */
function expand(text: string, dialect: Dialect = CLAUDE_CODE): string {
  const result = expandStdio({ args: [text] }, dialect);
  return typeof result === "string" ? result : result.args[0] ?? "";
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
    ["${TOKEN} ${TOKEN", "secret ${TOKEN"],
    ["{TOKEN}", "{TOKEN}"],
    ["${DOLLAR}", "$&$1"],
  ];
  for (const [text, expanded] of table) assert.equal(expand(text), expanded, text);
});

Deno.test("expandDefinition() replaces the references of the entry's client and no others", () => {
  const table: [string, Dialect, string][] = [
    [
      "${TOKEN} $TOKEN ${env:TOKEN} {env:TOKEN}",
      LITERAL,
      "${TOKEN} $TOKEN ${env:TOKEN} {env:TOKEN}",
    ],
    ["${TOKEN} $TOKEN {env:TOKEN}", CLAUDE_CODE, "secret $TOKEN {env:TOKEN}"],
    ["${CLAUDE_PROJECT_DIR:-.}/a", CLAUDE_CODE, "/work/project/a"],
    ["${env:TOKEN} ${TOKEN} $TOKEN", CURSOR, "secret ${TOKEN} $TOKEN"],
    ["${userHome}${/}${workspaceFolderBasename}", CURSOR, "/home/ada/project"],
    ["${workspaceFolder}${pathSeparator}a", VS_CODE, "/work/project/a"],
    ["${env:TOKEN} ${userHome}", WINDSURF, "secret ${userHome}"],
    ["${file:key.txt}", WINDSURF, "from-file"],
    ["${TOKEN} $TOKEN pa$word $5", GEMINI, "secret secret pa$word $5"],
    ["{env:TOKEN} ${TOKEN} {env:UNSET}.", OPENCODE, "secret ${TOKEN} ."],
    ["{file:key.txt}", OPENCODE, "from-file"],
    ["${TOKEN} $TOKEN", COPILOT, "${TOKEN} $TOKEN"],
    ["${TOKEN} ${env:TOKEN} ${userHome} $TOKEN", COMMON, "secret secret /home/ada $TOKEN"],
  ];
  for (const [text, dialect, expanded] of table) assert.equal(expand(text, dialect), expanded);
});

Deno.test("expandDefinition() expands only the fields that Copilot CLI expands", () => {
  const found = expandStdio({ args: ["$TOKEN"], env: { A: "$TOKEN", B: "${UNSET:-b}" } }, COPILOT);
  assert.ok(typeof found !== "string");
  assert.deepEqual([found.args, { ...found.env }], [["$TOKEN"], { A: "secret", B: "b" }]);
});

Deno.test("expandDefinition() says what it cannot resolve", () => {
  const table: [string, Dialect, RegExp][] = [
    [
      "${UNSET}",
      CLAUDE_CODE,
      /^refused: "args" needs the environment variable UNSET: it is not set$/,
    ],
    ["${env:UNSET}", CURSOR, /needs the environment variable UNSET: it is not set$/],
    ["${env:TOKEN}", CLAUDE_CODE, /uses "\$\{env:TOKEN\}", which its client does not resolve$/],
    ["${input:key}", VS_CODE, /needs the input "key", which its client asks for and keeps/],
    ["${input:key}", CURSOR, /which its client does not resolve$/],
    ["${command:a.b}", VS_CODE, /which its client does not resolve$/],
    ["{file:none}", OPENCODE, /needs the file "none": it cannot be read$/],
  ];
  for (const [text, dialect, reason] of table) assert.match(expand(text, dialect), reason, text);
});

Deno.test("expandDefinition() leaves to a shell what only the shell can expand", () => {
  const script = 'for f in *.bak; do mv "$f" "${f%.bak}" "${f}" ${file:0:2}; done';
  const found = expandStdio(
    { command: "/bin/bash", args: ["-c", `${script} \${TOKEN}`] },
    CLAUDE_CODE,
  );
  assert.ok(typeof found !== "string");
  assert.deepEqual(found.args, ["-c", `${script} secret`]);
  assert.equal(expand("${f%.bak} ${A:?x} ${}"), "${f%.bak} ${A:?x} ${}");
  // no shell: what is not set is a fault
  assert.match(expand("${f}"), /^refused: /);
});

Deno.test("expandDefinition() takes the entry's own variables first", () => {
  const found = expandStdio({
    args: ["--header", "Authorization:${AUTH}", "${TOKEN}"],
    env: { AUTH: "Bearer ${KEY}", KEY: "own", TOKEN: "mine" },
  }, CLAUDE_CODE);
  assert.ok(typeof found !== "string");
  assert.deepEqual(found.args, ["--header", "Authorization:Bearer own", "mine"]);
  assert.deepEqual({ ...found.env }, { AUTH: "Bearer own", KEY: "own", TOKEN: "mine" });
});

Deno.test("expandDefinition() takes a variable's reference to itself for one to ours", () => {
  const found = expandStdio(
    { env: { TOKEN: "${TOKEN}", A: "${B:-a}", B: "${A:-b}" } },
    CLAUDE_CODE,
  );
  assert.ok(typeof found !== "string");
  assert.deepEqual({ ...found.env }, { TOKEN: "secret", A: "b", B: "b" });
});

Deno.test("expandDefinition() puts the home directory for ~/ where the client does", () => {
  const fields = { command: "~/bin/x", args: ["~/notes", "a~/b"], cwd: "~" };
  const table: [Dialect, readonly string[]][] = [
    [CLAUDE_CODE, ["~/notes", "a~/b"]],
    [VS_CODE, ["/home/ada/notes", "a~/b"]],
    [COMMON, ["/home/ada/notes", "a~/b"]],
  ];
  for (const [dialect, args] of table) {
    const found = expandStdio(fields, dialect);
    assert.ok(typeof found !== "string");
    const { command, cwd } = found;
    assert.deepEqual([command, found.args, cwd], ["/home/ada/bin/x", args, "/home/ada"]);
  }
});

Deno.test("expandDefinition() makes one pass: a value is not expanded again", () => {
  assert.equal(expand("${NESTED}"), "${TOKEN}");
  assert.equal(expand("${UNSET:-${TOKEN}}"), "${TOKEN}");
});

Deno.test("expandDefinition() adds what the entry passes on: variables, a file, headers", () => {
  const stdio: WrittenDefinition = {
    definition: { kind: "stdio", command: "x", args: [], env: { OWN: "1" } },
    dialect: LITERAL,
    sources: { envNames: ["TOKEN", "UNSET"], headers: [] },
    fileVariables: { OWN: "from-file", FILE: "f", TOKEN: "f" },
  };
  const found = expandDefinition(stdio, CONTEXT);
  assert.ok(found.ok && found.definition.kind === "stdio");
  assert.deepEqual({ ...found.definition.env }, { TOKEN: "f", OWN: "1", FILE: "f" });
  const headers = [
    { name: "Authorization", prefix: "Bearer ", variable: "TOKEN" },
    { name: "X-A", prefix: "", variable: "NESTED" },
  ];
  const http: WrittenDefinition = {
    definition: { kind: "http", url: "https://example.org", headers: { "X-B": "b" } },
    dialect: LITERAL,
    sources: { envNames: [], headers },
  };
  const reached = expandDefinition(http, CONTEXT);
  assert.ok(reached.ok && reached.definition.kind === "http");
  assert.deepEqual({ ...reached.definition.headers }, {
    "X-B": "b",
    Authorization: "Bearer secret",
    "X-A": "${TOKEN}",
  });
  const unset = { name: "A", prefix: "", variable: "UNSET" };
  const refused = expandDefinition(
    { ...http, sources: { envNames: [], headers: [unset] } },
    CONTEXT,
  );
  assert.match(refused.ok ? "" : refused.reason, /"headers" needs the environment variable UNSET/);
});

Deno.test("expandDefinition() bounds what expansion makes of a definition", () => {
  assert.equal(expand("${LONG}${LONG}").length, 200_000);
  assert.match(
    expand("${LONG}${LONG}${LONG}"),
    /^refused: "args" makes it longer than 262144 characters/,
  );
});

Deno.test("References.replace() takes linear time for what opens and never closes", () => {
  for (const text of ["${", "{env:", "$", "${a{env:"].map((open) => open.repeat(1_000_000))) {
    for (const dialect of [COMMON, OPENCODE, GEMINI]) {
      assert.equal(new References(dialect, CONTEXT).replace("args", text), text);
    }
  }
});

Deno.test("expandDefinition() expands command, args, env, cwd, url and headers but no names", () => {
  const stdio = expandStdio({
    command: "${TOKEN}",
    args: ["${TOKEN}"],
    env: { "${TOKEN}": "${TOKEN}" },
    cwd: "/${TOKEN}",
  }, CLAUDE_CODE);
  assert.ok(typeof stdio !== "string");
  const { command, args, env, cwd } = stdio;
  assert.deepEqual([command, args, { ...env }, cwd], [
    "secret",
    ["secret"],
    { "${TOKEN}": "secret" },
    "/secret",
  ]);
  const http = expandDefinition(
    written({
      kind: "http",
      url: "https://${TOKEN}/",
      headers: { Authorization: "Bearer ${TOKEN}" },
    }, CLAUDE_CODE),
    CONTEXT,
  );
  assert.ok(http.ok && http.definition.kind === "http");
  assert.equal(http.definition.url, "https://secret/");
  assert.deepEqual({ ...http.definition.headers }, { Authorization: "Bearer secret" });
});
