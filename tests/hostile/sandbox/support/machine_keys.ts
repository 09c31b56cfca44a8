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
 * Keys that no living sandbox accounts for, one line each. These are the keys with the mark in their
 * description. They are also the keys of users that sandboxes had: those beyond what a user had at
 * rest, and all of them when no process has the user any more. Root's are left out: the engines make
 * some for each start.
 *
 * @param options.users those of the sandboxes so far
 */
export async function keysOfNobody(
  rest: MachineKeys,
  { mark, users }: { readonly mark: string; readonly users: ReadonlySet<number> },
): Promise<readonly string[]> {
  const { byUser, visible } = await readKeys();
  const living = await livingUsers();
  const most = Math.max(0, ...[...rest.byUser].filter(([uid]) => uid !== 0).map(([, n]) => n));
  const found = [...byUser].filter(([uid, count]) =>
    uid !== 0 && users.has(uid) && count > (living.has(uid) ? most : rest.byUser.get(uid) ?? 0)
  );
  return [
    ...visible.filter((line) => line.includes(mark)).map((line) => `a key: ${line}`),
    ...found.map(([uid, count]) => `${count} keys of user ${uid}`),
  ];
}

async function livingUsers(): Promise<ReadonlySet<number>> {
  const users = new Set<number>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    for (const user of await usersOf(Number(name))) users.add(user);
  }
  return users;
}

/** The user of a sandbox, inside. */
const SANDBOX_USER = 65534;

/**
 * The user of a process, and who is root in its user namespace; none when it has ended. A container
 * with rooms has a namespace below its own, which has no root: then the one of the container's own.
 */
export async function usersOf(pid: number): Promise<readonly number[]> {
  const [, real] = /^Uid:\s+(\d+)/m.exec(await textOf(`/proc/${pid}/status`)) ?? [];
  const [, root] = /^\s*0\s+(\d+)/.exec(await textOf(`/proc/${pid}/uid_map`)) ?? [];
  const outer = root ?? (real === undefined ? undefined : Number(real) - SANDBOX_USER);
  return [real, outer].filter((user) => user !== undefined).map(Number);
}

async function textOf(path: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => "");
}
