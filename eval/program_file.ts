/** A program of the evaluation as a file has it: what it is for, its head, and its code. */
export interface ProgramText {
  readonly id: string;
  /** What a user asked for, in a sentence. */
  readonly task: string;
  /** The lines `key: value` of the head, in their order; a key may come more than once. */
  readonly head: readonly (readonly [key: string, value: string])[];
  readonly code: string;
}

/** Written in a code block by this character, because a program may contain three backticks. */
const FENCE = "~~~~";
/** Characters that nobody sees in a file, and how a program's head asks for them. */
const BEGINNINGS: Readonly<Record<string, string>> = { bom: "\u{feff}" };

/**
 * Reads a Markdown file of programs:
 *
 * ```text
 * ## id
 *
 * What a user asked for.
 *
 * - servers: github
 * - result: 4
 *
 * ~~~~python
 * code
 * ~~~~
 * ```
 *
 * The head `begins: bom` puts that character before the code.
 *
 * @throws {SyntaxError} for a section without a task or code
 */
export function parsePrograms(text: string, file: string): readonly ProgramText[] {
  const [, ...sections] = `\n${text}`.split(/\n## /);
  return sections.map((section) => parseSection(section, file));
}

function parseSection(section: string, file: string): ProgramText {
  const lines = section.split("\n");
  const id = (lines[0] ?? "").trim();
  const start = lines.findIndex((line) => line.startsWith(FENCE));
  const length = lines.slice(start + 1).indexOf(FENCE);
  if (start === -1 || length === -1) throw new SyntaxError(`${file}: ${id}: no code`);
  const before = lines.slice(1, start);
  const head = before.filter((line) => line.startsWith("- ")).map((line) => {
    const [, key, value] = /^- (\w+): (.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      throw new SyntaxError(`${file}: ${id}: not \`- key: value\`: ${line}`);
    }
    return [key, value] as const;
  });
  const task = before.filter((line) => line !== "" && !line.startsWith("- ")).join(" ");
  if (task === "") throw new SyntaxError(`${file}: ${id}: no task`);
  const begins = head.find(([key]) => key === "begins")?.[1];
  const code = lines.slice(start + 1, start + 1 + length).join("\n");
  return { id, task, head, code: (begins === undefined ? "" : BEGINNINGS[begins] ?? "") + code };
}
