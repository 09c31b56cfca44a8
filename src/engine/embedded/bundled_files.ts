import { join } from "node:path";
import type { Files } from "../../system/system.ts";
import { type PyodideFileName, type PyodideFiles, readPyodideFile } from "./pyodide_files.ts";
import { sha256 } from "../../system/sha256.ts";

/** Folder of the bundle with Pyodide's own files. */
export const PYODIDE_FOLDER = "pyodide";
/** Folder of the bundle with what was made of them; only an executable has it. */
export const MADE_FOLDER = "made";
/** What lies there compressed, under a name that nobody takes for a module. */
export const COMPRESSED_SUFFIX = ".gz";
/** Beside each made file: its SHA-256 before it was compressed, in hexadecimal. */
export const SUM_SUFFIX = ".sha256";

/** Pyodide's modules: they lie in the bundle as published, and an executable runs them from there. */
const MODULES: readonly PyodideFileName[] = ["pyodide.asm.mjs", "pyodide.mjs"];

/** Name that a file of Pyodide has in the bundle. */
export function bundledName(name: PyodideFileName): string {
  return MODULES.includes(name) ? name : name + COMPRESSED_SUFFIX;
}

/**
 * The files that a bundle carries.
 *
 * @param bundle absolute path of its folder; in an executable that is a path of its own files
 */
export function createBundledFiles(files: Files, bundle: string): PyodideFiles {
  const pyodide: PyodideFiles = {
    remedy: "install this program again, or build it again with `deno task bundle`",
    async check() {
      // the others are compared when they are copied
      for (const name of MODULES) await readPyodideFile(pyodide, name);
    },
    async read(name) {
      const stored = await files.readBytes(join(bundle, PYODIDE_FOLDER, bundledName(name)));
      return MODULES.includes(name) ? stored : await decompress(stored);
    },
    async readMade(name) {
      const path = join(bundle, MADE_FOLDER, name);
      if (await files.info(path + COMPRESSED_SUFFIX) === null) return null;
      const bytes = await decompress(await files.readBytes(path + COMPRESSED_SUFFIX));
      const expected = new TextDecoder().decode(await files.readBytes(path + SUM_SUFFIX)).trim();
      const seen = await sha256(bytes);
      if (seen === expected) return bytes;
      throw new Error(`"${name}" has SHA-256 ${seen}, expected ${expected}; ${pyodide.remedy}`);
    },
  };
  return pyodide;
}

async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)]).stream();
  return await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).bytes();
}
