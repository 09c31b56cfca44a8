import type { JsonValue } from "../json/json.ts";
import { isJsonObject, ownValue } from "../json/json.ts";
import { followed } from "./schema.ts";

/** Keys that servers wrap a value in, because the protocol demanded an object. */
const WRAPPERS = ["result", "content"] as const;
export type Wrapper = typeof WRAPPERS[number];

/** What a tool's output schema says of a wrapper; `undeclared`: the tool has none. */
export type Wrapping = Wrapper | "none" | "undeclared";

/** Whether a key is one of those that servers wrap a value in. */
export function isWrapper(key: string): key is Wrapper {
  return WRAPPERS.some((wrapper) => wrapper === key);
}

/** The wrapper that an output schema declares. A signature and a value follow the same rule. */
export function wrappingOf(outputSchema: JsonValue | undefined): Wrapping {
  if (!isJsonObject(outputSchema)) return "undeclared";
  const properties = ownValue(followed(outputSchema, outputSchema), "properties");
  const [only, ...others] = isJsonObject(properties) ? Object.keys(properties) : [];
  return only !== undefined && others.length === 0 && isWrapper(only) ? only : "none";
}
