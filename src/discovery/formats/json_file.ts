import { printable } from "../../text/printable.ts";
import type { Dialect } from "../dialect.ts";
import {
  type ClientRules,
  formatKind,
  formatPlace,
  type ParsedFile,
  type RawContent,
  type RawEntry,
  type RawFields,
  type RawMember,
  type RawValue,
} from "./config_format.ts";
import {
  type JsonMember,
  type JsonNode,
  type JsonTree,
  kindOf,
  membersOf,
  parseJsonTree,
} from "./json_tree.ts";

/** Most places that are named for one server. */
const MAX_LINES = 5;

/** An object in a file. */
export interface JsonObject {
  readonly tree: JsonTree;
  readonly node: JsonNode;
  /** In order, with those that stand again. */
  readonly members: readonly JsonMember[];
}

/** A server's entry in a file, not yet looked into. */
export interface JsonEntry {
  readonly name: string;
  readonly node: JsonNode;
  /** From the part of the file that is for the working directory alone. */
  readonly forDirectory: boolean;
  /** Lines on which this name stands, if more than one; such an entry is not used. */
  readonly repeatedOn: readonly number[];
  /** How it is read, when not as the others of its file. */
  readonly shape?: EntryShape;
}

/** How a client reads one of its entries. */
export interface EntryShape {
  readonly dialect: Dialect;
  /**
   * What an entry says, in which no name stands twice.
   *
   * @throws {JsonProblem}
   */
  read(entry: JsonObject, name: string): RawFields;
}

/** Something that refuses the smallest part of a file that holds it: an entry, or all. */
export class JsonProblem extends Error {
  /** @param place what is wrong begins there */
  constructor(problem: string, place: { readonly tree: JsonTree; readonly node: JsonNode }) {
    super(`${formatPlace(place.tree.placeOf(place.node))}: ${problem}`);
  }
}

/** What tells one format in JSON from another. Its functions may throw a `JsonProblem`. */
export interface JsonFormat {
  /** The servers' entries, in order of precedence. What is not about servers is passed over. */
  find(top: JsonObject): readonly JsonEntry[];
  readonly shape: EntryShape;
  /** What the file says of all servers of its client. */
  rules?(top: JsonObject): ClientRules;
}

/** Parses a file that is one JSON object; comments and trailing commas are allowed. */
export function parseJsonFile(text: string, format: JsonFormat): ParsedFile {
  const json = parseJsonTree(text);
  if (!json.ok) return json;
  const { tree } = json;
  try {
    const top = topOf(tree);
    const found = format.find(top);
    const toEntry = (entry: JsonEntry): RawEntry => {
      const shape = entry.shape ?? format.shape;
      return {
        name: entry.name,
        place: tree.placeOf(entry.node),
        forDirectory: entry.forDirectory,
        dialect: shape.dialect,
        content: contentOf(entry, { tree, shape }),
      };
    };
    const rules = format.rules?.(top);
    const entries = Iterator.from(found).map(toEntry);
    return { ok: true, entries, ...(rules === undefined ? {} : { rules }) };
  } catch (error) {
    if (error instanceof JsonProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

/**
 * The entries in the member `key` of an object, which holds them by name; none when it is not there.
 *
 * @throws {JsonProblem} when it is no object, or is there twice
 */
export function entriesUnder(
  { tree, members }: Pick<JsonObject, "tree" | "members">,
  options: {
    readonly key: string;
    readonly forDirectory?: boolean;
    readonly shape?: EntryShape;
  },
): readonly JsonEntry[] {
  const { key, forDirectory = false, shape } = options;
  const [servers, again] = members.filter((member) => member.key === key);
  if (servers === undefined) return [];
  if (again !== undefined) throw repeated(tree, { first: servers, again });
  const inside = membersIn(tree, servers.value, `"${key}"`);
  return entriesOf(tree, inside, { forDirectory, ...(shape === undefined ? {} : { shape }) });
}

/** The entries that members of an object are, by name. */
export function entriesOf(
  tree: JsonTree,
  members: readonly JsonMember[],
  common: Pick<JsonEntry, "forDirectory" | "shape">,
): readonly JsonEntry[] {
  const entries: JsonEntry[] = [];
  const byName = Map.groupBy(members, (member) => member.key);
  for (const [name, [first, ...others]] of byName) {
    if (first === undefined) continue;
    const repeatedOn = others.length === 0
      ? []
      : [first, ...others].map(({ keyNode }) => tree.placeOf(keyNode).line);
    entries.push({ ...common, name, node: first.value, repeatedOn });
  }
  return entries;
}

/**
 * A value as plain data.
 *
 * @throws {JsonProblem} when a name stands twice in an object
 */
export function toRawValue(tree: JsonTree, node: JsonNode): RawValue {
  const place = tree.placeOf(node);
  const kind = kindOf(node);
  switch (kind) {
    case "string":
      return { place, kind, text: String(node.value) };
    case "number":
    case "boolean":
      return { place, kind, text: tree.sourceOf(node) };
    case "null":
      return { place, kind };
    case "array":
      return { place, kind, items: (node.children ?? []).map((item) => toRawValue(tree, item)) };
    case "object": {
      const members = uniqueMembers(tree, membersOf(node) ?? []);
      const toMember = ({ key, keyNode, value }: JsonMember): RawMember => ({
        name: key,
        place: tree.placeOf(keyNode),
        value: toRawValue(tree, value),
      });
      return { place, kind, members: members.map(toMember) };
    }
  }
}

function topOf(tree: JsonTree): JsonObject {
  const node = tree.root;
  const members = membersOf(node);
  if (members !== null) return { tree, node, members };
  const found = formatKind(kindOf(node));
  throw new JsonProblem(`an object was expected: found ${found}`, { tree, node });
}

interface ContentContext {
  readonly tree: JsonTree;
  readonly shape: EntryShape;
}

function contentOf(entry: JsonEntry, { tree, shape }: ContentContext): RawContent {
  const { name, node, repeatedOn } = entry;
  if (repeatedOn.length > 0) {
    const reason = `it is defined more than once, on lines ${listLines(repeatedOn)}: keep one`;
    return { ok: false, reason };
  }
  try {
    const members = uniqueMembers(tree, membersIn(tree, node, "the entry"));
    return { ok: true, fields: shape.read({ tree, node, members }, name) };
  } catch (error) {
    if (error instanceof JsonProblem) return { ok: false, reason: error.message };
    throw error;
  }
}

function listLines(lines: readonly number[]): string {
  const shown = lines.slice(0, MAX_LINES).join(", ");
  return lines.length <= MAX_LINES ? shown : `${shown} and more`;
}

function membersIn(tree: JsonTree, node: JsonNode, what: string): readonly JsonMember[] {
  const members = membersOf(node);
  if (members !== null) return members;
  const found = formatKind(kindOf(node));
  throw new JsonProblem(`${what} must be an object: found ${found}`, { tree, node });
}

function uniqueMembers(tree: JsonTree, members: readonly JsonMember[]): readonly JsonMember[] {
  const seen = new Map<string, JsonMember>();
  for (const again of members) {
    const first = seen.get(again.key);
    if (first !== undefined) throw repeated(tree, { first, again });
    seen.set(again.key, again);
  }
  return members;
}

function repeated(
  tree: JsonTree,
  { first, again }: { readonly first: JsonMember; readonly again: JsonMember },
): JsonProblem {
  const { line } = tree.placeOf(first.keyNode);
  const problem = `"${printable(again.key)}" is given again (first on line ${line})`;
  return new JsonProblem(problem, { tree, node: again.keyNode });
}
