// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/** The rights of this process. A dropped right cannot be regained, because nobody is prompted. */

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

/** Drops every right of this process. */
export function dropRights() {
  for (const name of NAMES) Deno.permissions.revokeSync({ name });
}

/** @throws {Error} naming the rights that are left; the sandbox must then not start */
export function requireNoRights() {
  const left = NAMES.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
  if (left.length > 0) throw new Error(`Cannot start: the process may still ${left.join(", ")}`);
}
