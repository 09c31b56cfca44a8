import type { JsonObject } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { escapeJson } from "../text/escape.ts";
import { FreeIdentifiers, isIdentifier, toIdentifier } from "../text/identifiers.ts";
import { type CheckedTypes, pythonType, type PythonTypeOptions } from "./python_type.ts";

/** Most types of a file, and levels of types inside others; what is beyond is `dict`. */
const MAX_TYPES = 2_000;
const MAX_LEVEL = 40;
/** Longest name of a type, in characters, and keys of one. */
const MAX_NAME = 60;
const MAX_KEYS = 300;
/** Where the words that types consist of are from. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ...["str", "int", "float", "bool", "list", "dict"].map((word) => [word, "builtins"] as const),
  ...["Annotated", "Any", "Literal"].map((word) => [word, "typing"] as const),
  // `typing` has them later than the oldest Python that a checker may be set to
  ...["NotRequired", "TypedDict"].map((word) => [word, "typing_extensions"] as const),
]);

interface Field {
  readonly name: string;
  readonly type: string;
  readonly sure: boolean;
}

interface NamedType {
  /** Stands for the name until all types are known. */
  readonly mark: string;
  readonly base: string;
  readonly fields: readonly Field[];
}

/**
 * The `TypedDict`s of a stub file. A type that occurs twice with one name is written once, and one that
 * contains itself refers to its name.
 */
export class StubTypes implements CheckedTypes {
  readonly #functions: ReadonlySet<string>;
  readonly #marks = new Map<JsonObject, string>();
  readonly #merged = new Map<JsonObject, JsonObject>();
  readonly #types: NamedType[] = [];
  /** Marks of types by what they consist of, and of types that are the same as another. */
  readonly #same = new Map<string, string>();
  readonly #others = new Map<string, string>();
  readonly #used = new Set<string>(["Any"]);
  readonly #definitions = new Map<JsonObject, string>();
  #path: readonly string[] = [];
  #count = 0;

  /** @param functions names that the file gives functions */
  constructor(functions: Iterable<string>) {
    this.#functions = new Set(functions);
  }

  /** Begins with a schema: types without a name of their own are named by the path. */
  begin(root: JsonObject, path: readonly string[]): void {
    this.#path = path;
    for (const keyword of ["$defs", "definitions"]) {
      const definitions = ownValue(root, keyword);
      if (!isJsonObject(definitions)) continue;
      for (const [name, schema] of Object.entries(definitions)) {
        if (isJsonObject(schema)) this.#definitions.set(schema, name);
      }
    }
  }

  mergeOnce(schema: JsonObject, merge: () => JsonObject): JsonObject {
    const known = this.#merged.get(schema);
    if (known !== undefined) return known;
    const merged = merge();
    this.#merged.set(schema, merged);
    const name = this.#definitions.get(schema);
    if (name !== undefined) this.#definitions.set(merged, name);
    return merged;
  }

  word(name: string): string {
    this.#used.add(name);
    return this.#functions.has(name) ? `_${name}` : name;
  }

  nameObject(schema: JsonObject, options: PythonTypeOptions): string {
    const known = this.#marks.get(schema);
    if (known !== undefined) return known;
    if (this.#count >= MAX_TYPES || this.#path.length > MAX_LEVEL) return this.#someDict();
    const mark = `<${this.#count++}>`;
    this.#marks.set(schema, mark);
    const base = this.#baseOf(schema);
    const fields = this.#fieldsOf(schema, options);
    const content = writeJson([
      base,
      ...fields.map(({ name, type, sure }) => [name, type.replaceAll(mark, "<>"), sure]),
    ]);
    const same = this.#same.get(content);
    if (same === undefined) {
      this.#same.set(content, mark);
      this.#types.push({ mark, base, fields });
      return mark;
    }
    this.#others.set(mark, same);
    this.#marks.set(schema, same);
    return same;
  }

  /** The types, and a function that puts their names into what was written with them. */
  finish(): { readonly text: string; readonly named: (text: string) => string } {
    const taken = [...this.#functions, ...WORDS.keys()];
    const free = new FreeIdentifiers([...taken, ...taken.map((word) => `_${word}`)]);
    const names = new Map(this.#types.map(({ mark, base }) => [mark, free.take(base)]));
    const nameOf = (mark: string): string => {
      const name = names.get(this.#others.get(mark) ?? mark);
      return name ?? this.#someDict();
    };
    const named = (text: string) => text.replace(/<\d+>/g, nameOf);
    const texts = this.#types.map((type) =>
      this.#written(type, { name: nameOf(type.mark), named })
    );
    return { text: texts.map((text) => `${text}\n`).join("\n"), named };
  }

  /** The imports of all that was used. */
  imports(): string {
    const modules = Map.groupBy([...this.#used].toSorted(), (word) => WORDS.get(word) ?? "");
    const lines = [...modules].toSorted().flatMap(([module, words]) => {
      const imported = words.flatMap((word) =>
        this.#functions.has(word) ? [`${word} as _${word}`] : module === "builtins" ? [] : [word]
      );
      return imported.length === 0 ? [] : [`from ${module} import ${imported.join(", ")}`];
    });
    return lines.map((line) => `${line}\n`).join("");
  }

  #someDict(): string {
    return `${this.word("dict")}[${this.word("str")}, Any]`;
  }

  #fieldsOf(schema: JsonObject, options: PythonTypeOptions): readonly Field[] {
    const properties = ownValue(schema, "properties");
    if (!isJsonObject(properties)) return [];
    const required = ownValue(schema, "required");
    const path = this.#path;
    const fields = Object.keys(properties).slice(0, MAX_KEYS).map((name) => {
      this.#path = [...path, name];
      const type = pythonType(properties[name], options);
      return { name, type, sure: isJsonArray(required) && required.includes(name) };
    });
    this.#path = path;
    return fields;
  }

  #baseOf(schema: JsonObject): string {
    const title = this.#definitions.get(schema) ?? ownText(schema, "title");
    // far down, the last names say more than the way
    const words =
      (title === undefined
        ? [...this.#path.slice(0, 1), ...this.#path.slice(1).slice(-2)]
        : [title])
        .flatMap((part) => part.split(/[^\p{L}\p{N}]+/u));
    const joined = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
    return toIdentifier(joined, { fallback: "Value", maxLength: MAX_NAME });
  }

  #written(
    { fields }: NamedType,
    { name, named }: { readonly name: string; readonly named: (text: string) => string },
  ): string {
    const base = this.word("TypedDict");
    const typed = fields.map(({ name: key, type, sure }) => ({
      key,
      type: sure ? named(type) : `${this.word("NotRequired")}[${named(type)}]`,
    }));
    if (typed.every(({ key }) => isIdentifier(key) && !WORDS.has(key))) {
      const lines = typed.map(({ key, type }) => `    ${key}: ${type}`);
      return `class ${name}(${base}):\n${lines.join("\n")}`;
    }
    const lines = typed.map(({ key, type }) => `    ${escapeJson(writeJson(key))}: ${type},`);
    return `${name} = ${base}(\n    "${name}",\n    {\n${
      lines.map((line) => `    ${line}`).join("\n")
    }\n    },\n)`;
  }
}
