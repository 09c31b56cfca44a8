import assert from "node:assert/strict";
import { jsonSyntax } from "../../src/registration/edit_json.ts";
import { tomlSyntax } from "../../src/registration/edit_toml.ts";
import { putEntry, type Syntax, takeEntry } from "../../src/registration/entry_editor.ts";
import { TextChange } from "../../src/registration/text_change.ts";
import { createDice } from "../support/dice.ts";

const ROUNDS = 200;
const ENTRY = { command: "/b", args: ["1"], env: { K: "v" } };

/** Random files in which every comment has a number of its own. */
class Layouts {
  readonly #roll: (below: number) => number;
  #comments = 0;

  constructor(seed: number) {
    this.#roll = createDice(seed);
  }

  #pick(...texts: readonly string[]): string {
    return texts[this.#roll(texts.length)] ?? "";
  }

  /** Up to three of the names. */
  #some(...names: readonly string[]): readonly string[] {
    return names.slice(this.#roll(names.length + 1));
  }

  #blank(): string {
    const mark = `c${++this.#comments}`;
    return this.#pick("", "", " ", "\n", "\n  ", "\r\n\t", "\n\n", ` /* ${mark} */ `) ||
      this.#pick("", "", ` // ${mark}\n`, `\n  // ${mark}\n  `, `\n/* a\n ${mark} */\n`);
  }

  #object(members: readonly (readonly [name: string, value: () => string])[]): string {
    const written = members.map(([name, value]) =>
      `${JSON.stringify(name)}${this.#blank()}:${this.#blank()}${value()}${this.#blank()}`
    );
    const end = members.length > 0 ? this.#pick("", "", "", ",") : "";
    return `{${this.#blank()}${
      written.map((text) => text + this.#blank()).join(`,${this.#blank()}`)
    }${end}}`;
  }

  json(): string {
    const value = () => this.#pick('"s,{}//"', "1", "null", "[ 1 ]", '{ "x": [] }');
    const entry = () =>
      this.#object(this.#some("command", "args", "env").map((name) => [name, value]));
    const servers = () => this.#object(this.#some("a", "c", "d").map((name) => [name, entry]));
    const top = this.#pick("q", "m", "m q", "q m").split(" ");
    const members = top.map((name) => [name, name === "m" ? servers : value] as const);
    return this.#blank() + this.#object(members) + this.#blank();
  }

  toml(): string {
    const end = () => this.#pick("\n", "\n", "\r\n");
    const remark = () => this.#pick("", "", ` # c${++this.#comments} [x]`);
    const gap = () => this.#pick("", "", end(), `# c${++this.#comments}${end()}`);
    const value = () =>
      this.#pick(
        '"a # \\" ]"',
        "'\\'",
        "1979-05-27",
        '[1, "]", [2]]',
        "[\n  1, # [\n]",
        '"""\n[t]"""""',
      );
    const table = (head: string, ...names: readonly string[]) => {
      const pairs = names.map((name) => `${gap()}${name} = ${value()}${remark()}${end()}`);
      return `${gap()}[${head}]${remark()}${end()}${pairs.join("")}`;
    };
    const tables = this.#some("a", "'c.d'", "e").flatMap((name) => [
      table(`m.${name}`, "command", '"args"'),
      this.#pick("", table(`m . ${name}.env`, "A")),
    ]);
    return `${gap()}q = ${value()}${end()}${tables.join("")}${
      this.#pick("", table("tui", "x"), `[[list]]${end()}`)
    }${gap()}`;
  }
}

function commentsOf(text: string): readonly string[] {
  return (text.match(/c\d+/g) ?? []).sort();
}

const SYNTAXES: readonly (readonly [string, Syntax, (layouts: Layouts) => string])[] = [
  ["JSON", jsonSyntax, (layouts) => layouts.json()],
  ["TOML", tomlSyntax, (layouts) => layouts.toml()],
];

for (const [name, syntax, write] of SYNTAXES) {
  Deno.test(`putEntry() and takeEntry() keep every comment of random files in ${name}`, () => {
    const layouts = new Layouts(7);
    for (let round = 0; round < ROUNDS; round++) {
      const text = write(layouts);
      const place = { key: "m", name: "b" };
      // both parse what they have written, and refuse it if anything else is different
      const change = new TextChange(text);
      putEntry(syntax, change, { ...place, entry: ENTRY });
      assert.deepEqual(commentsOf(change.text), commentsOf(text), text);
      for (const other of ["a", "c", "c.d", "d", "e"]) {
        takeEntry(syntax, new TextChange(change.text), {
          key: "m",
          name: other,
          withComments: true,
        });
      }
      takeEntry(syntax, change, { ...place, withComments: false });
      assert.deepEqual(commentsOf(change.text), commentsOf(text), text);
    }
  });
}
