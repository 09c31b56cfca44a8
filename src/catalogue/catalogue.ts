import type { ToolDescription } from "../rpc/calls.ts";
import type { JsonObject } from "../json/json.ts";
import { atOnce, inTurns } from "../system/in_turns.ts";
import type { Clock } from "../system/system.ts";
import { cleanText } from "../text/clean_text.ts";
import { NameIndex } from "../text/name_index.ts";
import { toIdentifier, uniqueIdentifiers } from "../text/identifiers.ts";
import { isJsonObject, ownText, ownValue } from "../json/json.ts";
import { cleanSchema } from "./schema.ts";
import { type SearchIndex, searchIndexSteps } from "./search_index.ts";
import { signatureOf } from "./signature.ts";
import { readParameters, type ToolParameters } from "./tool_parameters.ts";
import { type Wrapping, wrappingOf } from "./wrapper.ts";

/** Longest name of a tool, in characters; a tool with a longer one is skipped. */
export const MAX_TOOL_NAME = 256;
const MAX_DESCRIPTION = 8_192;
/** Name in Python of a tool whose own has no letter or digit. */
const FALLBACK = "tool";

/** A tool that can be called. */
export interface Tool {
  readonly description: ToolDescription;
  /** As the server sent it; arguments are checked against it. */
  readonly inputSchema: JsonObject;
  /** Read from the schema on first use. */
  readonly parameters: ToolParameters;
  /** What its output schema says of a wrapper around its value. */
  readonly wrapping: Wrapping;
  /** Whether the server says that a call may be made twice: it reads only, or is idempotent. */
  readonly repeatable: boolean;
  /** Whether the server says that a call changes nothing. */
  readonly readOnly: boolean;
}

/** The tools of one server. Immutable: a refresh creates a new catalogue. */
export interface Catalogue {
  /** In the server's order. */
  readonly tools: readonly Tool[];
  /** Finds a tool by the name that a program uses. */
  readonly names: NameIndex<Tool>;
  /** Names of tools that the server has and that may not be used. */
  readonly withheld: ReadonlySet<string>;
  /**
   * Names that would be the same in Python, together. All but one of them have an alias with a
   * number.
   */
  readonly collisions: readonly (readonly string[])[];
  /** Where words are in the tools' documentation. Made at the first need, unless it is there. */
  readonly index: SearchIndex;
  /** Makes the index in turns. */
  prepareIndex(clock: Clock): Promise<void>;
  /** Where the server's list ended too early, as the end of a sentence; `null`: it is whole. */
  readonly cut: string | null;
}

export interface CatalogueOptions {
  /** Whether a tool of this name may be used. @default {every} */
  readonly admits?: (name: string) => boolean;
  /** See {@linkcode Catalogue}. @default {null} */
  readonly cut?: string | null;
}

/** {@linkcode catalogueSteps}, at once. */
export function buildCatalogue(
  listed: readonly JsonObject[],
  options: CatalogueOptions = {},
): Catalogue {
  return atOnce(catalogueSteps(listed, options));
}

/**
 * Builds a catalogue from a server's list, a tool in each step. Skips entries without a usable name and duplicates. This
 * is the one place where tools are withheld: what is not in the catalogue can be neither listed,
 * found nor called.
 */
export function* catalogueSteps(
  listed: readonly JsonObject[],
  { admits = () => true, cut = null }: CatalogueOptions = {},
): Generator<void, Catalogue> {
  const byName = new Map<string, JsonObject>();
  const withheld = new Set<string>();
  for (const entry of listed) {
    const name = ownText(entry, "name");
    if (name === undefined || name === "" || name.length > MAX_TOOL_NAME) continue;
    if (!admits(name)) withheld.add(name);
    else if (!byName.has(name)) byName.set(name, entry);
  }
  const aliases = uniqueIdentifiers([...byName.keys()], FALLBACK);
  const tools: Tool[] = [];
  for (const [name, entry] of byName) {
    tools.push(buildTool(name, { alias: aliases[tools.length] ?? name, entry }));
    yield;
  }
  const names = new NameIndex(tools, { namesOf: (tool) => tool.description, shown: "alias" });
  let index: SearchIndex | null = null;
  const indexSteps = () => searchIndexSteps(tools.map(({ description }) => description));
  return {
    tools,
    names,
    withheld,
    collisions: collisionsOf(byName.keys()),
    get index() {
      return index ??= atOnce(indexSteps());
    },
    async prepareIndex(clock) {
      index ??= await inTurns(indexSteps(), clock);
    },
    cut,
  };
}

function collisionsOf(names: Iterable<string>): readonly (readonly string[])[] {
  const groups = Map.groupBy(names, (name) => toIdentifier(name, { fallback: FALLBACK }));
  return [...groups.values()].filter((group) => group.length > 1);
}

function buildTool(name: string, given: { alias: string; entry: JsonObject }): Tool {
  const { alias, entry } = given;
  const schema = ownValue(entry, "inputSchema");
  const inputSchema = isJsonObject(schema) ? schema : { type: "object" };
  const outputSchema = ownValue(entry, "outputSchema");
  const output = outputSchema === undefined ? {} : { output_schema: cleanSchema(outputSchema) };
  const description: ToolDescription = {
    name,
    alias,
    description: cleanText(describedAs(entry), MAX_DESCRIPTION).trim(),
    input_schema: cleanSchema(inputSchema),
    ...output,
    signature: signatureOf({
      alias,
      inputSchema,
      ...(outputSchema === undefined ? {} : { outputSchema }),
    }),
  };
  let parameters: ToolParameters | null = null;
  return {
    description,
    inputSchema,
    // most of a server's tools are never called
    get parameters() {
      return parameters ??= readParameters(inputSchema);
    },
    wrapping: wrappingOf(outputSchema),
    repeatable: isRepeatable(entry),
    readOnly: isReadOnly(entry),
  };
}

function isReadOnly(entry: JsonObject): boolean {
  return isHinted(entry, "readOnlyHint");
}

function isRepeatable(entry: JsonObject): boolean {
  return isReadOnly(entry) || isHinted(entry, "idempotentHint");
}

function isHinted(entry: JsonObject, hint: string): boolean {
  const annotations = ownValue(entry, "annotations");
  return isJsonObject(annotations) && ownValue(annotations, hint) === true;
}

/** What a server says of a tool: its description, else its title. */
export function describedAs(entry: JsonObject): string {
  const annotations = ownValue(entry, "annotations");
  return ownText(entry, "description") ?? ownText(entry, "title") ??
    (isJsonObject(annotations) ? ownText(annotations, "title") : undefined) ?? "";
}
