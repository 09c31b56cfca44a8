import { messageOf } from "../errors.ts";
import { isJsonArray, isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";

/** Problems of a validator that are told. */
const MAX_PROBLEMS = 3;

/** The message of an error, without the dump of the SDK's validator: its problems in few words. */
export function plainWords(thrown: unknown): string {
  const message = messageOf(thrown);
  const start = message.search(/(?:\w*Error: )?\[\s*\{/);
  if (start === -1) return message;
  const dump = message.slice(start);
  const problems = parseJson(dump.slice(dump.indexOf("["), dump.lastIndexOf("]") + 1));
  if (!isJsonArray(problems) || !problems.every(isProblem)) return message;
  const shown = problems.slice(0, MAX_PROBLEMS).map(inWords);
  const more = problems.length > MAX_PROBLEMS ? [`${problems.length - MAX_PROBLEMS} more`] : [];
  return message.slice(0, start) + [...shown, ...more].join("; ");
}

function isProblem(problem: JsonValue): boolean {
  return isJsonObject(problem) && typeof problem["message"] === "string" &&
    isJsonArray(problem["path"]);
}

function inWords(problem: JsonValue): string {
  if (!isJsonObject(problem)) return "";
  const path = ownValue(problem, "path");
  const place = isJsonArray(path) ? path.map(String).join(".") : "";
  const message = ownText(problem, "message") ?? "";
  return place === "" ? message : `"${place}": ${message}`;
}
