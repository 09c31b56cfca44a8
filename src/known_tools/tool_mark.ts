import { describedAs, MAX_TOOL_NAME } from "../catalogue/catalogue.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownText,
  ownValue,
} from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import type { ChangedPart } from "../rpc/calls.ts";
import { sha256 } from "../system/sha256.ts";

/** The parts of a tool that are compared, in the order of a mark. */
export const MARKED_PARTS: readonly ChangedPart[] = [
  "description",
  "input_schema",
  "output_schema",
];
/** Hexadecimal digits that tell versions of a part apart. */
const DIGITS = 32;

/** What is remembered of a tool to see a change: a hash for each of {@linkcode MARKED_PARTS}. */
export type ToolMark = readonly string[];

/** Parts of tools, by the tools' names, that differ from how they were first seen or last accepted. */
export type ToolChanges = ReadonlyMap<string, readonly ChangedPart[]>;

/** The marks of tools as their server describes them. The order of keys in a schema does not count. */
export async function markTools(
  tools: readonly JsonObject[],
): Promise<ReadonlyMap<string, ToolMark>> {
  const byName = new Map<string, JsonObject>();
  for (const tool of tools) {
    const name = ownText(tool, "name");
    // as in a catalogue, the first of a name counts
    if (name !== undefined && name.length <= MAX_TOOL_NAME && !byName.has(name)) {
      byName.set(name, tool);
    }
  }
  const marked = Array.from(byName, async ([name, tool]) => [name, await markTool(tool)] as const);
  return new Map(await Promise.all(marked));
}

/** What of the tools listed now is not as it is remembered. A new tool has not changed. */
export function compareMarks(
  known: ReadonlyMap<string, ToolMark>,
  listed: ReadonlyMap<string, ToolMark>,
): ToolChanges {
  const changes = new Map<string, readonly ChangedPart[]>();
  for (const [name, mark] of listed) {
    const seen = known.get(name) ?? mark;
    const changed = MARKED_PARTS.filter((_, index) => seen[index] !== mark[index]);
    if (changed.length > 0) changes.set(name, changed);
  }
  return changes;
}

async function markTool(tool: JsonObject): Promise<ToolMark> {
  const parts = [describedAs(tool), ownValue(tool, "inputSchema"), ownValue(tool, "outputSchema")];
  return await Promise.all(
    parts.map(async (part) =>
      part === undefined ? "" : (await sha256(writeJson(sorted(part)))).slice(0, DIGITS)
    ),
  );
}

function sorted(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const entries = Object.keys(value).sort().map((key) => [key, sorted(value[key] ?? null)]);
  return Object.fromEntries(entries);
}
