import { pathsOf } from "../system/paths.ts";
import type { FileInfo, Files, System } from "../system/system.ts";

/** A file that is only thought of: the user's own, readable by nobody else. */
const THOUGHT_OF: FileInfo = { kind: "file", size: 0, mode: 0o600, uid: null, modified: null };
const DIRECTORY: FileInfo = { ...THOUGHT_OF, kind: "directory", mode: 0o700 };

/**
 * A system in which some files hold other texts, and all else is as it is: what would be found, had
 * they been written.
 *
 * @param texts by the files' real paths, absolute
 */
export function overlaySystem(system: System, texts: ReadonlyMap<string, string>): System {
  const { basename, dirname } = pathsOf(system.platform);
  const directories = new Set([...texts.keys()].map((file) => dirname(file)));
  const { files } = system;
  const overlaid: Partial<Files> = {
    readText: (path, maxBytes) => {
      const text = texts.get(path);
      return text === undefined ? files.readText(path, maxBytes) : Promise.resolve(text);
    },
    info: async (path) => {
      const found = await files.info(path);
      if (found !== null) return found;
      return texts.has(path) ? THOUGHT_OF : directories.has(path) ? DIRECTORY : null;
    },
    realPath: async (path) => {
      const found = await files.realPath(path);
      return found ?? (texts.has(path) || directories.has(path) ? path : null);
    },
    list: async (path) => {
      const added = [...texts.keys()].filter((file) => dirname(file) === path).map((file) =>
        basename(file)
      );
      return [...new Set([...await files.list(path), ...added])].sort();
    },
  };
  const withFiles = forwarding(files, overlaid);
  return forwarding(system, { files: withFiles });
}

/** An object that has some members of its own and forwards to another for the rest. */
function forwarding<T extends object>(target: T, own: Partial<T>): T {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Object.hasOwn(own, key)
        ? own[key as keyof T]
        : Reflect.get(object, key);
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}
