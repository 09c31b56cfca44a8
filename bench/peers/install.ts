/** Installs each version of a peer once, into its own persistent directory. */

import { cacheDirectory } from "../environment.ts";

const CACHE = "mcp-code-bridge-bench-peers";
/** Written last. A directory without it is an interrupted installation, which is repeated. */
const MARK = ".installed";

export interface Installation {
  /** Name and versions; another name is another installation. */
  readonly name: string;
  /** Installs into an empty directory. */
  readonly install: (directory: string) => Promise<void>;
}

/** The directory of an installation, which is made if it is missing. */
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
  /** Possible names of the program, in the order in which they are tried. */
  readonly programs: readonly string[];
  /** Its name for display. */
  readonly title: string;
  /** The oldest suitable version, as numbers. */
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

/** Whether the first version in a text (`Python 3.11.7`) is `wanted` or later. */
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
 * Runs a step of an installation, with the user's environment, which may configure the registries.
 *
 * @throws {Error} with the end of its output when it fails
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
