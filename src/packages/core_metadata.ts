import { parseRequirement, type Requirement } from "./requirement.ts";

/** What the metadata of a package says of what it needs. */
export interface CoreMetadata {
  readonly requirements: readonly Requirement[];
  /** Specifiers of the Python; empty for any. */
  readonly requiresPython: string;
}

/** Dependencies of one package. */
const MAX_REQUIREMENTS = 1_000;

/**
 * Reads the headers of a `METADATA` file ("Core metadata" of the PyPA specifications).
 *
 * @throws {SyntaxError} with a clause that names the line that cannot be understood
 */
export function parseCoreMetadata(text: string): CoreMetadata {
  const requirements: Requirement[] = [];
  let requiresPython = "";
  for (const line of headersOf(text)) {
    const [, field = "", value = ""] = /^([A-Za-z-]+):(.*)$/s.exec(line) ?? [];
    const name = field.toLowerCase();
    if (name === "requires-python") requiresPython = value.trim();
    if (name !== "requires-dist") continue;
    if (requirements.length === MAX_REQUIREMENTS) {
      throw new SyntaxError(`it has more than ${MAX_REQUIREMENTS} dependencies`);
    }
    const requirement = parseDependency(value.trim());
    if (requirement !== null) requirements.push(requirement);
  }
  return { requirements, requiresPython };
}

/** `null` for one that cannot be read and is for an extra alone, which mostly nobody wants. */
function parseDependency(text: string): Requirement | null {
  try {
    return parseRequirement(text);
  } catch (error) {
    if (/;.*\bextra\s*==/s.test(text)) return null;
    throw error;
  }
}

/** Lines up to the first empty one, after which the description begins. */
function headersOf(text: string): readonly string[] {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  return text.slice(0, end).replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
}
