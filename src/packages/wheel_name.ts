import { isProjectName, normalizedName } from "./project_name.ts";
import { isVersion } from "./version.ts";

/** What the file name of a wheel says. */
export interface WheelName {
  /** In its one spelling. */
  readonly name: string;
  readonly version: string;
  /** `py3-none-any`; a file may have several. */
  readonly tags: readonly string[];
}

/** Characters of a file name, and tags that one may stand for. */
const MAX_FILE_NAME = 256;
const MAX_TAGS = 256;
/** What may stand in a build context, in a line of requirements and in a path. */
const FILE_NAME = /^[A-Za-z0-9_.+!-]+\.whl$/;

/**
 * Reads the file name of a wheel: `NAME-VERSION(-BUILD)?-PYTHON-ABI-PLATFORM.whl`, where each of the
 * last three may be several with points between ("Binary distribution format" of the PyPA
 * specifications). `null` when it is none.
 */
export function parseWheelName(file: string): WheelName | null {
  if (file.length > MAX_FILE_NAME || !FILE_NAME.test(file)) return null;
  const parts = file.slice(0, -".whl".length).split("-");
  if (parts.length !== 5 && parts.length !== 6) return null;
  const [name = "", version = ""] = parts;
  const [pythons = [], abis = [], platforms = []] = parts.slice(-3).map((one) => one.split("."));
  if (!isProjectName(name) || !isVersion(version)) return null;
  if (pythons.length * abis.length * platforms.length > MAX_TAGS) return null;
  const tags = pythons.flatMap((python) =>
    abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`))
  );
  return { name: normalizedName(name), version, tags };
}
