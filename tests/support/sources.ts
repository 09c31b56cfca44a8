/** The source as the tests of its structure see it: files, and which of them imports which. */

import { dirname, fromFileUrl, join, relative } from "./paths.ts";

/** Absolute path of the repository. */
export const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

/** How a module is named by another: loaded with it, loaded later, or for its types alone. */
export type ImportKind = "static" | "lazy" | "types";

export interface Import {
  readonly from: string;
  /** A path below the root, or the name of a package. */
  readonly to: string;
  readonly kind: ImportKind;
}

/** Every TypeScript, JavaScript and Python file below `src/`, and `main.ts`, by path below the root. */
export async function readSources(): Promise<ReadonlyMap<string, string>> {
  const main = await Deno.readTextFile(join(ROOT, "main.ts"));
  return new Map([["main.ts", main], ...await filesBelow("src")]);
}

/** The same files below a folder of the root. */
export async function filesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = await filesIn(join(ROOT, folder));
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(file)));
  return new Map(files.map((file, index) => [relative(ROOT, file), texts[index] ?? ""]));
}

/** What a module imports, by any spelling. */
export function importsOf(file: string, text: string): readonly Import[] {
  return file.endsWith(".py") ? pythonImports(file, text) : moduleImports(file, text);
}

/** Source without its comments. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(?<!:)\/\/.*$/gm, "");
}

async function filesIn(directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory) found.push(...await filesIn(path));
    else if (/\.(ts|mjs|py)$/.test(entry.name)) found.push(path);
  }
  return found.sort();
}

function moduleImports(file: string, source: string): readonly Import[] {
  const text = withoutComments(source);
  const statements = [...text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^"';]*?\s+from\s+)?"([^"]+)"/gm,
  )].map(([, type, to = ""]): Import => ({
    from: file,
    to: resolve(file, to),
    kind: type === undefined ? "static" : "types",
  }));
  // `import("x").T` in a type and `import("x")` in code look alike; either reaches the module
  const calls = [...text.matchAll(/\bimport\(\s*["'`]([^"'`$]+)["'`]/g)]
    .map(([, to = ""]): Import => ({ from: file, to: resolve(file, to), kind: "lazy" }));
  return [...statements, ...calls];
}

function resolve(file: string, specifier: string): string {
  return specifier.startsWith(".") ? join(dirname(file), specifier) : specifier;
}

/** Imports of the runtime's own modules; an indented one runs later, or only for a type checker. */
function pythonImports(file: string, text: string): readonly Import[] {
  return [...text.matchAll(/^( *)(?:from|import) sandbox_runtime\.(\w+)/gm)]
    .map(([, indent = "", name = ""]): Import => ({
      from: file,
      to: `src/python/sandbox_runtime/${name}.py`,
      kind: indent === "" ? "static" : "lazy",
    }));
}
