import { type JsonMember, type JsonNode, JsonTree, kindOf, membersOf } from "./json_tree.ts";
import { printable } from "../text/printable.ts";
import type { HttpDefinition, ServerDefinition, StdioDefinition } from "./server_definition.ts";

/** Longest single text of an entry, in characters; Linux itself takes no longer argument. */
const MAX_TEXT = 131_072;
/** Most arguments, variables or headers of an entry. */
const MAX_ITEMS = 1000;

const HTTP_TYPES = ["http", "sse", "streamable-http", "streamableHttp"];

export type ParsedEntry =
  | {
    readonly ok: true;
    /** As written: nothing is expanded. */
    readonly definition: ServerDefinition;
    /** How the entry switches itself off, as it is written; or `null`. */
    readonly disabledBy: string | null;
  }
  | {
    readonly ok: false;
    /** What is wrong with it and where, as a clause. Holds no values, which may be secrets. */
    readonly reason: string;
  };

/**
 * Reads one server's entry. Keys that mean nothing to us are passed over, but what we do read must
 * have its type: a number in `env` is taken as it is written, because people write ports so, and
 * everything else of a wrong type is refused.
 */
export function parseEntry(tree: JsonTree, node: JsonNode): ParsedEntry {
  try {
    const fields = new Fields(tree, node);
    const definition = readDefinition(fields);
    return { ok: true, definition, disabledBy: readDisabled(fields) };
  } catch (error) {
    if (error instanceof EntryProblem) return { ok: false, reason: error.message };
    throw error;
  }
}

/** A reason to refuse an entry, thrown by the readers below and caught above. */
class EntryProblem extends Error {}

function readDefinition(fields: Fields): ServerDefinition {
  const type = fields.text("type");
  const command = fields.text("command");
  const url = fields.text("url");
  if (type !== null && type !== "stdio" && !HTTP_TYPES.includes(type)) {
    throw fields.problem("type", `"type" must be one of stdio, ${HTTP_TYPES.join(", ")}`);
  }
  if (type === null && command !== null && url !== null) {
    throw fields.problem("url", 'both "command" and "url" are given: keep one, or add "type"');
  }
  if (type === "stdio" || (type === null && url === null)) {
    if (command === null) {
      const missing = type === null ? '"command" or "url"' : '"command"';
      throw fields.problem(null, `${missing} is missing`);
    }
    return readStdio(fields, command);
  }
  if (url === null) throw fields.problem(null, '"url" is missing');
  const definition: HttpDefinition = { kind: "http", url, headers: fields.texts("headers") };
  return definition;
}

function readStdio(fields: Fields, command: string): StdioDefinition {
  if (command.trim() === "") throw fields.problem("command", '"command" is empty');
  const cwd = fields.text("cwd");
  if (cwd === "") throw fields.problem("cwd", '"cwd" is empty');
  const env = fields.texts("env");
  for (const name of Object.keys(env)) {
    if (name === "" || name.includes("=")) {
      throw fields.problem(
        "env",
        `"env" has the name "${printable(name)}", which no variable can have`,
      );
    }
  }
  return {
    kind: "stdio",
    command,
    args: fields.list("args"),
    env,
    ...(cwd === null ? {} : { cwd }),
  };
}

function readDisabled(fields: Fields): string | null {
  if (fields.flag("disabled") === true) return '"disabled": true';
  return fields.flag("enabled") === false ? '"enabled": false' : null;
}

/** The members of an entry, read by type. A member that is `null` counts as absent. */
class Fields {
  readonly #tree: JsonTree;
  readonly #node: JsonNode;
  readonly #members: ReadonlyMap<string, JsonMember>;

  constructor(tree: JsonTree, node: JsonNode) {
    this.#tree = tree;
    this.#node = node;
    this.#members = this.#unique(node, "the entry");
  }

  /** What is wrong, with the place of a member, or of the whole entry. */
  problem(key: string | null, reason: string): EntryProblem {
    const member = key === null ? undefined : this.#members.get(key);
    return this.#problemAt(member?.value ?? this.#node, reason);
  }

  text(key: string): string | null {
    const node = this.#get(key);
    return node === null ? null : this.#textOf(node, `"${key}"`);
  }

  flag(key: string): boolean | null {
    const node = this.#get(key);
    if (node === null) return null;
    if (node.type === "boolean") return node.value === true;
    throw this.#problemAt(node, `"${key}" must be true or false: found ${kindOf(node)}`);
  }

  list(key: string): readonly string[] {
    const node = this.#get(key);
    if (node === null) return [];
    if (node.type !== "array") {
      throw this.#problemAt(node, `"${key}" must be an array of texts: found ${kindOf(node)}`);
    }
    const items = node.children ?? [];
    this.#bound(node, { key, count: items.length });
    return items.map((item, index) => this.#textOf(item, `"${key}"[${index}]`));
  }

  /** An object without prototype, so that no name in it means anything to JavaScript. */
  texts(key: string): Readonly<Record<string, string>> {
    const texts: Record<string, string> = Object.create(null);
    const node = this.#get(key);
    if (node === null) return texts;
    const members = this.#unique(node, `"${key}"`);
    this.#bound(node, { key, count: members.size });
    for (const [name, { keyNode, value }] of members) {
      const what = `"${key}"."${printable(name)}"`;
      if (name.includes("\0")) throw this.#problemAt(keyNode, `${what} has a NUL in its name`);
      const plain = value.type === "number" || value.type === "boolean";
      texts[name] = plain ? this.#tree.sourceOf(value) : this.#textOf(value, what);
    }
    return texts;
  }

  #get(key: string): JsonNode | null {
    const node = this.#members.get(key)?.value;
    return node === undefined || node.type === "null" ? null : node;
  }

  #textOf(node: JsonNode, what: string): string {
    if (node.type !== "string") {
      throw this.#problemAt(node, `${what} must be text: found ${kindOf(node)}`);
    }
    const text = String(node.value);
    if (text.includes("\0")) throw this.#problemAt(node, `${what} holds a NUL`);
    if (text.length > MAX_TEXT) {
      throw this.#problemAt(node, `${what} is longer than ${MAX_TEXT} characters`);
    }
    return text;
  }

  #unique(node: JsonNode, what: string): ReadonlyMap<string, JsonMember> {
    const members = membersOf(node);
    if (members === null) {
      throw this.#problemAt(node, `${what} must be an object: found ${kindOf(node)}`);
    }
    const byKey = new Map<string, JsonMember>();
    for (const member of members) {
      const first = byKey.get(member.key);
      if (first !== undefined) {
        const line = this.#tree.lineOf(first.keyNode);
        throw this.#problemAt(
          member.keyNode,
          `"${printable(member.key)}" is given again (first on line ${line})`,
        );
      }
      byKey.set(member.key, member);
    }
    return byKey;
  }

  #bound(node: JsonNode, { key, count }: { readonly key: string; readonly count: number }): void {
    if (count > MAX_ITEMS) {
      throw this.#problemAt(node, `"${key}" has ${count} items; at most ${MAX_ITEMS} are allowed`);
    }
  }

  #problemAt(node: JsonNode, reason: string): EntryProblem {
    return new EntryProblem(`${this.#tree.placeOf(node)}: ${reason}`);
  }
}
