import { isJsonObject, type JsonObject, ownValue, sameJson } from "../json/json.ts";
import { EditProblem, type TextChange } from "./text_change.ts";

/** Where an entry stands in a file. */
export interface EntryPlace {
  /** The member of the file that holds the entries. */
  readonly key: string;
  readonly name: string;
}

/** An entry as it was taken out of a file, to be written into a file in JSON. */
export interface TakenEntry {
  /** The value, as JSON; comments in it are kept. */
  readonly source: string;
  /** Comments that stood directly above it, in the syntax of JSON; perhaps none. */
  readonly comments: string;
  /** The blanks before it on its line, which its further lines begin with too. */
  readonly indent: string;
}

/**
 * Changes servers' entries in the files of one syntax. What it does not name stays byte for byte. All
 * throw an `EditProblem` when the text cannot be parsed or has another shape.
 */
export interface Syntax {
  /** The whole file as data; an empty text is an empty object. */
  parse(text: string): JsonObject;
  /**
   * Writes an entry; the object that holds the entries need not be there. Of an entry that is there,
   * only the members that differ are changed, and members that are not named stay.
   */
  put(change: TextChange, place: EntryPlace, entry: JsonObject): void;
  /** Takes an entry out that is there. */
  take(change: TextChange, place: EntryPlace, options: TakeOptions): TakenEntry;
}

export interface TakeOptions {
  /** Whether the comments directly above the entry and behind it go with it. */
  readonly withComments: boolean;
}

/** The entry as data; `null` when there is none. @throws {EditProblem} */
export function readEntry(
  syntax: Syntax,
  text: string,
  { key, name }: EntryPlace,
): JsonObject | null {
  const container = ownValue(syntax.parse(text), key);
  if (container === undefined) return null;
  if (!isJsonObject(container)) throw new EditProblem(`"${key}" must be an object`);
  const entry = ownValue(container, name) ?? null;
  if (entry === null || isJsonObject(entry)) return entry;
  throw new EditProblem(`"${key}" holds something else than an entry at "${name}"`);
}

/**
 * {@linkcode Syntax.put}, after which the file is parsed again: it must say what it said before, and
 * the entry.
 *
 * @throws {EditProblem}
 */
export function putEntry(
  syntax: Syntax,
  change: TextChange,
  { entry, ...place }: EntryPlace & { readonly entry: JsonObject },
): void {
  const before = syntax.parse(change.text);
  const existing = readEntry(syntax, change.text, place);
  syntax.put(change, place, entry);
  const { key, name } = place;
  const container = { ...objectAt(before, key), [name]: { ...existing, ...entry } };
  check(parseAgain(syntax, change.text), { ...before, [key]: container });
}

/**
 * {@linkcode Syntax.take}, checked in the same way.
 *
 * @returns `null` when there is no such entry
 * @throws {EditProblem}
 */
export function takeEntry(
  syntax: Syntax,
  change: TextChange,
  { withComments, ...place }: EntryPlace & TakeOptions,
): TakenEntry | null {
  if (readEntry(syntax, change.text, place) === null) return null;
  const before = syntax.parse(change.text);
  const taken = syntax.take(change, place, { withComments });
  const { key, name } = place;
  const { [name]: _taken, ...others } = objectAt(before, key);
  const after = parseAgain(syntax, change.text);
  const { [key]: _container, ...rest } = before;
  // the object may go with its last entry
  const gone = Object.keys(others).length === 0 && !Object.hasOwn(after, key);
  check(after, gone ? rest : { ...before, [key]: others });
  return taken;
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = ownValue(object, key);
  return isJsonObject(value) ? value : {};
}

/** The text after an edit. What is wrong there the user has not written. */
function parseAgain(syntax: Syntax, text: string): JsonObject {
  try {
    return syntax.parse(text);
  } catch (error) {
    if (error instanceof EditProblem) throw new EditProblem(OTHER_FORM);
    throw error;
  }
}

const OTHER_FORM = "the entries are written in a form that cannot be changed without changing more";

function check(now: JsonObject, meant: JsonObject): void {
  if (!sameJson(now, meant)) throw new EditProblem(OTHER_FORM);
}
