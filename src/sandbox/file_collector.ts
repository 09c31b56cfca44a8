import type { FileMessage } from "../rpc/frames.ts";

/** Files of one run; the Python runtime sends no more. */
export const MAX_FILES = 20;
/** Bytes of the files of one run together: 32 MiB. */
export const MAX_FILES_BYTES = 32 * 1024 * 1024;

/** Characters of a folder's or file's name, and how deep folders may lie. */
const MAX_PART = 100;
const MAX_PARTS = 8;
/** What is no part of a name on some system, or cannot be seen. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}<>:"\\|?*]/gu;

/**
 * Takes the files of one run, as many as may be; the others are dropped. A program can send files
 * itself: they are bytes like any others, and are not believed to lie in its folder.
 */
export class FileCollector {
  /** What was taken, in order. Each name is a path that {@linkcode cleanPath} gives. */
  readonly files: FileMessage[] = [];
  #bytes = 0;

  add(file: FileMessage): void {
    const bytes = this.#bytes + file.size;
    if (this.files.length >= MAX_FILES || bytes > MAX_FILES_BYTES) return;
    this.#bytes = bytes;
    this.files.push({ ...file, name: cleanPath(file.name) });
  }
}

/** A relative path that leads nowhere else, of names that every system takes. */
export function cleanPath(path: string): string {
  const parts = path.split("/").map(cleanPart).filter((part) => part !== "");
  return parts.slice(-MAX_PARTS).join("/") || "file";
}

/** Empty for a part that is no name, as `..` is. */
function cleanPart(part: string): string {
  const clean = part.slice(0, MAX_PART).toWellFormed().replaceAll(UNFIT, "_");
  return clean.replace(/[. ]+$/, "").trimStart();
}
