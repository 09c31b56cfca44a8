import { type Marker, parseMarker } from "./marker.ts";
import { isProjectName, normalizedName } from "./project_name.ts";
import { isSpecifiers } from "./version.ts";

/** What is wanted of a project. */
export interface Requirement {
  /** In its one spelling. */
  readonly name: string;
  /** Optional parts, in their one spelling, sorted. */
  readonly extras: readonly string[];
  /** Specifiers with commas between them; empty for any version. */
  readonly specifiers: string;
  /** When it is wanted; `null` for always. */
  readonly marker: Marker | null;
}

/** Characters of a requirement. */
const MAX_CHARACTERS = 2_000;
const MAX_EXTRAS = 32;
const SHAPE =
  /^\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?\s*(?:\(([^()]*)\)|([^;@()]*))\s*(?:;(.*))?$/s;

/**
 * Parses a dependency specifier (PEP 508), such as `httpx[http2]>=0.27; python_version < "3.13"`.
 *
 * @throws {SyntaxError} with a clause that says what is wrong; also for a URL, which is not supported
 */
export function parseRequirement(text: string): Requirement {
  if (text.length > MAX_CHARACTERS) {
    throw new SyntaxError(`it has more than ${MAX_CHARACTERS} characters`);
  }
  if (/^[^;]*@/.test(text)) throw new SyntaxError("packages by URL are not supported");
  const [, name = "", extras = "", bracketed, plain, marker] = SHAPE.exec(text) ?? [];
  if (!isProjectName(name)) throw new SyntaxError("it is not the name of a package");
  const specifiers = (bracketed ?? plain ?? "").trim();
  if (!isSpecifiers(specifiers)) {
    throw new SyntaxError("what follows the name are no versions; allowed: NAME==1.2, NAME>=1,<2");
  }
  return {
    name: normalizedName(name),
    extras: parseExtras(extras),
    specifiers,
    marker: marker === undefined ? null : parseMarker(marker),
  };
}

function parseExtras(text: string): readonly string[] {
  const names = text.split(",").map((one) => one.trim()).filter((one) => one !== "");
  if (names.length > MAX_EXTRAS || !names.every(isProjectName)) {
    throw new SyntaxError("what is in [ ] are no names of extras");
  }
  return [...new Set(names.map(normalizedName))].sort();
}

/** A requirement without its marker, as people write it. */
export function formatRequirement({ name, extras, specifiers }: Requirement): string {
  const parts = extras.length === 0 ? "" : `[${extras.join(",")}]`;
  return `${name}${parts}${specifiers.replaceAll(/\s+/g, "")}`;
}
