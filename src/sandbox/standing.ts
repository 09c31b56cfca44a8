import { cleanLine } from "../text/clean_text.ts";

/** Places of a program that are told, and UTF-16 units of one. */
const MAX_PLACES = 3;
const MAX_PLACE = 240;
/** UTF-16 units of what is looked at. */
const MAX_TEXT = 16_384;
/** What begins a place as the program's own process tells it. */
const MARK = "> ";
/** A frame as Python's `faulthandler` writes it. */
const FRAME = /^ {2}File "(.*)", line (\d{1,9}) in (\S{1,200})$/;

/**
 * Where a program stood, of what its sandbox told: from `sandbox_runtime/standing.py`, or, where the
 * interpreter did not come to that, the nearest frame of the program in a traceback. A program may
 * have written either, so it is one clean line of bounded length.
 *
 * @param file the name of the program's file
 * @returns `line 7, in fetch: rows = await mcp_db.query()`; `null` when nothing was told
 */
export function standingOf(told: string, file: string): string | null {
  const lines = told.slice(0, MAX_TEXT).split("\n");
  const places = lines.filter((line) => line.startsWith(MARK) && line.length > MARK.length);
  if (places.length > 0) {
    return places.slice(0, MAX_PLACES)
      .map((line) => cleanLine(line.slice(MARK.length), MAX_PLACE)).join("; ");
  }
  for (const line of lines) {
    const [, name, number, code = ""] = FRAME.exec(line) ?? [];
    if (name !== file) continue;
    return `line ${number}${code.startsWith("<") ? "" : `, in ${cleanLine(code, MAX_PLACE)}`}`;
  }
  return null;
}
