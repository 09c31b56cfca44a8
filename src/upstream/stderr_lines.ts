import { cleanLine } from "../text/clean_text.ts";

/** UTF-16 units of a server's stderr that are kept. */
export const STDERR_TAIL_LENGTH = 64 * 1024;
/** Lines and UTF-16 units of a line that an error shows. */
const SHOWN_LINES = 20;
const SHOWN_LINE_LENGTH = 500;

/** The last lines of a server's stderr that are not empty, each cleaned and cut. */
export function stderrLines(text: string): readonly string[] {
  return text
    .split("\n")
    .slice(-4 * SHOWN_LINES)
    .map((line) => cleanLine(line, SHOWN_LINE_LENGTH))
    .filter((line) => line !== "")
    .slice(-SHOWN_LINES);
}
