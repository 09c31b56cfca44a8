import { FreeIdentifiers, toIdentifier } from "../text/identifiers.ts";

/** Aliases whose `mcp_<alias>` is a name of the runtime's own: `mcp_servers`. */
const RESERVED: ReadonlySet<string> = new Set(["servers"]);

const MAX_ALIAS = 64;
/** For names that leave no letter or digit. */
const FALLBACK = "server";
/** A word with Latin letters, and letters that look like Latin ones in it. */
const LATIN_WORD = /[\p{L}\p{M}]*\p{Script=Latin}[\p{L}\p{M}]*/gu;
const LOOK_ALIKES = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu;

/**
 * A server's name as a Python identifier in lower case: `GitHub (work)` becomes `github_work`. A
 * leading digit gets `server_` before it, and a keyword or a reserved alias `_` after it. It never
 * starts with `_`, which Python reads as private. A letter that looks like a Latin one becomes `_` in a
 * word with Latin ones: a project's server must not look like one of the user's.
 */
export function toAlias(name: string): string {
  // what is lower case in the end is so before keywords are looked for
  const lower = name.slice(0, 4 * MAX_ALIAS).normalize("NFKC").toLowerCase();
  const plain = lower.replace(LATIN_WORD, (word) => word.replace(LOOK_ALIKES, "_"));
  const alias = toIdentifier(plain, { fallback: FALLBACK, maxLength: MAX_ALIAS });
  return RESERVED.has(alias) ? `${alias}_` : alias;
}

/**
 * An alias for each name, all different. An earlier name keeps the plain alias and a later one gets
 * a number (`github`, `github_2`), so that what comes last in precedence cannot take a name over.
 */
export function assignAliases(names: readonly string[]): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  const free = new FreeIdentifiers();
  for (const name of names) {
    if (!aliases.has(name)) aliases.set(name, free.take(toAlias(name)));
  }
  return aliases;
}
