/** The kernel's keys, which outlive the process that made them. Linux only. */

/** Keys by user id. */
export interface MachineKeys {
  readonly byUser: ReadonlyMap<number, number>;
  /** The lines of `/proc/keys`, those that this user may see. */
  readonly visible: readonly string[];
}

/** Reads both lists; empty where the kernel has none. */
export async function readKeys(): Promise<MachineKeys> {
  const users = (await textOf("/proc/key-users")).matchAll(/^\s*(\d+):\s+\d+\s+(\d+)\//gm);
  return {
    byUser: new Map([...users].map(([, uid, keys]) => [Number(uid), Number(keys)])),
    visible: (await textOf("/proc/keys")).split("\n").filter((line) => line !== ""),
  };
}

/**
 * Keys that no living sandbox accounts for, one line each: those with the mark in their description;
 * those of a user whom no process has any more; and more than a sandbox at rest has. Root's are left
 * out: the engines make some for each start.
 */
export async function keysOfNobody(rest: MachineKeys, mark: string): Promise<readonly string[]> {
  const { byUser, visible } = await readKeys();
  const users = await livingUsers();
  const most = Math.max(0, ...[...rest.byUser].filter(([uid]) => uid !== 0).map(([, n]) => n));
  const found = [...byUser].filter(([uid, count]) =>
    uid !== 0 && count > (users.has(uid) ? most : rest.byUser.get(uid) ?? 0)
  );
  return [
    ...visible.filter((line) => line.includes(mark)).map((line) => `a key: ${line}`),
    ...found.map(([uid, count]) => `${count} keys of user ${uid}`),
  ];
}

/** Users that a process has, and those who are root in a process's user namespace. */
async function livingUsers(): Promise<ReadonlySet<number>> {
  const users = new Set<number>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [, real] = /^Uid:\s+(\d+)/m.exec(await textOf(`/proc/${name}/status`)) ?? [];
    const [, root] = /^\s*0\s+(\d+)/.exec(await textOf(`/proc/${name}/uid_map`)) ?? [];
    for (const uid of [real, root]) if (uid !== undefined) users.add(Number(uid));
  }
  return users;
}

async function textOf(path: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => "");
}
