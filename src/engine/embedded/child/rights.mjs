// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/** The rights of this process. Once dropped they do not come back: nobody is asked for them. */

const NAMES = /** @type {const} */ ([
  "read",
  "write",
  "net",
  "env",
  "sys",
  "run",
  "ffi",
  "import",
]);

/** Gives up every right that a process may have. */
export function dropRights() {
  for (const name of NAMES) Deno.permissions.revokeSync({ name });
}

/** @throws {Error} naming the rights that are left: the sandbox must not start then */
export function requireNoRights() {
  const left = NAMES.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
  if (left.length > 0) throw new Error(`Cannot start: the process may still ${left.join(", ")}`);
}
