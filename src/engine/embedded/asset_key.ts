import { sha256 } from "../../system/sha256.ts";

/** Increase it when `build_assets.ts` builds different files from the same sources. */
const RECIPE_VERSION = 1;
const KEY_DIGITS = 32;

/** Everything that determines the content of an asset folder. */
export interface AssetKeyParts {
  readonly pyodideVersion: string;
  /** Version of the JavaScript runtime; see `src/system/runtime_version.ts`. */
  readonly runtimeVersion: string;
  /** Text of the files that are copied, by name. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Name of the asset folder for these parts: 32 hexadecimal digits of their hash. */
export async function assetKey(parts: AssetKeyParts): Promise<string> {
  const sources = Object.entries(parts.sources).sort(([a], [b]) => a < b ? -1 : 1);
  const recipe = [RECIPE_VERSION, parts.pyodideVersion, parts.runtimeVersion, sources];
  return (await sha256(JSON.stringify(recipe))).slice(0, KEY_DIGITS);
}

/** Whether a name has the form of an asset key. */
export function isAssetKey(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name);
}
