import type { RunAnswer } from "./expectation.ts";

/** The result of `run_python` as the official client gives it, in the mode `json`. */
export interface ToolResult {
  readonly content: readonly { readonly type: string }[];
  readonly structuredContent?: unknown;
}

/**
 * Reads an answer for the judges.
 *
 * @throws {TypeError} for an answer without the object of the mode `json`
 */
export function readRunAnswer(result: ToolResult, code: string): RunAnswer {
  const answer = result.structuredContent;
  if (typeof answer !== "object" || answer === null || !("status" in answer)) {
    throw new TypeError(`No answer object: ${JSON.stringify(result).slice(0, 500)}`);
  }
  const fields = answer as Readonly<Record<string, unknown>>;
  const textOf = (key: string): string => typeof fields[key] === "string" ? fields[key] : "";
  const told = ["stderr", "error", "note"].map(textOf).join("\n");
  const shown = "result" in fields ? JSON.stringify(fields["result"]) : "";
  return {
    status: String(fields["status"]),
    ...("result" in fields && { result: fields["result"] }),
    stdout: textOf("stdout"),
    text: [textOf("stdout"), shown, textOf("extra"), told].join("\n"),
    // the program's own name must not look like the name of the language
    told: withoutLinesOf(code, told).replaceAll("<run_python>", "<program>"),
    blocks: result.content.map(({ type }) => type).filter((type) => type !== "text"),
  };
}

/** Takes out the lines that are the program's own. */
function withoutLinesOf(code: string, text: string): string {
  const own = new Set(code.split("\n").map((line) => line.trim()));
  return text.split("\n").filter((line) => line.trim() === "" || !own.has(line.trim())).join("\n");
}
