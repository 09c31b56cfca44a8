import { withoutBrokenEnd } from "./surrogates.ts";

/** Reserved words of Python 3.9 to 3.14. */
const KEYWORDS: ReadonlySet<string> = new Set(
  ("False None True and as assert async await break class continue def del elif else except " +
    "finally for from global if import in is lambda nonlocal not or pass raise return try while " +
    "with yield").split(" "),
);
const MAX_LENGTH = 100;
/** An identifier of Python that is no private one, apart from its normal form. */
const IDENTIFIER = /^\p{XID_Start}\p{XID_Continue}*$/u;
/** What identifiers may hold and nobody sees. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** What a `_` takes the place of: all that an identifier may not hold, and its connectors. */
const SEPARATORS = /(?:[^\p{XID_Continue}]|\p{Pc})+/gu;

/**
 * Whether a name can be used in Python unchanged. One that begins with `_` cannot: Python reserves
 * such names, and `import *` skips them. Nor can one that Python's parser would change: it brings
 * identifiers into the form NFKC.
 */
export function isIdentifier(name: string): boolean {
  if (name.length > MAX_LENGTH || !IDENTIFIER.test(name) || KEYWORDS.has(name)) return false;
  return withoutInvisible(name) === name;
}

function withoutInvisible(name: string): string {
  return name.normalize("NFKC").replace(INVISIBLE, "").normalize("NFKC");
}

export interface IdentifierOptions {
  /** Replaces a name without letters and digits, and precedes one that begins with no letter. */
  readonly fallback: string;
  /**
   * Longest identifier, in characters, without what is added to it.
   * @default {100}
   */
  readonly maxLength?: number;
}

/**
 * Turns a name into a Python identifier, which may not be unique. Letters and digits of every script
 * stay, in the form NFKC; what is between them becomes one `_`. A leading digit or mark is preceded by
 * the fallback and `_`; a keyword gets a `_` at its end. It never begins with `_`, which Python treats
 * as private.
 */
export function toIdentifier(name: string, options: IdentifierOptions): string {
  const { fallback, maxLength = MAX_LENGTH } = options;
  const joined = withoutInvisible(name.slice(0, 4 * maxLength)).replace(SEPARATORS, "_");
  const plain = withoutBrokenEnd(joined.slice(0, maxLength)).replace(/^_|_$/g, "");
  if (plain === "") return fallback;
  if (!IDENTIFIER.test(plain)) return `${fallback}_${plain}`;
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
