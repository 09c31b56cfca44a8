/** The rights of the bridge's Worker: Deno's permission names, computed from the configuration. */
export interface BridgePermissions {
  /** Absolute paths that it may read, whole folders included. */
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/**
 * What the bridge may do by itself. Whatever else it needs it asks of the launcher, so no right to
 * start a program, to read the environment or to reach a host is among them.
 *
 * @param directory the bridge's own folder of the state directory, absolute
 */
export function computePermissions(directory: string): BridgePermissions {
  return { read: [directory], write: [directory] };
}

/** The same in the form that `new Worker` takes. Everything that is not granted is refused. */
export function toWorkerPermissions(permissions: BridgePermissions): Deno.PermissionOptionsObject {
  return {
    read: [...permissions.read],
    write: [...permissions.write],
    run: false,
    env: false,
    net: false,
    sys: false,
    ffi: false,
    import: false,
  };
}
