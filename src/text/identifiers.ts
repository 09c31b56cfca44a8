/** Reserved words of Python 3.9 to 3.14, which cannot be names. */
const KEYWORDS: ReadonlySet<string> = new Set(
  ("False None True and as assert async await break class continue def del elif else except " +
    "finally for from global if import in is lambda nonlocal not or pass raise return try while " +
    "with yield").split(" "),
);
const MAX_LENGTH = 100;

/** Whether a name from outside can stand in Python as it is. Names that begin with `_` cannot: they are taken by the language and skipped by `import *`. */
export function isIdentifier(name: string): boolean {
  return name.length <= MAX_LENGTH && /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name);
}

/** The nearest Python identifier to a name; not unique. `fallback` stands for a name with no letter. */
export function toIdentifier(name: string, fallback: string): string {
  const ascii = name.slice(0, MAX_LENGTH).normalize("NFKD").replace(/\p{Mn}/gu, "");
  const plain = ascii.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_/, "").replace(/_$/, "");
  if (plain === "") return fallback;
  if (/^[0-9]/.test(plain)) return `${fallback}_${plain}`;
  return KEYWORDS.has(plain) ? `${plain}_` : plain;
}

/**
 * A Python identifier for each name, in order and without doubles. Names that are identifiers keep
 * them; the others take what is left, numbered from 2 where names fall together.
 */
export function uniqueIdentifiers(names: readonly string[], fallback: string): readonly string[] {
  const taken = new Set<string>(names.filter(isIdentifier));
  const given = new Set<string>();
  const counters = new Map<string, number>();
  return names.map((name) => {
    if (isIdentifier(name) && !given.has(name)) {
      given.add(name);
      return name;
    }
    const base = toIdentifier(name, fallback);
    let alias = base;
    let counter = counters.get(base) ?? 1;
    while (taken.has(alias)) {
      counter += 1;
      alias = `${base.replace(/_$/, "")}_${counter}`;
    }
    counters.set(base, counter);
    taken.add(alias);
    given.add(alias);
    return alias;
  });
}
