import { messageOf, UsageError } from "../errors.ts";
import { parseRequirement, type Requirement } from "../packages/requirement.ts";
import { escapeLine } from "../text/escape.ts";

/** Packages that one command may name. */
const MAX_NAMED = 50;

/**
 * Parses packages of a command line: names, perhaps with versions.
 *
 * @throws {UsageError}
 */
export function parsePackages(texts: readonly string[]): readonly Requirement[] {
  if (texts.length > MAX_NAMED) {
    throw new UsageError(`Cannot take ${texts.length} packages: at most ${MAX_NAMED} at a time`);
  }
  const parsed = texts.map((text) => {
    try {
      const requirement = parseRequirement(text);
      if (requirement.marker === null) return requirement;
      throw new SyntaxError("a condition after ; is not for a command line");
    } catch (error) {
      throw new UsageError(
        `Cannot take "${escapeLine(text)}" as a package: ${messageOf(error)}`,
        { cause: error },
      );
    }
  });
  const twice = parsed.find(({ name }, at) => parsed.findIndex((one) => one.name === name) !== at);
  if (twice !== undefined) throw new UsageError(`Cannot take ${twice.name} twice: name it once`);
  return parsed;
}

/**
 * Packages with commas between them. A comma also stands between the versions of one, as in
 * `numpy>=1,<2`, where no name follows it.
 *
 * @param before those of the same option before
 */
export function splitPackages(text: string, before: readonly string[] = []): readonly string[] {
  const betweenPackages = /,(?![^[]*\])(?=\s*(?:[A-Za-z0-9]|$))/;
  const names = text.split(betweenPackages).map((name) => name.trim());
  return [...before, ...names.filter((name) => name !== "")];
}
