import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { followed, otherNames } from "../catalogue/schema.ts";
import { looseName } from "../text/nearest.ts";
import { type CheckOptions, fits } from "./check_arguments.ts";
import { meantSchema } from "./meant_schema.ts";
import type { Problems } from "./problems.ts";
import { repairValue } from "./repair_value.ts";
import { resemblance } from "./resembling.ts";

/** Levels of objects and lists inside the arguments, and items of a list, that are looked at. */
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
/** Unknown names that are told, and names that are known where they were given. */
const MAX_STRAYS = 16;
const MAX_KNOWN = 40;
/** Steps of the budget that one comparison of two names takes. */
const COMPARISON = 20;
/** Guesses for one unknown name. */
const MAX_GUESSES = 3;

/** Names that a schema does not list, and does not forbid. */
export interface StrayNames {
  /** The key inside the arguments whose object has them; `null` for the arguments themselves. */
  readonly place: string | null;
  readonly names: readonly string[];
  /** Names that are known there, those of parameters as Python has them. */
  readonly known: readonly string[];
  /** How many are known besides. */
  readonly more: number;
}

export interface StrayOptions extends CheckOptions {
  /** Receives the names that resemble a known one, and all when there are other problems. */
  readonly problems: Problems;
}

/**
 * Names in the arguments of a call that its schema neither lists nor forbids, such as `limit` for
 * `maxRecords`: most servers ignore them. One that resembles a known name, which is not given, is a
 * problem; the others are returned. Objects whose keys are free have none.
 */
export function findStrayNames(given: JsonObject, options: StrayOptions): readonly StrayNames[] {
  const search = new StraySearch(options);
  search.look(given, options.schema, 0);
  return search.end();
}

interface Stray {
  readonly path: readonly (string | number)[];
  readonly names: string[];
  readonly properties: JsonObject;
}

class StraySearch {
  readonly #options: StrayOptions;
  readonly #path: (string | number)[] = [];
  readonly #strays: Stray[] = [];
  #count = 0;

  constructor(options: StrayOptions) {
    this.#options = options;
  }

  look(value: JsonValue, schema: JsonValue, depth: number): void {
    const { budget, schema: root } = this.#options;
    budget.left -= 1;
    if (depth > MAX_DEPTH || budget.left < 0 || typeof value !== "object" || value === null) return;
    // the arguments themselves have one schema, whatever it says of alternatives
    const meant = depth === 0
      ? followed(schema, root)
      : meantSchema(value, schema, { root, budget });
    if (isJsonArray(value)) {
      const items = ownValue(meant, "items");
      if (!isJsonObject(items)) return;
      value.slice(0, MAX_ITEMS).forEach((item, index) => this.#inside(index, item, items, depth));
      return;
    }
    const properties = ownValue(meant, "properties");
    if (!isJsonObject(value) || !isJsonObject(properties)) return;
    const others = otherNames(meant);
    // inside, other keys are allowed where the server hands the object on
    const open = others === "unsaid" || (others === "allowed" && depth === 0);
    const strays: string[] = [];
    for (const [name, item] of Object.entries(value)) {
      const property = ownValue(properties, name);
      if (property !== undefined) this.#inside(name, item, property, depth);
      else if (open && !this.#resembles(name, value, properties)) strays.push(name);
    }
    this.#add(strays, properties);
  }

  /** The names that are no problem. Where there are problems, they are told with these. */
  end(): readonly StrayNames[] {
    const { problems, parameters } = this.#options;
    if (problems.count > 0) {
      for (const { path, names, properties } of this.#strays) {
        problems.at(path, () => names.forEach((name) => problems.unknownName(name, properties)));
      }
      return [];
    }
    return this.#strays.map(({ path, names, properties }) => {
      const known = Object.keys(properties);
      return {
        place: path.length === 0 ? null : problems.place(path),
        names,
        known: known.slice(0, MAX_KNOWN).map((name) =>
          path.length === 0 ? parameters.get(name)?.alias ?? name : name
        ),
        more: Math.max(0, known.length - MAX_KNOWN),
      };
    });
  }

  #inside(key: string | number, value: JsonValue, schema: JsonValue, depth: number): void {
    this.#path.push(key);
    this.look(value, schema, depth + 1);
    this.#path.pop();
  }

  #add(names: readonly string[], properties: JsonObject): void {
    const room = MAX_STRAYS - this.#count;
    if (names.length === 0 || room <= 0) return;
    this.#count += names.length;
    this.#strays.push({ path: [...this.#path], names: names.slice(0, room), properties });
  }

  /** Whether a value could be meant for a parameter. Any number could be a text, so none is. */
  #isFor(value: JsonValue, property: JsonValue): boolean {
    const { budget, schema: root } = this.#options;
    const repaired = repairValue(value, property, { root, budget });
    const isText = typeof repaired === "string" && typeof value !== "string";
    return !isText && fits(repaired, property, { root, budget });
  }

  #resembles(name: string, given: JsonObject, properties: JsonObject): boolean {
    const { budget, problems } = this.#options;
    if (budget.left < COMPARISON) return false;
    const near: Record<"slip" | "other", string[]> = { slip: [], other: [] };
    for (const known of Object.keys(properties)) {
      budget.left -= COMPARISON;
      if (budget.left < 0) break;
      // two spellings of one name are given, and only one of the values counts
      const isTwin = looseName(known) === looseName(name);
      if (Object.hasOwn(given, known) && !isTwin) continue;
      const how = resemblance(name, known);
      if (how === null) continue;
      const property = properties[known] ?? {};
      if (how === "slip" || this.#isFor(given[name] ?? null, property)) near[how].push(known);
    }
    const guesses = near.slip.length > 0 ? near.slip : near.other;
    if (guesses.length === 0) return false;
    problems.at(this.#path, () => {
      problems.unknownName(name, properties, guesses.slice(0, MAX_GUESSES));
    });
    return true;
  }
}
