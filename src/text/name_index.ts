import { looseName, quoted, suggestion } from "./nearest.ts";

/** Longest name that is compared without case and punctuation, in UTF-16 units. */
const MAX_LOOSE = 1_000;
/** Most similar names that an error lists. */
const SHOWN_ALIKE = 10;

/** A name and an alias, each unique among the items of an index. */
export interface Named {
  readonly name: string;
  readonly alias: string;
}

export interface NameIndexOptions<T> {
  readonly namesOf: (item: T) => Named;
  /** Which of the two an error shows. */
  readonly shown: keyof Named;
  /** Whether an error may offer an item; the others are found all the same. @default all */
  readonly offered?: (item: T) => boolean;
}

/** Finds servers and tools by a name from outside, by one rule for both. */
export class NameIndex<T> {
  readonly #items: readonly T[];
  readonly #options: NameIndexOptions<T>;
  readonly #byName: ReadonlyMap<string, T>;
  readonly #byAlias: ReadonlyMap<string, T>;
  readonly #byLooseName = new Map<string, Set<T>>();

  constructor(items: readonly T[], options: NameIndexOptions<T>) {
    this.#items = items;
    this.#options = options;
    this.#byName = new Map(items.map((item) => [options.namesOf(item).name, item]));
    this.#byAlias = new Map(items.map((item) => [options.namesOf(item).alias, item]));
    for (const item of items) {
      const { name, alias } = options.namesOf(item);
      for (const key of [looseName(name), looseName(alias)]) {
        const alike = this.#byLooseName.get(key) ?? new Set();
        this.#byLooseName.set(key, alike.add(item));
      }
    }
  }

  /** The item with exactly this name. */
  named(name: string): T | undefined {
    return this.#byName.get(name);
  }

  /**
   * Finds an item by its exact name, else by its exact alias, else as the only item whose name or
   * alias differs only in case and punctuation.
   */
  find(asked: string): T | undefined {
    const [only, ...others] = this.#alike(asked);
    return this.#byName.get(asked) ?? this.#byAlias.get(asked) ??
      (others.length === 0 ? only : undefined);
  }

  /**
   * The end of an error about a name that finds no item: `; did you mean "x"? WHAT: a, b`.
   *
   * @param what introduces the known names, such as `its tools`
   */
  hint(asked: string, what: string): string {
    const alike = this.#alike(asked).map((item) => quoted(this.#shown(item)));
    if (alike.length > 1) {
      return `; several are written alike: ${alike.slice(0, SHOWN_ALIKE).join(", ")}`;
    }
    const offered = this.#items.filter(this.#options.offered ?? (() => true));
    return suggestion(asked, offered.map((item) => this.#shown(item)), what);
  }

  #alike(asked: string): readonly T[] {
    const key = asked.length > MAX_LOOSE ? "" : looseName(asked);
    return key === "" ? [] : [...this.#byLooseName.get(key) ?? []];
  }

  #shown(item: T): string {
    return this.#options.namesOf(item)[this.#options.shown];
  }
}
