import type { ProgramText } from "./program_file.ts";

/** What a run gave back, however it was rendered. */
export interface RunAnswer {
  readonly status: string;
  readonly result?: unknown;
  readonly stdout?: string;
  /** What the model reads, with line breaks as such: output, value, and what was told of the run. */
  readonly text: string;
  /**
   * What the product told of the run: stderr, error and note, without the lines of the program that a
   * traceback repeats. A fix is looked for here alone.
   */
  readonly told: string;
  /** Types of the content blocks besides the text. */
  readonly blocks: readonly string[];
}

/** What a program must come to. */
export interface Expectation {
  readonly servers: readonly string[];
  /** Seconds that the run may take. */
  readonly timeout: number;
  /** The value, if it is checked. */
  readonly result?: { readonly value: unknown };
  /** Patterns that stdout, the value as JSON, or all of the answer must have. */
  readonly stdout: readonly RegExp[];
  readonly holds: readonly RegExp[];
  readonly says: readonly RegExp[];
  /** A content block of this type is in the answer. */
  readonly block?: string;
  /** What the answer to a broken program contains when it contains the fix: one of these. */
  readonly fix: readonly RegExp[];
  /** What it must not contain, because it leads away from the fix. */
  readonly misleads: readonly RegExp[];
  /** Whether the program is one that can be put right, so that success with the value is right too. */
  readonly mayWork: boolean;
  /** Whether the run may end well with the fix as a warning. Otherwise such a run pretends. */
  readonly mayWarn: boolean;
}

/** Seconds that a program may take, unless it says otherwise. */
const TIMEOUT = 20;

/**
 * Reads the head of a program.
 *
 * @throws {SyntaxError} for a key that does not exist, a pattern or a value that is none
 */
export function parseExpectation({ id, head }: ProgramText): Expectation {
  const texts = (wanted: string): readonly string[] =>
    head.filter(([key]) => key === wanted).map(([, value]) => value);
  const patterns = (key: string): readonly RegExp[] =>
    texts(key).map((one) => new RegExp(one, "s"));
  const unknown = head.find(([key]) => !KEYS.has(key));
  if (unknown !== undefined) throw new SyntaxError(`${id}: no such key: ${unknown[0]}`);
  const [result] = texts("result");
  const [block] = texts("block");
  return {
    servers: texts("servers").flatMap((names) => names.split(/\s+/)),
    timeout: Number(texts("timeout")[0] ?? TIMEOUT),
    ...(result !== undefined && { result: { value: JSON.parse(result) } }),
    stdout: patterns("stdout"),
    holds: patterns("holds"),
    says: patterns("says"),
    ...(block !== undefined && { block }),
    fix: patterns("fix"),
    misleads: patterns("misleads"),
    mayWork: CHECKS.some((key) => texts(key).length > 0),
    mayWarn: texts("may").includes("warn"),
  };
}

/** Keys that say what success looks like. */
const CHECKS = ["result", "stdout", "holds", "says", "block"];
const KEYS = new Set([...CHECKS, "servers", "timeout", "fix", "misleads", "begins", "may"]);

/** Whether a run succeeded with what was expected. */
export function isAsExpected(answer: RunAnswer, expected: Expectation): boolean {
  const { result, stdout, holds, says, block } = expected;
  return answer.status === "success" &&
    (result === undefined || isSame(answer.result, result.value)) &&
    stdout.every((pattern) => pattern.test(answer.stdout ?? "")) &&
    holds.every((pattern) => pattern.test(JSON.stringify(answer.result ?? null))) &&
    says.every((pattern) => pattern.test(answer.text)) &&
    (block === undefined || answer.blocks.includes(block));
}

/** How the answer to a broken program is judged. */
export type Verdict = "works" | "fix" | "no fix" | "misleads" | "false success";
export const VERDICTS: readonly Verdict[] = ["works", "fix", "no fix", "misleads", "false success"];

/**
 * Judges the answer to a broken program: it works after all; it pretends that all went well, or
 * misleads; it contains the fix, or only fails.
 */
export function judgeBroken(answer: RunAnswer, expected: Expectation): Verdict {
  if (expected.mayWork && isAsExpected(answer, expected)) return "works";
  const hasFix = expected.fix.some((pattern) => pattern.test(answer.told));
  if (answer.status === "success" && !(hasFix && expected.mayWarn)) return "false success";
  if (expected.misleads.some((pattern) => pattern.test(answer.told))) return "misleads";
  return hasFix ? "fix" : "no fix";
}

/** Compares values as JSON, whatever the order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const left = Object.entries(a);
  return left.length === Object.keys(b).length &&
    left.every(([key, value]) => isSame(value, (b as Record<string, unknown>)[key]));
}
