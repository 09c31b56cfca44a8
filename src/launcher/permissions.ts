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

/** A host that the bridge connects to itself. */
export interface HostNeed {
  /** `host:port`, as {@linkcode netHost} gives it. */
  readonly host: string;
  /** The server that is reached there. */
  readonly server: string;
}

export interface PermissionNeeds {
  /** The bridge's own folder of the state directory, absolute. */
  readonly directory: string;
  /** Hosts of the servers that may be connected by URL. */
  readonly hosts: readonly HostNeed[];
}

/**
 * What the bridge may do by itself: the smallest set that the configuration needs. Whatever else it
 * needs it asks of the launcher, so no right to start a program is ever among them, and no variable:
 * its settings come by message.
 */
export function computePermissions({ directory, hosts }: PermissionNeeds): readonly Right[] {
  const servers = Map.groupBy(hosts, ({ host }) => host);
  return [
    { name: "read", value: directory, reason: "saved tools live there" },
    { name: "write", value: directory, reason: "saved tools live there" },
    ...[...servers].map(([host, needs]): Right => ({
      name: "net",
      value: host,
      reason: `reached by URL: ${[...new Set(needs.map(({ server }) => server))].join(", ")}`,
    })),
  ];
}

/**
 * The host and port of a URL, as Deno's `net` permission names them: `example.com:443`,
 * `[::1]:8080`. Never a host alone, which would mean all of its ports. `null` when it has none.
 */
export function netHost(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  const port = parsed.port !== "" ? parsed.port : DEFAULT_PORTS.get(parsed.protocol);
  // a trailing dot names the same host, and the permission would not match it
  const host = parsed.hostname.replace(/\.$/, "");
  return port === undefined || host === "" ? null : `${host}:${port}`;
}

const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([["http:", "80"], ["https:", "443"]]);

/** Whether two sets grant the same, whatever their reasons. */
export function sameRights(one: readonly Right[], other: readonly Right[]): boolean {
  return holds(one, other) && holds(other, one);
}

/** Whether a set has every right of another. */
export function holds(held: readonly Right[], needed: readonly Right[]): boolean {
  return needed.every(({ name, value }) =>
    held.some((right) => right.name === name && right.value === value)
  );
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
