import { EngineError } from "../errors.ts";
import { isJsonObject, ownText, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import type { ImagePython } from "../packages/python_target.ts";
import type { ImageEngine } from "./image_engine.ts";
import { describeCommandFailure } from "../executables/command_failure.ts";

/** Milliseconds for a container to start and tell. */
const ASK_MS = 60_000;
/** Confined like a sandbox, as far as that matters to a program of ours that ends at once. */
const CONFINED = [
  "--rm",
  "--network=none",
  "--read-only",
  "--cap-drop=all",
  "--security-opt=no-new-privileges",
  "--user=65534:65534",
  "--entrypoint=python3",
] as const;

const TELL = `
import importlib.util, json, platform, sys, sysconfig
name, version = platform.libc_ver()
if "musl" in (sysconfig.get_config_var("SOABI") or ""):
    name, version = "musl", "1.2"  # Python does not tell it; every image since 2020 has it
print(json.dumps({
    "version": "%d.%d.%d" % sys.version_info[:3],
    "machine": platform.machine(),
    "libc": name,
    "libcVersion": version,
    "pip": importlib.util.find_spec("pip") is not None,
}))
`;

/**
 * Asks the Python of an image what it is, in a container without network.
 *
 * @param image reference or id
 * @throws {EngineError} `IMAGE_FAILED`
 */
export async function askImagePython(
  { name, client }: ImageEngine,
  image: string,
): Promise<ImagePython> {
  const result = await client.run(["run", ...CONFINED, image, "-I", "-c", TELL], ASK_MS);
  const said = result.kind === "exited" && result.code === 0 ? parsePython(result.stdout) : null;
  if (said !== null) return said;
  const why = result.kind === "exited" && result.code === 0
    ? "it said nothing that can be understood"
    : describeCommandFailure(result);
  throw new EngineError(
    "IMAGE_FAILED",
    `Cannot ask the Python of the image "${image}" with ${name}: ${why}`,
  );
}

/** The image's author wrote what answers. */
function parsePython(text: string): ImagePython | null {
  const value = parseJson(text.trim());
  if (!isJsonObject(value)) return null;
  const [version = "", machine = ""] = [ownText(value, "version"), ownText(value, "machine")];
  if (!/^3\.\d{1,2}\.\d{1,3}$/.test(version) || !/^\w{1,32}$/.test(machine)) return null;
  const [name, libcVersion = ""] = [ownText(value, "libc"), ownText(value, "libcVersion")];
  const known = (name === "glibc" || name === "musl") && /^\d{1,2}\.\d{1,3}$/.test(libcVersion);
  return {
    version,
    machine,
    libc: known ? { name, version: libcVersion } : null,
    hasPip: ownValue(value, "pip") === true,
  };
}
