import { WrittenJson } from "../json/written_json.ts";
import { writeJson } from "../json/write_json.ts";
import type { RunOutcome } from "./outcome.ts";

/** What a program says: what it printed, and the value of its last expression. */
export type SaidWords = Pick<RunOutcome, "stdout" | "stderr" | "result">;

/** Whether a program said these words. A value of many megabytes is not searched, and counts as if. */
export function says(words: string, { stdout, stderr, result }: SaidWords): boolean {
  const printed = [stdout.head, stdout.tail, stderr.head, stderr.tail];
  if (printed.some((text) => text.includes(words))) return true;
  if (result === undefined) return false;
  if (result instanceof WrittenJson) return true;
  return writeJson(result).includes(writeJson(words).slice(1, -1));
}
