import type { DiscoveredServer } from "../discovery/server_definition.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { withFileLock } from "../system/file_lock.ts";
import { once } from "../system/once.ts";
import { pathsOf } from "../system/paths.ts";
import type { System } from "../system/system.ts";

/** In the launcher's part of the state directory, where the bridge reads nothing. */
export const KEY_FILE = "digest-key";
const KEY_MODE = 0o600;
const KEY = /^[0-9a-f]{64}$/;
const KEY_BYTES = 32;
/** Hexadecimal digits of a digest. */
const DIGITS = 32;

/** Names the definition of a server; `null` when it has none. */
export type DigestDefinition = (server: DiscoveredServer) => Promise<string | null>;

export interface DefinitionDigestOptions {
  readonly system: Pick<System, "files" | "platform">;
  readonly log: Log;
  /** The launcher's part of the state directory, absolute. */
  readonly stateDir: string;
}

/**
 * Makes the function that names definitions of servers: the same text for the same name and the same
 * way to start or reach it, another one for any other. A definition may hold a short password, which
 * whoever knows a plain hash could find by trying; so the hash takes a key that the bridge never gets.
 * Nothing is read or made before the first call.
 */
export function createDefinitionDigest(options: DefinitionDigestOptions): DigestDefinition {
  const key = once(async () => {
    const bytes = Uint8Array.fromHex(await readOrMakeKey(options));
    return await crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign"]);
  });
  return async (server) => {
    const text = identityOf(server);
    if (text === null) return null;
    const mac = await crypto.subtle.sign(HMAC, await key.get(), new TextEncoder().encode(text));
    return new Uint8Array(mac).toHex().slice(0, DIGITS);
  };
}

const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/** What decides which tools a server has, as one text. Lists and times of an entry are not among it. */
function identityOf({ name, definition }: DiscoveredServer): string | null {
  if (definition === null) return null;
  return JSON.stringify(
    definition.kind === "stdio"
      ? [
        name,
        "stdio",
        definition.command,
        definition.args,
        sorted(definition.env),
        definition.cwd ?? null,
      ]
      : [name, "http", definition.url, definition.type ?? null, sorted(definition.headers)],
  );
}

function sorted(values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(values).sort(([one], [other]) => one < other ? -1 : 1);
}

/** The user's key; one for this process alone when it cannot be kept. */
async function readOrMakeKey({ system, log, stateDir }: DefinitionDigestOptions): Promise<string> {
  const { files } = system;
  const path = pathsOf(system.platform).join(stateDir, KEY_FILE);
  const read = async () => {
    if (await files.info(path) === null) return null;
    const text = await files.readOwnText(path, 2 * KEY_BYTES).catch(() => "");
    return KEY.test(text) ? text : null;
  };
  const known = await read();
  if (known !== null) return known;
  const fresh = crypto.getRandomValues(new Uint8Array(KEY_BYTES)).toHex();
  try {
    // of several bridges that start for the first time, one makes the key of all
    return await withFileLock(`${path}.lock`, async () => {
      const made = await read();
      if (made === null) await files.writeAtomic(path, fresh, KEY_MODE);
      return made ?? fresh;
    });
  } catch (error) {
    log("debug", `Lists of tools are not kept: ${messageOf(error)}`);
    return fresh;
  }
}
