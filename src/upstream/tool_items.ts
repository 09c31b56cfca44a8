import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";

/** Other names that servers give the schema of a tool's arguments. */
const SCHEMA_NAMES = ["inputSchema", "input_schema", "parameters"] as const;

/**
 * The tools of a page; `null` when it holds no list. A page may be the list itself, the list may be an
 * object by name, and a tool may be its name alone.
 */
export function toolsIn(page: JsonValue): readonly JsonObject[] | null {
  const listed = isJsonObject(page) ? ownValue(page, "tools") : page;
  if (isJsonArray(listed)) return listed.map(toTool).filter((tool) => tool !== null);
  if (!isJsonObject(listed)) return null;
  return Object.entries(listed).map(([name, tool]) =>
    toTool(isJsonObject(tool) ? { name, ...tool } : name)
  ).filter((tool) => tool !== null);
}

function toTool(tool: JsonValue): JsonObject | null {
  if (typeof tool === "string") return { name: tool };
  if (!isJsonObject(tool)) return null;
  // OpenAI's shape of a function
  const inner = ownValue(tool, "function");
  if (ownText(tool, "name") === undefined && isJsonObject(inner)) return toTool(inner);
  const schema = SCHEMA_NAMES.map((name) => ownValue(tool, name)).find(isJsonObject);
  return schema === undefined ? tool : { ...tool, inputSchema: schema };
}
