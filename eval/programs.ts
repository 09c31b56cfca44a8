import { type Expectation, parseExpectation } from "./expectation.ts";
import { type Half, split } from "./halves.ts";
import { parsePrograms, type ProgramText } from "./program_file.ts";

/** A program, what it must come to, and the half that it belongs to. */
export interface Program extends ProgramText {
  /** Its file: what the programs of a file have in common. */
  readonly kind: string;
  readonly expected: Expectation;
  readonly half: Half;
}

/** Programs that a model writes first, and programs with a mistake. */
export type ProgramSet = "programs" | "broken";

/** Reads `data/programs/` or `data/broken/`, in the order of the files' names. */
export async function readPrograms(set: ProgramSet): Promise<readonly Program[]> {
  const folder = new URL(`./data/${set}/`, import.meta.url);
  const files: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".md")) files.push(name);
  const programs = await Promise.all(
    files.sort().map(async (name) => {
      const text = await Deno.readTextFile(new URL(name, folder));
      return parsePrograms(text, name).map((program) => ({
        ...program,
        kind: name.replace(/\.md$/, ""),
        expected: parseExpectation(program),
      }));
    }),
  );
  return split(programs.flat());
}
