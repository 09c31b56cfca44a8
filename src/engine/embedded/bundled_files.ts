import { join } from "node:path";
import type { Files } from "../../system/system.ts";
import { type PyodideFileName, type PyodideFiles, readPyodideFile } from "./pyodide_files.ts";
import { sha256 } from "../../system/sha256.ts";

/** Folder of the bundle with Pyodide's own files. */
export const PYODIDE_FOLDER = "pyodide";
/** Folder of the bundle with the files built from them; only an executable has it. */
export const MADE_FOLDER = "made";
/** Suffix of compressed files, so that no tool takes them for modules. */
export const COMPRESSED_SUFFIX = ".gz";
/** Suffix of the file with the SHA-256 of a built file before compression, in hexadecimal. */
export const SUM_SUFFIX = ".sha256";

/** Pyodide's modules. They are not compressed, because an executable runs them from the bundle. */
const MODULES: readonly PyodideFileName[] = ["pyodide.asm.mjs", "pyodide.mjs"];

/** Name of one of Pyodide's files in the bundle. */
export function bundledName(name: PyodideFileName): string {
  return MODULES.includes(name) ? name : name + COMPRESSED_SUFFIX;
}

/**
 * The files that a bundle contains.
 *
 * @param bundle absolute path of its folder; in an executable, a path inside the executable
 */
export function createBundledFiles(files: Files, bundle: string): PyodideFiles {
  const pyodide: PyodideFiles = {
    remedy: "install this program again, or build it again with `deno task bundle`",
    async check() {
      // the other files are checked when they are copied
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
