import { ConfigError, messageOf } from "../errors.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import { escapeLine } from "../text/escape.ts";
import { type ConfigSnapshot, writeSnapshot, writeWithMode } from "./config_snapshot.ts";
import {
  type ImportedFile,
  readImportRecord,
  removeImportRecord,
  writeImportRecord,
} from "./import_record.ts";
import type { PlannedImport } from "./plan_import.ts";

export interface ImportPlace {
  readonly system: System;
  /** The launcher's part of the state directory; it must be there. */
  readonly stateDir: string;
  /** The client's name on the command line. */
  readonly slug: string;
}

/**
 * Carries out an import: the new file first, so that no server is nowhere. If a later file cannot be
 * written, those that were are as before.
 *
 * @returns paths of the backups
 * @throws {ConfigError} `BAD_FILE`
 */
export async function importServers(
  { changes, serversFile }: PlannedImport,
  place: ImportPlace,
): Promise<readonly string[]> {
  const { system } = place;
  const made: ConfigSnapshot = {
    path: serversFile.path,
    real: serversFile.path,
    bytes: null,
    text: "",
    mode: null,
  };
  const steps = [
    { snapshot: made, text: serversFile.text },
    ...changes.map(({ snapshot, change }) => ({ snapshot, text: change.text })),
  ];
  const done: { readonly snapshot: ConfigSnapshot; readonly file: ImportedFile }[] = [];
  try {
    for (const { snapshot, text } of steps) {
      const { backup, sum } = await writeSnapshot(system, snapshot, text);
      done.push({ snapshot, file: { path: snapshot.real, backup, sum } });
    }
    await writeImportRecord(place, done.map(({ file }) => file));
  } catch (error) {
    for (const { snapshot: { bytes, mode }, file: { path, backup } } of done.toReversed()) {
      if (bytes === null) await system.files.remove(path);
      else await writeWithMode(system, { path, bytes, mode });
      if (backup !== null) await system.files.remove(backup);
    }
    throw error instanceof ConfigError ? error : cannot("import", messageOf(error));
  }
  return done.map(({ file }) => file.backup).filter((backup) => backup !== null);
}

/**
 * Takes the last import of a client back: every file is byte for byte as it was before.
 *
 * @returns paths of the files; `null` when there is nothing to take back
 * @throws {ConfigError} `BAD_FILE` when a file was changed since, or a backup is gone; then nothing is
 * done
 */
export async function undoImport(place: ImportPlace): Promise<readonly string[] | null> {
  const { system: { files } } = place;
  const record = await readImportRecord(place);
  if (record === null) return null;
  const restored: { readonly file: ImportedFile; readonly bytes: Uint8Array | null }[] = [];
  for (const file of record) {
    const { path, backup, sum } = file;
    const now = await files.info(path) === null ? null : await sha256(await files.readBytes(path));
    if (now !== sum) {
      const was = backup === null ? "it was made by the import" : `what was in it is in ${backup}`;
      const what = now === null ? "is gone" : "was changed since";
      throw cannot("undo the import", `${path} ${what}; ${was}`);
    }
    if (backup !== null && await files.info(backup) === null) {
      throw cannot("undo the import", `the backup ${backup} is gone`);
    }
    restored.push({ file, bytes: backup === null ? null : await files.readBytes(backup) });
  }
  // the client's files first, so that no server is nowhere
  for (const { file: { path, backup }, bytes } of restored.toReversed()) {
    if (bytes === null) await files.remove(path);
    else {await writeWithMode(place.system, {
        path,
        bytes,
        mode: (await files.info(path))?.mode ?? null,
      });}
    if (backup !== null) await files.remove(backup);
  }
  await removeImportRecord(place);
  return record.map(({ path }) => path);
}

function cannot(what: string, why: string): ConfigError {
  return new ConfigError("BAD_FILE", `Cannot ${what}: ${escapeLine(why)}`);
}
