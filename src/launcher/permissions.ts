/** What a right is for. The bridge is never given another kind: no `run`, `sys`, `ffi` or `import`. */
export type RightName = "read" | "write" | "net" | "env";

/** One right of the bridge's Worker, and why it has it. */
export interface Right {
  readonly name: RightName;
  /** Absolute path, `host:port`, or variable, in the form that Deno's permissions take. */
  readonly value: string;
  /** For people, as a clause. */
  readonly reason: string;
}

export interface PermissionNeeds {
  /** The bridge's own folder of the state directory, absolute. */
  readonly directory: string;
  /** The folder of added packages, absolute. */
  readonly packages: string;
}

/**
 * What the bridge may do by itself. Whatever else it needs it asks of the launcher, so no right to
 * start a program is ever among them, none to connect to a host, and no variable: its settings come by
 * message.
 */
export function computePermissions({ directory, packages }: PermissionNeeds): readonly Right[] {
  return [
    { name: "read", value: directory, reason: "saved tools and lists of tools live there" },
    {
      name: "read",
      value: packages,
      reason: "packages that you added, for programs that import them",
    },
    { name: "write", value: directory, reason: "saved tools and lists of tools live there" },
  ];
}

/** Whether two sets grant the same, whatever their reasons. */
export function sameRights(one: readonly Right[], other: readonly Right[]): boolean {
  return holds(one, other) && holds(other, one);
}

/** The same in the form that `new Worker` takes. Everything that is not granted is refused. */
export function toWorkerPermissions(rights: readonly Right[]): Deno.PermissionOptionsObject {
  const values = (wanted: RightName): string[] =>
    rights.filter(({ name }) => name === wanted).map(({ value }) => value);
  return {
    read: values("read"),
    write: values("write"),
    net: values("net"),
    env: values("env"),
    run: false,
    sys: false,
    ffi: false,
    import: false,
  };
}

/** Whether a set has every right of another. */
function holds(held: readonly Right[], needed: readonly Right[]): boolean {
  return needed.every(({ name, value }) =>
    held.some((right) => right.name === name && right.value === value)
  );
}
