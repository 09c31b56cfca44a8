/** Words that Python keeps for itself; soft keywords are allowed as names. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ..."and as assert async await break class continue def del elif else except finally for from"
    .split(" "),
  ..."global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
]);

/** Aliases whose `mcp_<alias>` is a name of the runtime's own: `mcp_servers`. */
const RESERVED: ReadonlySet<string> = new Set(["servers"]);

const MAX_ALIAS = 64;
/** For names that leave no letter or digit. */
const FALLBACK = "server";

/**
 * A server's name as a Python identifier of a-z, 0-9 and `_`: `GitHub (work)` becomes `github_work`.
 * Marks are taken off letters (`café`, `cafe`); a leading digit gets `server_` before it, and a
 * keyword or a reserved alias `_` after it. It never starts with `_`, which Python reads as private.
 */
export function toAlias(name: string): string {
  const plain = name.slice(0, 4 * MAX_ALIAS).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "_").slice(0, MAX_ALIAS).replace(/^_|_$/g, "");
  if (words === "") return FALLBACK;
  if (/^[0-9]/.test(words)) return `${FALLBACK}_${words}`;
  return KEYWORDS.has(words) || RESERVED.has(words) ? `${words}_` : words;
}

/**
 * An alias for each name, all different. An earlier name keeps the plain alias and a later one gets
 * a number (`github`, `github_2`), so that what comes last in precedence cannot take a name over.
 */
export function assignAliases(names: readonly string[]): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  const taken = new Set<string>();
  const nextNumber = new Map<string, number>();
  for (const name of names) {
    if (aliases.has(name)) continue;
    const plain = toAlias(name);
    let alias = plain;
    let number = nextNumber.get(plain) ?? 2;
    while (taken.has(alias)) alias = `${plain.replace(/_$/, "")}_${number++}`;
    nextNumber.set(plain, number);
    taken.add(alias);
    aliases.set(name, alias);
  }
  return aliases;
}
