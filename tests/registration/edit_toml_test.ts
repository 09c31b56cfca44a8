import assert from "node:assert/strict";
import { tomlSyntax } from "../../src/registration/edit_toml.ts";
import { putEntry, takeEntry } from "../../src/registration/entry_editor.ts";
import { EditProblem, TextChange } from "../../src/registration/text_change.ts";
import { findStatements } from "../../src/registration/toml_statements.ts";

const PLACE = { key: "mcp_servers", name: "b" };
const TABLE = '[mcp_servers.b]\ncommand = "/b"\n';

function put(before: string, entry: Record<string, unknown> = { command: "/b" }): TextChange {
  const change = new TextChange(before);
  putEntry(tomlSyntax, change, { ...PLACE, entry: entry as Record<string, string> });
  return change;
}

function take(before: string, name: string, withComments = false): string {
  const change = new TextChange(before);
  takeEntry(tomlSyntax, change, { key: "mcp_servers", name, withComments });
  return change.text;
}

const PUT: readonly (readonly [layout: string, before: string, after: string])[] = [
  ["an empty file", "", TABLE],
  ["a file without servers", "# mine\na = 1\n", `# mine\na = 1\n\n${TABLE}`],
  [
    "a file whose servers are followed by another table",
    '[mcp_servers.a]\ncommand = "x"\n\n# screen\n[tui]\nx = 1\n',
    `[mcp_servers.a]\ncommand = "x"\n\n${TABLE}\n# screen\n[tui]\nx = 1\n`,
  ],
  [
    "servers in dotted keys at the top",
    'mcp_servers.a.command = "x"\nmodel = "y"\n\n[tui]\n',
    `mcp_servers.a.command = "x"\nmodel = "y"\n\n${TABLE}\n[tui]\n`,
  ],
  [
    "CRLF",
    "a = 1\r\n\r\n[tui]\r\nb = 2\r\n",
    "a = 1\r\n\r\n[tui]\r\nb = 2\r\n\r\n" + TABLE.replaceAll("\n", "\r\n"),
  ],
  [
    "long strings that end with quotes of their own",
    'a = """x""""\n[t]\nb = "1"\n',
    `a = """x""""\n[t]\nb = "1"\n\n${TABLE}`,
  ],
  [
    "strings and arrays that look like tables",
    'a = """\n[mcp_servers.b]\n\\""""\nb = [ # [\n  \'[x]\', ["]"],\n]\n',
    `a = """\n[mcp_servers.b]\n\\""""\nb = [ # [\n  '[x]', ["]"],\n]\n\n${TABLE}`,
  ],
];

for (const [layout, before, after] of PUT) {
  Deno.test(`putEntry() keeps ${layout} byte for byte, and takeEntry() undoes it`, () => {
    assert.equal(put(before).text, after);
    assert.equal(put(after).text, after);
    assert.equal(take(after, "b"), before);
  });
}

Deno.test("putEntry() changes only the members that differ, wherever they stand", () => {
  const before = '[mcp_servers.b] # ours\ncommand = "/old" # where\nstartup_timeout_sec = 5\n\n' +
    '[mcp_servers.b.env]\nA = "1"\n\n[tui]\n';
  assert.equal(put(before).text, before.replace("/old", "/b"));
  assert.equal(
    put(before, { env: { A: "1", B: "2" } }).text,
    '[mcp_servers.b] # ours\ncommand = "/old" # where\nstartup_timeout_sec = 5\n' +
      'env = { A = "1", B = "2" }\n\n\n[tui]\n',
  );
});

Deno.test("takeEntry() takes all tables of an entry, and leaves those of others", () => {
  const text = '# top\n\n# of a\n[mcp_servers.a]\ncommand = "x"\n[mcp_servers.a.env]\nT = "1"\n\n' +
    '[mcp_servers."a.b"]\ncommand = "y"\n[mcp_servers.a.http_headers]\nX = "2"\n';
  assert.equal(take(text, "a", true), '# top\n\n[mcp_servers."a.b"]\ncommand = "y"\n');
  assert.equal(take(text, "a", false), '# top\n\n# of a\n\n[mcp_servers."a.b"]\ncommand = "y"\n');
  assert.equal(
    take('[mcp_servers]\na = { command = "x" }\nc = { command = "y" }\n', "a"),
    '[mcp_servers]\nc = { command = "y" }\n',
  );
});

Deno.test("takeEntry() gives an entry as JSON, with the comments above it", () => {
  const change = new TextChange(
    "# of a\n#more\n[mcp_servers.a]\nargs = [1, 2.5, true, 1979-05-27]\n",
  );
  const taken = takeEntry(tomlSyntax, change, { ...PLACE, name: "a", withComments: true });
  assert.equal(
    taken?.source,
    '{\n  "args": [\n    1,\n    2.5,\n    true,\n    "1979-05-27"\n  ]\n}',
  );
  assert.equal(taken?.comments, "// of a\n//more");
  assert.equal(change.text, "");
});

Deno.test("putEntry() refuses TOML that it cannot change, and says why", () => {
  assert.throws(() => put("a = \n"), /^Error: line 1, column 5|line 1/);
  const inline = 'mcp_servers = { a = { command = "x" } }\n';
  assert.throws(() => put(inline), EditProblem);
  assert.throws(() => put(inline), /in a form that cannot be changed without changing more/);
});

Deno.test("findStatements() reads keys by the parser's rules", () => {
  const text = "  [ a . \"b.c\" ] # [x]\n'd e'.f = 1\n[[g]]\nh = { i = '=' } # =\n";
  assert.deepEqual(
    findStatements(text).map(({ kind, path, valueStart, valueEnd }) => [
      kind,
      path,
      text.slice(valueStart, valueEnd),
    ]),
    [
      ["table", ["a", "b.c"], ""],
      ["pair", ["a", "b.c", "d e", "f"], "1"],
      ["table", ["g"], ""],
      ["pair", ["g", "h"], "{ i = '=' }"],
    ],
  );
});
