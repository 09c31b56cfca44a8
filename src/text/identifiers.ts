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
  /** Stands for a name with no letter or digit, and before a leading digit. */
  readonly fallback: string;
  /**
   * Most characters of the name that are kept.
   * @default {100}
   */
  readonly maxLength?: number;
}

/**
 * The nearest Python identifier to a name, of A-Z, a-z, 0-9 and `_`; not unique. Marks are taken off
 * letters; a leading digit gets the fallback and `_` before it, and a keyword `_` after it. It never
 * starts with `_`, which Python reads as private.
 */
export function toIdentifier(name: string, options: IdentifierOptions): string {
  const { fallback, maxLength = MAX_LENGTH } = options;
  const letters = name.slice(0, 4 * maxLength).normalize("NFKD").replace(/\p{M}/gu, "");
  const plain = letters.replace(/[^A-Za-z0-9]+/g, "_").slice(0, maxLength).replace(/^_|_$/g, "");
  if (plain === "") return fallback;
  if (/^[0-9]/.test(plain)) return `${fallback}_${plain}`;
  return KEYWORDS.has(plain) ? `${plain}_` : plain;
}

/** Hands out identifiers, none twice. */
export class FreeIdentifiers {
  readonly #taken: Set<string>;
  /** The number that is tried next for an identifier. */
  readonly #numbers = new Map<string, number>();

  /** @param taken identifiers that are never handed out */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** The identifier given, or the first of `name_2`, `name_3` … that is free. */
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
