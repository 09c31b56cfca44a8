import { looseName, quoted, suggestion } from "./nearest.ts";

/** Longest name that is compared without case and punctuation; no server and no tool has a longer one. */
const MAX_LOOSE = 1_000;
/** Names written alike that an error lists. */
const SHOWN_ALIKE = 10;

/** Something that goes by a name and by an alias, each unique. */
export interface Named {
  readonly name: string;
  readonly alias: string;
}

export interface NameIndexOptions<T> {
  readonly namesOf: (item: T) => Named;
  /** By which of the two an error calls an item. */
  readonly shown: keyof Named;
}

/** The one rule by which servers and tools are found by a name from outside. */
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

  /** The item of exactly this name. */
  named(name: string): T | undefined {
    return this.#byName.get(name);
  }

  /**
   * The item that is meant: the one of this name, else of this alias, else the only one whose name or
   * alias differs from it in case and punctuation alone.
   */
  find(asked: string): T | undefined {
    const [only, ...others] = this.#alike(asked);
    return this.#byName.get(asked) ?? this.#byAlias.get(asked) ??
      (others.length === 0 ? only : undefined);
  }

  /**
   * For the end of an error, after a name that means no item: `; did you mean "x"? known: a, b`.
   *
   * @param what what the items are, such as `its tools`
   */
  hint(asked: string, what: string): string {
    const alike = this.#alike(asked).map((item) => quoted(this.#shown(item)));
    if (alike.length > 1) {
      return `; several are written alike: ${alike.slice(0, SHOWN_ALIKE).join(", ")}`;
    }
    return suggestion(asked, this.#items.map((item) => this.#shown(item)), what);
  }

  #alike(asked: string): readonly T[] {
    const key = asked.length > MAX_LOOSE ? "" : looseName(asked);
    return key === "" ? [] : [...this.#byLooseName.get(key) ?? []];
  }

  #shown(item: T): string {
    return this.#options.namesOf(item)[this.#options.shown];
  }
}
