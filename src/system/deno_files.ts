import { decodeUtf8 } from "./decode_utf8.ts";
import type { FileInfo, Files } from "./system.ts";
import { unfinishedName } from "./unfinished_name.ts";

/** The real file system. */
export function createDenoFiles(): Files {
  return {
    readText: (path, maxBytes) => readText(path, maxBytes),
    readOwnText: (path, maxBytes) => readOwnText(path, maxBytes),
    readBytes: (path, range) => range === undefined ? Deno.readFile(path) : readRange(path, range),
    writeAtomic: (path, data, mode) => writeAtomic(path, { data, mode }),
    info: (path) => orNull(async () => toInfo(await Deno.lstat(path))),
    realPath: (path) => orNull(() => Deno.realPath(path)),
    list: (path) => listNames(path),
    existsSync: (path) => exists(path),
    infoSync: (path) => nowOrNull(() => toInfo(Deno.lstatSync(path))),
    statSync: (path) => nowOrNull(() => toInfo(Deno.statSync(path))),
    listSync: (path) =>
      nowOrNull(() => Array.from(Deno.readDirSync(path), ({ name }) => name))?.sort() ?? [],
    makeDirectory: (path, mode) => Deno.mkdir(path, { recursive: true, mode }),
    async setMode(path, mode) {
      if (Deno.build.os !== "windows") await Deno.chmod(path, mode);
    },
    async remove(path) {
      await orNull(() => Deno.remove(path, { recursive: true }));
    },
    rename: (from, to) => Deno.rename(from, to),
    freeBytes: (path) => freeBytes(path),
    makeTemporaryDirectory: (prefix) => Deno.makeTempDir({ prefix }),
  };
}

async function readText(path: string, maxBytes: number): Promise<string> {
  // checked before the open, because opening a named pipe waits for a writer
  const before = await Deno.stat(path);
  if (!before.isFile) throw new Error(`"${path}" is not a regular file`);
  using file = await Deno.open(path, { read: true });
  return await readOpened(file, { path, maxBytes });
}

async function readOwnText(path: string, maxBytes: number): Promise<string> {
  const before = await Deno.lstat(path);
  if (before.isSymlink) throw new Error(`"${path}" is a symbolic link`);
  if (!before.isFile) throw new Error(`"${path}" is not a regular file`);
  using file = await Deno.open(path, { read: true });
  // Deno cannot open without following links, so what was opened is compared with what was looked at
  const { dev, ino } = await file.stat();
  if (dev !== before.dev || ino !== before.ino) {
    throw new Error(`"${path}" was exchanged while it was opened`);
  }
  return await readOpened(file, { path, maxBytes });
}

async function readOpened(
  file: Deno.FsFile,
  { path, maxBytes }: { readonly path: string; readonly maxBytes: number },
): Promise<string> {
  const info = await file.stat();
  if (!info.isFile) throw new Error(`"${path}" is not a regular file`);
  if (info.size > maxBytes) {
    throw new Error(`"${path}" is larger than ${maxBytes} bytes: it has ${info.size}`);
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (true) {
    const chunk = new Uint8Array(64 * 1024);
    const count = await file.read(chunk);
    if (count === null) break;
    total += count;
    if (total > maxBytes) {
      throw new Error(`"${path}" grew past ${maxBytes} bytes while it was read`);
    }
    chunks.push(chunk.subarray(0, count));
  }
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return decodeUtf8(bytes);
}

async function readRange(
  path: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  await file.seek(offset, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

async function writeAtomic(
  path: string,
  content: { data: string | Uint8Array; mode: number },
): Promise<void> {
  const temporary = unfinishedName(path);
  try {
    const bytes = typeof content.data === "string"
      ? new TextEncoder().encode(content.data)
      : content.data;
    await Deno.writeFile(temporary, bytes, { createNew: true, mode: content.mode });
    await Deno.rename(temporary, path);
  } catch (error) {
    await orNull(() => Deno.remove(temporary));
    throw error;
  }
}

async function freeBytes(path: string): Promise<number | null> {
  try {
    const { statfs } = await import("node:fs/promises");
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}

async function listNames(path: string): Promise<readonly string[]> {
  const names = await orNull(async () => {
    const found: string[] = [];
    for await (const entry of Deno.readDir(path)) found.push(entry.name);
    return found;
  });
  return (names ?? []).sort();
}

function toInfo(info: Deno.FileInfo): FileInfo {
  const kind = info.isSymlink
    ? "symlink"
    : info.isFile
    ? "file"
    : info.isDirectory
    ? "directory"
    : "other";
  return {
    kind,
    size: info.size,
    mode: info.mode === null ? null : info.mode & 0o7777,
    uid: info.uid,
    modified: info.mtime?.getTime() ?? null,
  };
}

async function orNull<T>(action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

// not by `node:fs`, which is cheaper where nothing is, and takes 15 ms to load
function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function nowOrNull<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}
