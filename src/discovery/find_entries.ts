import type { ConfigFormat } from "./client_table.ts";
import type { Platform } from "../system/system.ts";
import { type JsonMember, type JsonNode, JsonTree, kindOf, membersOf } from "./json_tree.ts";

/** What is known of a file besides its text. */
export interface FileContext {
  readonly format: ConfigFormat;
  /** Name of the file without `.json`: the name of a server that is a file of its own. */
  readonly stem: string;
  /** Working directory, absolute. */
  readonly cwd: string;
  readonly platform: Platform;
}

/** A server's entry in a file, not yet looked into. */
export interface FoundEntry {
  readonly name: string;
  readonly node: JsonNode;
  /** From the part of the file that is for the working directory alone. */
  readonly forDirectory: boolean;
  /** Lines on which this name stands again; an entry that has any is not used. */
  readonly repeatedOn: readonly number[];
}

export type FoundEntries =
  | { readonly ok: true; readonly entries: readonly FoundEntry[] }
  | { readonly ok: false; readonly problem: string };

/**
 * The servers' entries in a file, in order of precedence. What is not about servers is passed over;
 * what is, and is ambiguous, refuses the smallest part that holds it.
 */
export function findEntries(tree: JsonTree, context: FileContext): FoundEntries {
  const top = membersOf(tree.root);
  if (top === null) {
    return refuse(tree, tree.root, `an object was expected: found ${kindOf(tree.root)}`);
  }
  // the client itself prefers a directory's servers to those for everywhere
  const places = context.format === "servers_and_projects"
    ? directoryMembers(top, context).map((members) => ({ members, forDirectory: true }))
    : [];
  places.push({ members: top, forDirectory: false });
  const parts: (readonly FoundEntry[])[] = [];
  for (const { members, forDirectory } of places) {
    const found = entriesUnder(members, { tree, forDirectory });
    if (!found.ok) return found;
    parts.push(found.entries);
  }
  if (context.format !== "servers_or_single" || top.some(isServers)) {
    return { ok: true, entries: parts.flat() };
  }
  if (!top.some(({ key }) => key === "command" || key === "url")) {
    const missing = 'neither "mcpServers" nor a server with "command" or "url" was found';
    return refuse(tree, tree.root, missing);
  }
  const single = { name: context.stem, node: tree.root, forDirectory: false, repeatedOn: [] };
  return { ok: true, entries: [single] };
}

/** Members of the objects that a client keeps for the working directory; at most one in practice. */
function directoryMembers(
  top: readonly JsonMember[],
  context: FileContext,
): readonly (readonly JsonMember[])[] {
  return top.filter(({ key }) => key === "projects")
    .flatMap(({ value }) => membersOf(value) ?? [])
    .filter(({ key }) => samePath(key, context))
    .map(({ value }) => membersOf(value) ?? []);
}

function samePath(path: string, { cwd, platform }: FileContext): boolean {
  const canonical = (text: string): string => {
    if (platform !== "windows") return text.replace(/(?<=.)\/$/, "");
    return text.replaceAll("/", "\\").replace(/\\$/, "").toLowerCase();
  };
  return canonical(path) === canonical(cwd);
}

function entriesUnder(
  members: readonly JsonMember[],
  options: { readonly tree: JsonTree; readonly forDirectory: boolean },
): FoundEntries {
  const { tree, forDirectory } = options;
  const [servers, again] = members.filter(isServers);
  if (servers === undefined) return { ok: true, entries: [] };
  if (again !== undefined) {
    const first = tree.lineOf(servers.keyNode);
    return refuse(tree, again.keyNode, `"mcpServers" is given again (first on line ${first})`);
  }
  const named = membersOf(servers.value);
  if (named === null) {
    return refuse(
      tree,
      servers.value,
      `"mcpServers" must be an object: found ${kindOf(servers.value)}`,
    );
  }
  const byName = Map.groupBy(named, ({ key }) => key);
  const entries: FoundEntry[] = [];
  for (const [name, [first, ...others]] of byName) {
    if (first === undefined) continue;
    const lines = others.length === 0
      ? []
      : [first, ...others].map(({ keyNode }) => tree.lineOf(keyNode));
    entries.push({ name, node: first.value, forDirectory, repeatedOn: lines });
  }
  return { ok: true, entries };
}

function isServers({ key }: JsonMember): boolean {
  return key === "mcpServers";
}

function refuse(tree: JsonTree, node: JsonNode, problem: string): FoundEntries {
  return { ok: false, problem: `${tree.placeOf(node)}: ${problem}` };
}
