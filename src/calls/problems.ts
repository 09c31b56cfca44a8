import { writeJson } from "../json/write_json.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { ownValue } from "../json/json.ts";
import { typeOf } from "../catalogue/json_type.ts";
import { pythonLiteral, pythonType } from "../catalogue/python_type.ts";
import type { Parameter } from "../catalogue/schema.ts";
import { cleanLine } from "../text/clean_text.ts";
import { didYouMean, quoted } from "../text/nearest.ts";

/** Problems that are told; the others are counted. */
const SHOWN_PROBLEMS = 10;
/** Choices that one problem shows. */
const SHOWN_CHOICES = 10;
/** Guesses of one call, each of which may cost milliseconds, and names that one is made from. */
const MAX_GUESSES = 3;
const GUESSED_FROM = 300;
/** UTF-16 units of a text that was seen, of a place, and of a type. */
const SHOWN_TEXT = 30;
const SHOWN_PLACE = 80;
const SHOWN_TYPE = 200;
/** Schemas that are looked at for the words of one type. */
const TYPE_STEPS = 100;
/** What says of which type a value is, without its choices. */
const TYPE_KEYWORDS = ["type", "items", "properties", "required", "additionalProperties"];

const PYTHON_NAMES = {
  string: "str",
  integer: "int",
  number: "float",
  boolean: "bool",
  null: "None",
  array: "list",
  object: "dict",
} as const;

export interface ProblemsOptions {
  /** The schema that local references point into. */
  readonly root: JsonObject;
  /** For the names that Python uses. */
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** A number of parts, such as characters or items, that is out of its bounds. */
export interface WrongCount {
  readonly words: string;
  readonly bound: number;
  readonly count: number;
  readonly unit: string;
}

/** Collects what is wrong with the arguments of one call, in words that are bounded in number and length. */
export class Problems {
  readonly #options: ProblemsOptions;
  readonly #path: (string | number)[];
  readonly #shown: string[] = [];
  /** Names of the schemas that were asked for theirs: there may be many. */
  readonly #names = new Map<JsonObject, readonly string[]>();
  #count = 0;
  #guesses = 0;

  constructor(options: ProblemsOptions, path: readonly (string | number)[] = []) {
    this.#options = options;
    this.#path = [...path];
  }

  get count(): number {
    return this.#count;
  }

  /** All problems, joined by semicolons; beyond ten, only their number. */
  text(): string {
    const more = this.#count - this.#shown.length;
    return [...this.#shown, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
  }

  /** Whatever is said until {@linkcode leave} is about this part of the value. */
  enter(key: string | number): void {
    this.#path.push(key);
  }

  leave(): void {
    this.#path.pop();
  }

  /** Whatever `say` tells is about the part of the arguments at this path. */
  at(path: readonly (string | number)[], say: () => void): void {
    const before = this.#path.splice(0, Infinity, ...path);
    say();
    this.#path.splice(0, Infinity, ...before);
  }

  /** A part of the arguments as Python writes it. */
  place(path: readonly (string | number)[]): string {
    return placeOf(this.#named(path));
  }

  /** A collection of its own, for the same part of the value. */
  aside(): Problems {
    return new Problems(this.#options, this.#path);
  }

  missing(name: string): void {
    this.#add(() => `${quoted(placeOf(this.#named([...this.#path, name])))} is missing`);
  }

  notAllowed(): void {
    this.#add(() => `${this.#subject()} must not be given`);
  }

  /** @param meant names that are certainly meant; without them, the nearest ones are guessed */
  unknownName(name: string, properties: JsonObject, meant?: readonly string[]): void {
    this.#add(() => {
      const names = meant ?? this.#namesOf(properties);
      const inside = this.#path.length > 0;
      const known = inside ? names : names.map((one) => this.#alias(one));
      const guess = meant === undefined
        ? this.#guess(name, known)
        : ` (did you mean ${known.map(quoted).join(" or ")}?)`;
      const what = inside ? `${this.#subject()} has no key` : "it has no parameter";
      return `${what} ${quoted(name)}${guess}`;
    });
  }

  wrongType(value: JsonValue, schema: JsonObject): void {
    this.#add(() => {
      const own = TYPE_KEYWORDS.flatMap((key): [string, JsonValue][] => {
        const said = ownValue(schema, key);
        return said === undefined ? [] : [[key, said]];
      });
      return this.#expected(Object.fromEntries(own), value) ??
        `${this.#subject()} is of a wrong type: ${seen(value)}`;
    });
  }

  /** No alternative is of the value's type. */
  wrongAlternatives(value: JsonValue, alternatives: readonly JsonValue[]): void {
    this.#add(() =>
      this.#expected({ anyOf: alternatives }, value) ?? this.#noneOf(alternatives.length)
    );
  }

