/**
 * What the documents say of the program, held against the program: tables, commands, paths, links and
 * snippets.
 */

import assert from "node:assert/strict";
import type { Command } from "commander";
import { isDeepStrictEqual } from "node:util";
import { type ParseError, parseTree } from "jsonc-parser";
import manifest from "../deno.json" with { type: "json" };
import { parseSettings } from "../src/discovery/settings_file.ts";
import { settingsSchema } from "../src/settings/settings_schema.ts";
import { createPrint } from "../src/cli/printer.ts";
import { createProgram } from "../src/cli/program.ts";
import { Progress } from "../src/cli/progress.ts";
import { npmArguments } from "../src/registration/launch_command.ts";
import { REFERENCE_TABLES } from "../scripts/docs/reference_tables.ts";
import { FakeSystem } from "./fakes/fake_system.ts";
import { tableRows } from "./support/markdown_table.ts";
import { dirname, fromFileUrl, join } from "./support/paths.ts";

const ROOT = dirname(dirname(fromFileUrl(import.meta.url)));
const NAMES = [
  "README.md",
  "GUIDE.md",
  "SECURITY.md",
  "STATUS.md",
  "HISTORY.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/settings.md",
  "docs/container-flags.md",
  "docs/RELEASING.md",
  "docs/doctor.md",
  "docs/EVAL.md",
  "docs/remote-servers.md",
  "docs/rooms.md",
  "docs/wire-protocol.md",
  "bench/README.md",
];

/** Bytes that a document may have, so that it does not grow back unnoticed. */
const SIZES: ReadonlyMap<string, number> = new Map([
  ["README.md", 10 * 1024],
  ["ARCHITECTURE.md", 34 * 1024],
]);

const texts = await Promise.all(NAMES.map((name) => readText(name)));
const documents = new Map(NAMES.map((name, index) => [name, texts[index] ?? ""]));

function readText(path: string): Promise<string> {
  return Deno.readTextFile(join(ROOT, path));
}

function documentNamed(name: string): string {
  const text = documents.get(name);
  assert.ok(text !== undefined && text !== "", name);
  return text;
}

/** Fenced blocks of a language, in every document. */
function blocks(...languages: readonly string[]): { document: string; text: string }[] {
  return [...documents].flatMap(([document, text]) =>
    [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
      .filter(([, language = ""]) => languages.includes(language))
      .map(([, , block = ""]) => ({ document, text: block }))
  );
}

function withoutBlocks(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, "");
}

/** What stands in backticks outside of blocks. */
function codeSpans(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span);
}

Deno.test("README.md and ARCHITECTURE.md keep within their sizes", () => {
  for (const [name, most] of SIZES) {
    const size = new TextEncoder().encode(documentNamed(name)).length;
    assert.ok(size <= most, `${name} has ${size} bytes, and at most ${most} are allowed`);
  }
});

Deno.test("README.md's table of speed repeats cells of the table in bench/README.md", () => {
  const columns = (text: string, corner: string) => {
    const [head = "", ...rows] = text.slice(text.indexOf(`| ${corner}`)).split("\n");
    const names = cells(head).slice(1);
    const end = rows.findIndex((line) => !line.startsWith("|"));
    return rows.slice(1, end).map(cells).flatMap(([row = "", ...values]) =>
      values.map((value, index) => `${row} | ${names[index]} | ${value}`)
    );
  };
  const full = new Set(columns(peersSection(documentNamed("bench/README.md")), " "));
  const repeated = columns(documentNamed("README.md"), "Median");
  assert.ok(repeated.length >= 20, `${repeated.length} cells`);
  assert.deepEqual(repeated.filter((cell) => !full.has(cell)), []);
});

function peersSection(text: string): string {
  return text.slice(text.indexOf("<!-- peers: written"), text.indexOf("<!-- peers: end -->"));
}

function cells(line: string): string[] {
  return line.split("|").slice(1, -1).map((cell) => cell.trim());
}

