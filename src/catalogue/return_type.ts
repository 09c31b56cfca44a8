import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, isJsonObject, ownValue } from "../json/json.ts";
import { pythonType, type PythonTypeOptions } from "./python_type.ts";
import { followed } from "./schema.ts";
import { blockTypes, branchesOf, declaredValue } from "./wrapper.ts";

/**
 * What a tool without an output schema can give: its text, or what JSON in it says; a list of several
 * blocks, and `None` for no block; a picture or a sound. Said in full documentation only, because it
 * is the same for most tools.
 */
export const UNDECLARED_TYPE = "str | dict | list | Media | None";

/** What JSON in a text can be, see `value.ts`. */
const PARSED = ["dict", "list"] as const;
/** The Python classes of blocks that hold bytes. */
const MEDIA: ReadonlyMap<JsonValue, string> = new Map([["image", "Image"], ["audio", "Audio"]]);

/**
 * The Python type of a tool's value, as `unwrapResult()` makes it, or `null` if there is no output
 * schema, or one that allows anything.
 */
export function returnType(
  outputSchema: JsonValue | undefined,
  options: Omit<PythonTypeOptions, "root">,
): string | null {
  if (!isJsonObject(outputSchema)) return null;
  const { wrapping, schema, optional } = declaredValue(outputSchema);
  const within = { ...options, root: outputSchema };
  const members = wrapping === "blocks"
    ? blocksType(followed(schema, outputSchema), within)
    : [pythonType(schema, within)];
  if (wrapping === "result" && admitsText(schema, outputSchema)) members.push(...PARSED);
  if (optional && wrapping !== "none") members.push("None");
  return oneOf(members);
}

/** One block is its value, several are a list, none is `None`. */
function blocksType(schema: JsonObject, options: PythonTypeOptions): string[] {
  const kinds = branchesOf(ownValue(schema, "items"), options.root).flatMap((branch) =>
    blockTypes(branch).map((type) => MEDIA.get(type) ?? typeOfBlock(type, { branch, options }))
  );
  const [least, most] = [ownValue(schema, "minItems"), ownValue(schema, "maxItems")];
  return [
    ...kinds,
    ...(most === 1 ? [] : ["list"]),
    ...(typeof least === "number" && least > 0 ? [] : ["None"]),
  ];
}

function typeOfBlock(
  type: JsonValue,
  { branch, options }: { readonly branch: JsonObject; readonly options: PythonTypeOptions },
): string {
  // as any text of a tool, it may hold JSON
  return type === "text" ? ["str", ...PARSED].join(" | ") : pythonType(branch, options);
}

/** Whether any text fits: it may hold JSON, which is parsed. */
function admitsText(schema: JsonValue | undefined, root: JsonObject): boolean {
  return branchesOf(schema, root).some((branch) => {
    if (Object.hasOwn(branch, "enum") || Object.hasOwn(branch, "const")) return false;
    const type = ownValue(branch, "type");
    return isJsonArray(type) ? type.includes("string") : type === "string";
  });
}

/** A union of types, `None` last; `null` where it is anything. */
function oneOf(types: readonly string[]): string | null {
  const members = new Set(types.flatMap(membersOf));
  if (members.has("Any")) return null;
  const none = members.delete("None") ? ["None"] : [];
  return [...members, ...none].join(" | ");
}

/** The members of a union as far as they can be told apart at its bars. */
function membersOf(type: string): readonly string[] {
  if (/^\w+( \| \w+)*$/.test(type)) return type.split(" | ");
  return type.endsWith(NULLABLE) ? [type.slice(0, -NULLABLE.length), "None"] : [type];
}

/** How a union ends that admits `None`; within brackets a bracket would follow. */
const NULLABLE = " | None";
