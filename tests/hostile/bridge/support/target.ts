/** What a hostile bridge is let loose on. Everything in it is planted by the test. */
export interface Target {
  /** Found in each place that must not be read. */
  readonly canary: string;
  /** A file with the canary where a user keeps keys. */
  readonly key: string;
  /** The state directory: the launcher's part. */
  readonly stateDir: string;
  /** The one folder that the bridge may use. */
  readonly own: string;
  /** A directory of the user's, outside of all that. */
  readonly outside: string;
  /** A CommonJS module outside of the program, whose export is the canary. */
  readonly module: string;
  /** The same as an ECMAScript module; in a Worker it posts the canary. */
  readonly esm: string;
  /** A JSON file with the canary. */
  readonly json: string;
  /** A process of the user's whose environment has the canary; 0 where that cannot be seen. */
  readonly bystander: number;
  /** The launcher's parent. */
  readonly parent: number;
  /** Port of a server on 127.0.0.1 that answers with a module. */
  readonly port: number;
  /** A package that is in Deno's cache. */
  readonly npm: string;
  /** Absolute path of our own executable, and arguments that make it end at once. */
  readonly executable: string;
  /** A native library that every machine has. */
  readonly library: string;
}

/** What a hostile bridge is told: as the program of the job `run`. */
export interface HostileOrder {
  readonly target: Target;
  /** Ids of probes. */
  readonly probes: readonly string[];
}

/** What came of each probe, by id: `null` for what worked, else why it did not. */
export type Outcomes = Readonly<Record<string, string | null>>;

/** An attempt. It resolves when it has worked and throws when it was held. */
export type Probe = (target: Target) => Promise<void> | void;