for (const { document, name, head, rows } of REFERENCE_TABLES) {
  Deno.test(`${document} holds the table of ${name} that deno task docs writes`, () => {
    const written = tableRows(documentNamed(document), ...head);
    assert.deepEqual(written, rows(), `${document} is out of date: run deno task docs`);
  });
}

Deno.test("docs/mcp-code-bridge.schema.json is the schema that deno task docs writes", async () => {
  const written: unknown = JSON.parse(await readText("docs/mcp-code-bridge.schema.json"));
  assert.deepEqual(written, settingsSchema(), "it is out of date: run deno task docs");
});

Deno.test("the settings file in GUIDE.md is one", () => {
  const section = documentNamed("GUIDE.md").split("## Settings files")[1] ?? "";
  const [, text = ""] = /^```jsonc\n([\s\S]*?)^```$/m.exec(section) ?? [];
  const { entries, problems, warnings } = parseSettings(
    { text, file: "/work/project/mcp-code-bridge.jsonc", shown: "./mcp-code-bridge.jsonc" },
    new FakeSystem(),
  );
  assert.deepEqual([entries.size, problems, warnings], [4, [], []]);
});

Deno.test("GUIDE.md names every helper of mcp.runtime", async () => {
  const source = await readText("src/python/sandbox_runtime/api.py");
  const body = source.slice(source.indexOf("class RuntimeApi"));
  const helpers = [...body.matchAll(/^ {4}def ([a-z]\w*)\(/gm)].map(([, name = ""]) => name);
  assert.ok(helpers.length >= 13, helpers.join());
  const text = documentNamed("GUIDE.md");
  const missing = helpers.filter((name) => !text.includes(`${name.replace(/_sync$/, "")}(`));
  assert.deepEqual(missing, []);
});

Deno.test("GUIDE.md's table of codes holds every code that an MCPError can have", async () => {
  const source = await readText("src/errors.ts");
  const union = source.slice(source.indexOf("type UpstreamErrorCode"));
  const codes = [...union.slice(0, union.indexOf(";")).matchAll(/"([A-Z_]+)"/g)];
  const expected = [...codes.map(([, code = ""]) => code), "INTERNAL"];
  const written = tableRows(documentNamed("GUIDE.md"), "Code").map(([code = ""]) =>
    code.replaceAll("`", "")
  );
  assert.deepEqual(written.sort(), expected.sort());
});

Deno.test("every command in the documents exists, with its options", () => {
  const system = new FakeSystem();
  const program = createProgram({
    context: {
      system,
      log: () => {},
      setLogLevel: () => {},
      print: createPrint(system.streams),
      progress: new Progress(system.streams, undefined),
    },
    onExit: () => {},
    printHelp: () => {},
  });
  const uses = [...documents.values()].flatMap((text) => [
    ...codeSpans(text),
    ...blocks("sh").flatMap(({ text }) => text.split("\n")),
  ]).filter((text) => /^mcp-code-bridge [a-z-]/.test(text));
  assert.ok(uses.length > 10, `${uses.length} uses`);
  const wrong = uses.filter((use) => {
    const command = commandOf(program, use.split(/\s+/).slice(1));
    return command === undefined || optionsIn(use).some((option) => !accepts(command, option));
  });
  assert.deepEqual(wrong, []);
});

/** The command that words lead to; some have commands of their own. */
function commandOf(above: Command, [name = "-", ...rest]: readonly string[]): Command | undefined {
  if (name.startsWith("-")) return above;
  const found = above.commands.find((command) => command.name() === name);
  // a word that names no command may be an argument
  if (found === undefined) return above.registeredArguments.length > 0 ? above : undefined;
  return found.commands.length === 0 ? found : commandOf(found, rest);
}

function optionsIn(use: string): string[] {
  const outsideQuotes = use.replace(/'[^']*'|"[^"]*"/g, "");
  return [...outsideQuotes.matchAll(/(?<=[\s[])--?[a-z][a-z-]*/g)].map(([option]) => option);
}

function accepts(command: Command, option: string): boolean {
  return ["-h", "--help"].includes(option) ||
    command.options.some(({ short, long }) => option === short || option === long);
}

Deno.test("every task in the documents exists", () => {
  const named = [...documents.values()].flatMap((text) =>
    [...text.matchAll(/(?:deno(?:@[\d.]+)?|`) ?task ([a-z]+)/g)].map(([, task = ""]) => task)
  );
  assert.ok(named.includes("demo") && named.includes("ok"), named.join());
  assert.deepEqual(named.filter((task) => !Object.hasOwn(manifest.tasks, task)), []);
});

Deno.test("every JSON snippet parses", () => {
  const json = blocks("json");
  assert.ok(json.length >= 3);
  for (const { text } of json) JSON.parse(text);
  for (const { document, text } of blocks("jsonc")) {
    const errors: ParseError[] = [];
    parseTree(text, errors, { allowTrailingComma: true });
    assert.deepEqual(errors, [], `${document}\n${text}`);
  }
});

Deno.test("every relative link leads to a file and a heading that exist", async () => {
  for (const [document, text] of documents) {
    for (const [, link = ""] of withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path = "", anchor] = link.split("#");
      const target = await readText(path === "" ? document : join(dirname(document), path));
      if (anchor !== undefined) {
        assert.ok(anchorsOf(target).includes(anchor), `${document}: ${link}`);
      }
    }
  }
});

function anchorsOf(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("every path of the repository in the documents exists", async () => {
  const paths = [...documents].flatMap(([document, text]) =>
    [...text.matchAll(/(?<![\w/.-])(?:src|tests|scripts|\.ci)\/[\w./-]*[\w/]/g)]
      .map(([path]) => ({ document, path }))
  );
  assert.ok(paths.length > 30, `${paths.length} paths`);
  for (const { document, path } of paths) {
    await assert.doesNotReject(Deno.stat(join(ROOT, path)), `${document}: ${path}`);
  }
});

/** A name before the path of its file: `name()` (`path`), or, in brackets, `name()`, `path`. */
const NAME_AND_PATH =
  /`(?:\w+\.)?(\w+)(?:(?:\(\))?`\s+\(|\(\)`,\s+)`((?:src|tests)\/[\w./-]+\.\w+)`/g;

Deno.test("every name that stands before the path of a file is in that file", async () => {
  const named = [...documents].flatMap(([document, text]) =>
    [...text.matchAll(NAME_AND_PATH)]
      .map(([, name = "", path = ""]) => ({ document, name, path }))
  );
  assert.ok(named.length > 30, `${named.length} names`);
  const sources = await Promise.all(named.map(({ path }) => readText(path)));
  assert.deepEqual(named.filter(({ name }, index) => !sources[index]?.includes(name)), []);
});

Deno.test("no command that is given for any folder lets that folder choose a program", () => {
  const starts = ["README.md", "GUIDE.md"].flatMap((name) =>
    [...documentNamed(name).matchAll(/\bnpx\b[^`]*?deno@[\d.]+\S*\s+(\w+)?/g)]
      .filter(([, subcommand]) => !["task", "audit"].includes(subcommand ?? ""))
      .map(([command]) => command)
  );
  assert.equal(starts.length, 2, starts.join("\n"));
  for (const command of starts) assert.match(command, /--prefix[^]*--script-shell/);
});

Deno.test("GUIDE.md has the arguments by which a client starts the npm package", () => {
  const entries = blocks("json").filter(({ document }) => document === "GUIDE.md")
    .map(({ text }) => JSON.parse(text));
  const { version } = manifest;
  const expected = {
    command: "npx",
    args: npmArguments({ version, directory: "/", platform: "linux" }),
  };
  assert.ok(entries.some((entry) => isDeepStrictEqual(entry, expected)), JSON.stringify(expected));
});
