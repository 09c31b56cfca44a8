import { isJsonArray, isJsonObject, type JsonValue, ownText } from "../json/json.ts";
import { readJson } from "../json/read_json.ts";
import { makeOwnDirectory } from "../system/own_directory.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";

/** Folder of the records in the state directory. */
const FOLDER = "imports";
const EXTENSION = ".json";
const MAX_BYTES = 64 * 1024;
const MODE = 0o600;

/** A file that an import changed or made. */
export interface ImportedFile {
  /** Absolute, where the content is: no symbolic link. */
  readonly path: string;
  /** Copy of what was there; `null` when the import made the file. */
  readonly backup: string | null;
  /** SHA-256 of what the import wrote. */
  readonly sum: string;
}

/** The place of one client's last import in a state directory. */
export interface RecordPlace {
  readonly system: Pick<System, "files" | "platform">;
  readonly stateDir: string;
  readonly slug: string;
}

/** Keeps what is needed to undo an import. @throws {Error} when it cannot be written */
export async function writeImportRecord(
  place: RecordPlace,
  files: readonly ImportedFile[],
): Promise<void> {
  const { system, stateDir } = place;
  await makeOwnDirectory(system.files, pathsOf(system.platform).join(stateDir, FOLDER));
  await system.files.writeAtomic(recordPath(place), JSON.stringify({ files }, null, 2), MODE);
}

/** The files of the last import; `null` when there was none, or its record cannot be read. */
export async function readImportRecord(
  place: RecordPlace,
): Promise<readonly ImportedFile[] | null> {
  const { files } = place.system;
  if (await files.info(recordPath(place)) === null) return null;
  try {
    const record = readJson(await files.readOwnText(recordPath(place), MAX_BYTES));
    const listed = isJsonObject(record) ? record["files"] : undefined;
    return isJsonArray(listed) ? listed.map(toImportedFile) : null;
  } catch {
    // a record that was damaged is as good as none
    return null;
  }
}

/** The clients whose last import could be taken back, by their names on the command line. */
export async function listImports(
  { system, stateDir }: Omit<RecordPlace, "slug">,
): Promise<readonly string[]> {
  const names = await system.files.list(pathsOf(system.platform).join(stateDir, FOLDER));
  return names.filter((name) => name.endsWith(EXTENSION)).map((name) =>
    name.slice(0, -EXTENSION.length)
  );
}

/** Forgets an import. */
export async function removeImportRecord(place: RecordPlace): Promise<void> {
  await place.system.files.remove(recordPath(place));
}

function toImportedFile(value: JsonValue): ImportedFile {
  if (!isJsonObject(value)) throw new TypeError("an object was expected");
  const [path, sum] = [ownText(value, "path"), ownText(value, "sum")];
  if (path === undefined || sum === undefined) throw new TypeError("a member is missing");
  return { path, sum, backup: ownText(value, "backup") ?? null };
}

function recordPath({ system, stateDir, slug }: RecordPlace): string {
  return pathsOf(system.platform).join(stateDir, FOLDER, `${slug}${EXTENSION}`);
}
