import { parseImageReference } from "../settings/image_reference.ts";
import { type LongCommandOptions, runLongCommand } from "./long_command.ts";

/** Names that are reported of one file. */
const MAX_NAMES = 20;

/**
 * Takes the images of an archive into an engine.
 *
 * @param path absolute
 * @returns their names, fully qualified; empty when they have none
 * @throws {EngineError} `IMAGE_FAILED`
 */
export async function loadImage(
  path: string,
  options: LongCommandOptions,
): Promise<readonly string[]> {
  const said = await runLongCommand(["load", "--input", path], options);
  // both clients write one such line for each image
  return [...said.matchAll(/^Loaded image(?:\(s\))?: (.+)$/gm)]
    .flatMap(([, names = ""]) => names.split(","))
    .flatMap((name) => referenceOf(name.trim()))
    .slice(0, MAX_NAMES);
}

/** An image without a name is told by its id. */
function referenceOf(name: string): readonly string[] {
  if (/^(?:sha256:)?[0-9a-f]{64}$/.test(name)) return [];
  try {
    return [parseImageReference(name)];
  } catch {
    return [];
  }
}
