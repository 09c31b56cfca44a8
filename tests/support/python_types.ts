import type { JsonValue } from "../../src/json/json.ts";
import { isJsonArray, isJsonObject } from "../../src/json/json.ts";

/** A Python type of a signature, read. */
type PythonType =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "union"; readonly members: readonly PythonType[] }
  | { readonly kind: "list"; readonly item: PythonType }
  | { readonly kind: "map"; readonly value: PythonType }
  | { readonly kind: "literal"; readonly choices: readonly JsonValue[]; readonly more: boolean }
  | { readonly kind: "keys"; readonly keys: readonly Key[] };

interface Key {
  readonly name: string;
  readonly optional: boolean;
  readonly type: PythonType;
}

/**
 * Reads a type as signatures write it: `list[{"id": int, "tags"?: list}] | None`. The function says
 * whether a value is of it. An integer is a `float`, a name that is cut ends with `…`, and objects may
 * have more keys.
 *
 * @throws {SyntaxError} when the type cannot be read
 */
export function readPythonType(type: string): (value: JsonValue) => boolean {
  const reader = new TypeReader(type);
  const read = reader.union();
  reader.end();
  return (value) => fits(value, read);
}

function fits(value: JsonValue, type: PythonType): boolean {
  switch (type.kind) {
    case "union":
      return type.members.some((member) => fits(value, member));
    case "list":
      return isJsonArray(value) && value.every((item) => fits(item, type.item));
    case "map":
      return isJsonObject(value) && Object.values(value).every((item) => fits(item, type.value));
    case "literal":
      return type.choices.includes(value) || type.more;
    case "keys":
      return isJsonObject(value) &&
        type.keys.every(({ name, optional, type: of }) =>
          Object.hasOwn(value, name)
            ? fits(value[name] ?? null, of)
            : optional || name.endsWith("…")
        );
    case "name":
      return isNamed(value, type.name);
  }
}

function isNamed(value: JsonValue, name: string): boolean {
  switch (name) {
    case "Any":
      return true;
    case "None":
      return value === null;
    case "str":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    case "int":
      return Number.isInteger(value);
    case "float":
      return typeof value === "number";
    case "list":
      return isJsonArray(value);
    case "dict":
      return isJsonObject(value);
    case "Image":
    case "Audio":
    case "Media":
      // what a block of this kind becomes in Python
      return isJsonObject(value) && (value["type"] === "image" || value["type"] === "audio");
    default:
      throw new SyntaxError(`no type of a signature: ${name}`);
  }
}

class TypeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    if (this.#at !== this.#text.length) throw this.#unexpected();
  }

  union(): PythonType {
    const members = [this.#one()];
    while (this.#takes(" | ")) members.push(this.#one());
    const [only] = members;
    return members.length === 1 && only !== undefined ? only : { kind: "union", members };
  }

  #one(): PythonType {
    if (this.#takes("list[")) return this.#closed({ kind: "list", item: this.union() });
    if (this.#takes("dict[str, ")) return this.#closed({ kind: "map", value: this.union() });
    if (this.#takes("Literal[")) return this.#literal();
    if (this.#takes("Annotated[")) return this.#annotated();
    if (this.#takes("{")) return { kind: "keys", keys: this.#keys() };
    const name = this.#matches(/\w+/y);
    if (name === null) throw this.#unexpected();
    return { kind: "name", name };
  }

  #closed(type: PythonType): PythonType {
    this.#expects("]");
    return type;
  }

  #annotated(): PythonType {
    const type = this.union();
    while (this.#takes(", ")) this.#scalar();
    return this.#closed(type);
  }

  #literal(): PythonType {
    const choices: JsonValue[] = [];
    let more = false;
    do {
      if (this.#takes("...")) more = true;
      else choices.push(this.#scalar());
    } while (this.#takes(", "));
    return this.#closed({ kind: "literal", choices, more });
  }

  #scalar(): JsonValue {
    const text = this.#matches(/"(?:[^"\\]|\\.)*"|[-\w.]+/y);
    if (text === null) throw this.#unexpected();
    const words: Readonly<Record<string, JsonValue>> = { None: null, True: true, False: false };
    return Object.hasOwn(words, text) ? words[text] ?? null : JSON.parse(text);
  }

  #keys(): readonly Key[] {
    const keys: Key[] = [];
    do {
      if (this.#takes("...")) {
        this.#takes(": ...");
        break;
      }
      const written = String(this.#scalar());
      // the sign of an optional key stands in its quotes or behind them
      const optional = this.#takes("?") || written.endsWith("?");
      this.#expects(": ");
      keys.push({ name: written.replace(/\?$/, ""), optional, type: this.union() });
    } while (this.#takes(", "));
    this.#expects("}");
    return keys;
  }

  #takes(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #expects(text: string): void {
    if (!this.#takes(text)) throw this.#unexpected();
  }

  #matches(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`no type of a signature at ${this.#at}: ${this.#text}`);
  }
}
