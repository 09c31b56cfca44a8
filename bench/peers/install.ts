/** Installs peers once, each version into a directory of its own that stays. */

import { cacheDirectory } from "../environment.ts";

const CACHE = "mcp-code-bridge-bench-peers";
/** Written last: without it an installation was broken off and is done again. */
const MARK = ".installed";

export interface Installation {
  /** Name and versions; another name is another installation. */
  readonly name: string;
  /** Installs into an empty directory. */
  readonly install: (directory: string) => Promise<void>;
}

/** The directory of an installation, made if it is not there. */
export async function installed({ name, install }: Installation): Promise<string> {
  const directory = `${await cacheDirectory(CACHE)}/${name}`;
  if (await exists(`${directory}/${MARK}`)) return directory;
  if (await exists(directory)) await Deno.remove(directory, { recursive: true });
  await Deno.mkdir(directory);
  await install(directory);
  await Deno.writeTextFile(`${directory}/${MARK}`, "");
  return directory;
}

export interface Requirement {
  /** What it is needed for: `FastMCP 4.1.2`. */
  readonly peer: string;
  /** Programs that may be it, in the order in which they are tried. */
  readonly programs: readonly string[];
  /** Its name as people know it. */
  readonly title: string;
  /** The oldest version that will do, as numbers. */
  readonly atLeast: readonly number[];
}

/**
 * Finds a program that is new enough.
 *
 * @throws {Error} that says what was found and what is needed
 */
export async function findProgram(required: Requirement): Promise<string> {
  const seen: string[] = [];
  for (const program of required.programs) {
    const text = await versionOf(program);
    if (text !== null && isAtLeast(text, required.atLeast)) return program;
    seen.push(`${program}: ${text ?? "not on PATH"}`);
  }
  throw new Error(
    `Cannot install ${required.peer}: ${required.title} ${
      required.atLeast.join(".")
    } or newer is ` +
      `needed (${seen.join("; ")}); install it and put it on PATH`,
  );
}

/** Whether the first version in a text (`Python 3.11.7`) is a given one or a later. */
export function isAtLeast(text: string, wanted: readonly number[]): boolean {
  const found = /\d+(?:\.\d+)*/.exec(text)?.[0].split(".").map(Number);
  if (found === undefined) return false;
  for (const [index, number] of wanted.entries()) {
    const difference = (found[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * Runs a step of an installation, with the user's own environment: how registries are reached is
 * theirs to say.
 *
 * @throws {Error} with the end of what it printed
 */
export async function step(
  peer: string,
  program: string,
  args: readonly string[],
): Promise<void> {
  const { success, code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
  }).output();
  if (success) return;
  const printed = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  throw new Error(
    `Cannot install ${peer}: ${program} ${args.join(" ")} ended with ${code}; ` +
      `try it by hand. It printed:\n${printed.trim().slice(-1500)}`,
  );
}

async function versionOf(program: string): Promise<string | null> {
  try {
    const { stdout, stderr } = await new Deno.Command(program, { args: ["--version"] }).output();
    return new TextDecoder().decode(stdout.length > 0 ? stdout : stderr).trim();
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