  /** None of some alternatives fits; `tried` says of the likely ones what is wrong with each. */
  noAlternative(count: number, tried: readonly Problems[]): void {
    this.#add(() => {
      const each = tried.map((problems) => problems.#shown[0]).filter((one) => one !== undefined);
      const shown = [...new Set(each)];
      return `${this.#noneOf(count)}${shown.length === 0 ? "" : ` (${shown.join("; or ")})`}`;
    });
  }

  noChoice(value: JsonValue, choices: readonly JsonValue[]): void {
    this.#add(() => {
      const literals = choices.slice(0, SHOWN_CHOICES).map((choice) => pythonLiteral(choice));
      const shown = literals.filter((literal) => literal !== null);
      const more = choices.length - shown.length;
      const known = [...shown, ...(more > 0 ? [`${more} other values`] : [])];
      const one = known.length === 1 ? "" : "one of ";
      const texts = choices.slice(0, GUESSED_FROM).filter((one) => typeof one === "string");
      const near = typeof value === "string" ? this.#guess(value, texts) : "";
      return `${this.#subject()} must be ${one}${known.join(", ")}, not ${seen(value)}${near}`;
    });
  }

  mustBe(what: string, value: JsonValue): void {
    this.#add(() => `${this.#subject()} must be ${what}, not ${seen(value)}`);
  }

  wrongCount({ words, bound, count, unit }: WrongCount): void {
    this.#add(() => {
      const verb = this.#path.length === 0 ? "have" : "has";
      const units = bound === 1 ? unit : `${unit}s`;
      return `${this.#subject()} must have ${words} ${bound} ${units}, and ${verb} ${count}`;
    });
  }

  twice(item: JsonValue): void {
    this.#add(() => `${this.#subject()} must not hold ${seen(item)} twice`);
  }

  #add(say: () => string): void {
    this.#count += 1;
    if (this.#shown.length < SHOWN_PROBLEMS) this.#shown.push(say());
  }

  #expected(schema: JsonObject, value: JsonValue): string | null {
    const type = pythonType(schema, {
      root: this.#options.root,
      depth: 1,
      budget: { left: TYPE_STEPS },
    });
    if (type === "Any" || type.length > SHOWN_TYPE) return null;
    return `${this.#subject()} must be ${type}, not ${seen(value)}`;
  }

  #guess(asked: string, known: readonly string[]): string {
    this.#guesses += 1;
    const guess = this.#guesses > MAX_GUESSES ? "" : didYouMean(asked, known);
    return guess === "" ? "" : ` (${guess})`;
  }

  #namesOf(properties: JsonObject): readonly string[] {
    const known = this.#names.get(properties);
    if (known !== undefined) return known;
    const names = Object.keys(properties).slice(0, GUESSED_FROM);
    this.#names.set(properties, names);
    return names;
  }

  #noneOf(count: number): string {
    const verb = this.#path.length === 0 ? "match" : "matches";
    return `${this.#subject()} ${verb} none of the ${count} alternatives`;
  }

  #subject(): string {
    if (this.#path.length === 0) return "the arguments";
    return quoted(placeOf(this.#named(this.#path)));
  }

  #named(path: readonly (string | number)[]): readonly (string | number)[] {
    const [first, ...rest] = path;
    return typeof first === "string" ? [this.#alias(first), ...rest] : path;
  }

  #alias(name: string): string {
    return this.#options.parameters.get(name)?.alias ?? name;
  }
}

/** A place inside the arguments as Python writes it, `filter.labels[2]`; a long one without its middle. */
function placeOf(path: readonly (string | number)[]): string {
  const parts = path.map((key, index) => {
    if (typeof key === "number") return `[${key}]`;
    const name = key.length > SHOWN_TEXT ? `${key.slice(0, SHOWN_TEXT)}…` : key;
    if (/^[A-Za-z_]\w*…?$/.test(name)) return index === 0 ? name : `.${name}`;
    return index === 0 ? name : `['${name}']`;
  });
  const place = parts.join("");
  if (place.length <= SHOWN_PLACE) return place;
  const half = SHOWN_PLACE / 2 - 1;
  return `${place.slice(0, half)}…${place.slice(-half)}`;
}

/** A value as an error repeats it: its Python type and, when it is short, itself. */
function seen(value: JsonValue): string {
  if (value === null || typeof value === "boolean") return pythonLiteral(value) ?? "";
  const name = PYTHON_NAMES[typeOf(value)];
  if (typeof value === "object") return name;
  if (typeof value === "number" || typeof value === "bigint") return `${name} ${value}`;
  const text = cleanLine(value.slice(0, 4 * SHOWN_TEXT), SHOWN_TEXT);
  return `${name} ${writeJson(text)}${value.length > SHOWN_TEXT ? "…" : ""}`;
}
