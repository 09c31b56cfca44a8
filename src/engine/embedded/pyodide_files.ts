import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EngineError, messageOf } from "../../errors.ts";
import type { Files } from "../../system/system.ts";
import { sha256 } from "../../system/sha256.ts";

/** The files of Pyodide that the embedded engine uses. */
export const PYODIDE_FILE_NAMES = [
  "pyodide.asm.mjs",
  "pyodide.asm.wasm",
  "pyodide.mjs",
  "python_stdlib.zip",
] as const;

export type PyodideFileName = (typeof PYODIDE_FILE_NAMES)[number];

/**
 * The files that are built by running Pyodide: the repacked library, and the memory of an
 * interpreter that has loaded it. Each is built from those before it.
 */
export const MADE_FILE_NAMES = ["library.zip", "snapshot.bin"] as const;

export type MadeFileName = (typeof MADE_FILE_NAMES)[number];

/** Version of the npm package `pyodide` that {@linkcode PYODIDE_SHA256} describes. */
export const PYODIDE_VERSION = "314.0.7";

/** SHA-256 of each file of {@linkcode PYODIDE_VERSION}, in hexadecimal. No other bytes are run. */
export const PYODIDE_SHA256: Readonly<Record<PyodideFileName, string>> = {
  "pyodide.asm.mjs": "f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635",
  "pyodide.asm.wasm": "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
  "pyodide.mjs": "6f1d60f7bf529beb300f0f47983c921d3982363640ba20af0e38efdddbc66109",
  "python_stdlib.zip": "fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a",
};

/** Where Pyodide's files come from. */
export interface PyodideFiles {
  /** What to do when files are missing or changed, as a clause. */
  readonly remedy: string;
  /** Checks what can be checked cheaply. Rejects with the reason when the files cannot be used. */
  check(): Promise<void>;
  /** The bytes of one file, unchecked: {@linkcode readPyodideFile} compares the hash. */
  read(name: PyodideFileName): Promise<Uint8Array>;
  /** A file that was built in advance; `null` when it must be built here. */
  readMade(name: MadeFileName): Promise<Uint8Array | null>;
}

/** The files of the npm package, from Deno's cache or `node_modules`; fetched when missing. */
export function createPackageFiles(files: Files): PyodideFiles {
  const folder = async (): Promise<string> => {
    // the import makes Deno fetch the package, which has no path before
    await import("pyodide/package.json", { with: { type: "json" } });
    return dirname(createRequire(import.meta.url).resolve("pyodide/package.json"));
  };
  const cache = `npm:pyodide@${PYODIDE_VERSION}`;
  return {
    remedy: `run \`deno cache ${cache}\`, with \`--reload\` if its files have changed`,
    async check() {
      const directory = await folder();
      for (const name of PYODIDE_FILE_NAMES) {
        const path = join(directory, name);
        if (await files.info(path) === null) throw new Error(`"${path}" is missing`);
      }
    },
    async read(name) {
      return await files.readBytes(join(await folder(), name));
    },
    readMade: () => Promise.resolve(null),
  };
}

/**
 * Reads one file and compares its hash.
 *
 * @throws {EngineError} `EMBEDDED_ASSETS` when it cannot be read or has another hash
 */
export async function readPyodideFile(
  files: PyodideFiles,
  name: PyodideFileName,
): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await files.read(name);
  } catch (error) {
    throw new EngineError(
      "EMBEDDED_ASSETS",
      `Cannot prepare the embedded engine: "${name}" of pyodide ${PYODIDE_VERSION} cannot be ` +
        `read (${messageOf(error)}); ${files.remedy}`,
      { cause: error },
    );
  }
  const seen = await sha256(bytes);
  if (seen !== PYODIDE_SHA256[name]) {
    throw new EngineError(
      "EMBEDDED_ASSETS",
      `Cannot prepare the embedded engine: "${name}" of pyodide ${PYODIDE_VERSION} has SHA-256 ` +
        `${seen}, expected ${PYODIDE_SHA256[name]}; ${files.remedy}`,
    );
  }
  return bytes;
}
