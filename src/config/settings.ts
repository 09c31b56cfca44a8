// placeholder: replaced by its owner
/** The bridge's own settings, from `MCP_BRIDGE_*` variables. Durations in milliseconds, sizes in bytes unless said. */
export interface Settings {
  readonly runtime: "auto" | "podman" | "docker" | "container" | "embedded";
  /** Container image reference, fully qualified. */
  readonly image: string;
  readonly timeoutMs: number;
  readonly maxTimeoutMs: number;
  /** Memory limit of a sandbox, in bytes. */
  readonly memoryBytes: number;
  readonly pids: number;
  /** `null`: no limit. */
  readonly cpus: number | null;
  /** `UID:GID`. */
  readonly containerUser: string;
  readonly runtimeIdleTimeoutMs: number;
  /** Absolute path. */
  readonly stateDir: string;
  readonly outputMode: "toon" | "compact" | "json";
  /** Characters of an answer. */
  readonly maxOutput: number;
  readonly allowSelfServer: boolean;
}
