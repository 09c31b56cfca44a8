import { messageOf, PackageError } from "../errors.ts";
import { pathsOf } from "../system/paths.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import type { IndexFile, PackageIndex } from "./package_index.ts";
import { parseWheelName } from "./wheel_name.ts";
import { readWheel } from "./wheel_archive.ts";

/** Files that are looked at. */
const MAX_FILES = 5_000;
/** Bytes of one wheel. */
const MAX_WHEEL_BYTES = 1024 ** 3;

/**
 * The wheels in a folder of the user as an index. Each is read and hashed when it is first needed.
 *
 * @throws {PackageError} `INDEX_FAILED`
 */
export async function openLocalWheels(
  system: Pick<System, "files" | "platform">,
  directory: string,
): Promise<PackageIndex> {
  const { files, platform } = system;
  const failed = (why: string) =>
    new PackageError("INDEX_FAILED", `Cannot use the wheels in "${directory}": ${why}`);
  const names = await files.list(directory).catch((error) => {
    throw failed(messageOf(error));
  });
  const wheels = names.flatMap((file) => {
    const wheel = parseWheelName(file);
    return wheel === null ? [] : [{ file, project: wheel.name }];
  });
  if (wheels.length === 0) throw failed("there is no file that ends in .whl and is named as one");
  if (wheels.length > MAX_FILES) throw failed(`there are more than ${MAX_FILES}`);
  const read = async (file: string): Promise<Uint8Array> => {
    const path = pathsOf(platform).join(directory, file);
    const info = await files.info(await files.realPath(path) ?? path);
    if (info?.kind !== "file") throw failed(`"${file}" is no regular file`);
    if (info.size > MAX_WHEEL_BYTES) throw failed(`"${file}" is larger than 1 GiB`);
    return await files.readBytes(path);
  };
  return {
    label: directory,
    async files(name) {
      const own = wheels.filter(({ project }) => project === name);
      const found: IndexFile[] = [];
      for (const { file } of own) {
        found.push({
          name: file,
          sha256: await sha256(await read(file)),
          requiresPython: "",
          yanked: false,
          origin: directory,
        });
      }
      return found.length === 0 ? null : found;
    },
    metadata: async ({ name }) => readWheel(name, await read(name)).metadata,
    async wheel(file) {
      const bytes = await read(file.name);
      if (await sha256(bytes) === file.sha256) return bytes;
      throw failed(`"${file.name}" has changed meanwhile`);
    },
  };
}
