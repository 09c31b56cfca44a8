import { isJsonArray, type JsonValue } from "../json/json.ts";
import { WrittenJson } from "../json/written_json.ts";
import { type CutValue, cutValue, describeItems, type SizeOf } from "./cut_value.ts";
import { readPrefix, readTextEnd, readTextStart } from "./json_prefix.ts";
import { cutText } from "./truncate.ts";
import { formatCount } from "../text/format_count.ts";

/** What phrases call the result. */
const RESULT = "result";

/**
 * The result of a run, shortened to about `room` characters of JSON. Of one that is written already,
 * and longer, only the ends are read: reading it all would hold up others.
 */
export function cutResult(
  result: JsonValue | WrittenJson,
  { room, sizeOf }: { readonly room: number; readonly sizeOf: SizeOf },
): CutValue {
  if (!(result instanceof WrittenJson)) return cutValue(result, { room, path: RESULT, sizeOf });
  const { characters } = result;
  if (characters <= room) return { value: result.value(), left: [] };
  const head = result.head(room);
  const size = `${formatCount(characters)} characters`;
  if (head.startsWith('"')) {
    return { value: cutWritten(result, room), left: [`${RESULT} lacks the middle of ${size}`] };
  }
  const { value, isWhole } = readPrefix(head);
  const isCounted = isWhole && isJsonArray(value) && result.items !== undefined;
  return {
    value,
    left: [
      isCounted
        ? describeItems(RESULT, { kept: value.length, of: result.items })
        : `${RESULT} is the beginning of ${size} of JSON`,
    ],
  };
}

function cutWritten(written: WrittenJson, room: number): string {
  const head = readTextStart(written.head(room));
  const tail = readTextEnd(written.tail(Math.min(room, written.characters - room)));
  // the characters of its JSON, escapes and quotes included: nobody has counted the others
  const omitted = Math.max(0, written.characters - head.length - tail.length);
  return cutText({ head, tail, omitted }, room).text;
}
