import type { System } from "../../system/system.ts";

/**
 * Checks the address of an engine's service. It must be local, and a socket must belong to the user
 * or to root: the process that answers there controls the program and all its data.
 *
 * @returns `null` when the address may be used, else the reason as a clause: `is "tcp://…", and …`
 */
export async function refuseEndpoint(system: System, address: string): Promise<string | null> {
  const shown = JSON.stringify(withoutPassword(address).slice(0, 200));
  if (system.platform === "windows") {
    return /^npipe:\/{4}\.\/pipe\/[A-Za-z0-9_.-]+$/.test(address)
      ? null
      : `is ${shown}, and only a local named pipe is used`;
  }
  const path = socketOf(address);
  if (path === null) return `is ${shown}, and only a local unix socket is used`;
  const real = await system.files.realPath(path).catch(() => null);
  const info = real === null ? null : await system.files.info(real);
  if (info === null) return `is ${shown}, and there is no such socket`;
  if (info.kind !== "other") return `is ${shown}, which is not a socket`;
  if (info.uid !== system.uid() && info.uid !== 0) {
    return `is ${shown}, a socket of another user (uid ${info.uid})`;
  }
  return null;
}

/** What is refused is shown to people and to the model. */
function withoutPassword(address: string): string {
  return address.replace(/(\/\/[^/:@]*):[^/]*@/, "$1:…@");
}

/** The path of a local unix socket that an address names; `null` for every other address. */
export function socketOf(address: string): string | null {
  return /^unix:\/\/(\/[^\0]*)$/.exec(address)?.[1] ?? null;
}
