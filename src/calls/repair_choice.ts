import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonArray, ownValue } from "../json/json.ts";
import { followed } from "../catalogue/schema.ts";
import type { Budget } from "./budget.ts";
import { alternativesOf } from "./meant_schema.ts";

/** The values of an enumeration, also of one whose values are alternatives; `null` for others. */
export function choicesOf(schema: JsonObject, root: JsonObject): readonly JsonValue[] | null {
  const listed = ownValue(schema, "enum");
  if (isJsonArray(listed)) return listed;
  const alternatives = alternativesOf(schema);
  if (alternatives === null) return null;
  const constants = alternatives.map((one) => ownValue(followed(one, root), "const"));
  return constants.length > 1 && constants.every((one) => one !== undefined) ? constants : null;
}

/**
 * The choice that is meant, if it is one alone: a text in another case, or with other signs between its
 * words; a number, or a truth value, as its text; a text as its number.
 */
export function repairChoice(
  value: JsonValue,
  choices: readonly JsonValue[],
  budget: Budget,
): JsonValue {
  budget.left -= choices.length;
  if (budget.left < 0 || choices.includes(value)) return value;
  for (const reading of [plain, loose]) {
    const wanted = reading(value);
    const alike = wanted === null ? [] : choices.filter((choice) => reading(choice) === wanted);
    const [only] = alike;
    if (alike.length === 1 && only !== undefined) return only;
    if (alike.length > 1) return value;
  }
  return value;
}

/** A text without case; a number or a truth value as Python and JSON write it. */
function plain(value: JsonValue): string | null {
  if (typeof value === "string") return value.trim().toLowerCase();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** The same without what joins words: `in progress`, `in-progress` and `IN_PROGRESS` are alike. */
function loose(value: JsonValue): string | null {
  const text = typeof value === "string" ? value.trim() : null;
  return text === null
    ? null
    : text.toLowerCase().replace(/(?<=[\p{L}\p{N}])[\s_-]+(?=[\p{L}\p{N}])/gu, "");
}
