/** Reserved words of Python 3.9 to 3.14. */
const KEYWORDS: ReadonlySet<string> = new Set(
  ("False None True and as assert async await break class continue def del elif else except " +
    "finally for from global if import in is lambda nonlocal not or pass raise return try while " +
    "with yield").split(" "),
);
const MAX_LENGTH = 100;

/**
 * Whether a name can be used in Python unchanged. One that begins with `_` cannot: Python reserves
 * such names, and `import *` skips them.
 */
export function isIdentifier(name: string): boolean {
  return name.length <= MAX_LENGTH && /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name);
}

export interface IdentifierOptions {
  /** Replaces a name without letters and digits, and precedes one that begins with a digit. */
  readonly fallback: string;
  /**
   * Longest identifier, in characters, without what is added to it.
   * @default {100}
   */
  readonly maxLength?: number;
}

/**
 * Turns a name into a Python identifier of A-Z, a-z, 0-9 and `_`, which may not be unique. Letters
 * lose their marks; a leading digit is preceded by the fallback and `_`; a keyword gets a `_` at its
 * end. It never begins with `_`, which Python treats as private.
 */
export function toIdentifier(name: string, options: IdentifierOptions): string {
  const { fallback, maxLength = MAX_LENGTH } = options;
  const letters = name.slice(0, 4 * maxLength).normalize("NFKD").replace(/\p{M}/gu, "");
  const plain = letters.replace(/[^A-Za-z0-9]+/g, "_").slice(0, maxLength).replace(/^_|_$/g, "");
  if (plain === "") return fallback;
  if (/^[0-9]/.test(plain)) return `${fallback}_${plain}`;
  return KEYWORDS.has(plain) ? `${plain}_` : plain;
}

/** Hands out unique identifiers. */
export class FreeIdentifiers {
  readonly #taken: Set<string>;
  /** The next number to try, by identifier. */
  readonly #numbers = new Map<string, number>();

  /** @param taken identifiers that are already in use */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** Returns the identifier itself, or the first of `name_2`, `name_3` … that is free. */
  take(identifier: string): string {
    let free = identifier;
    let number = this.#numbers.get(identifier) ?? 2;
    while (this.#taken.has(free)) free = `${identifier.replace(/_$/, "")}_${number++}`;
    this.#numbers.set(identifier, number);
    this.#taken.add(free);
    return free;
  }
}

/**
 * Gives each name a unique Python identifier, in order. Names that are identifiers stay; others get a
 * number from 2 if their identifier is taken.
 */
export function uniqueIdentifiers(names: readonly string[], fallback: string): readonly string[] {
  const free = new FreeIdentifiers(names.filter(isIdentifier));
  const kept = new Set<string>();
  return names.map((name) => {
    if (!isIdentifier(name) || kept.has(name)) return free.take(toIdentifier(name, { fallback }));
    kept.add(name);
    return name;
  });
}
