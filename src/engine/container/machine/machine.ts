/** A virtual machine in which an engine runs its containers, and which may be stopped. */
export interface Machine {
  /** For people: `podman machine "podman-machine-default"`, `Docker Desktop`. */
  readonly label: string;
  /** Its name among those of its engine. */
  readonly name: string;
  /** What the user does to start it, as a clause: `run: podman machine start`. */
  readonly startStep: string;
  /** Whether it is stopped. `starting`: somebody else has begun to start it. Never throws. */
  state(): Promise<MachineState>;
  /**
   * Begins to start it, and waits for the command's end. The engine may need longer until it answers.
   *
   * @returns why it does not start, as a clause; `null` if it does
   */
  start(timeoutMs: number): Promise<string | null>;
  /** Differs from start to start; `null` when it is not running, or does not tell. Never throws. */
  session(): Promise<string | null>;
  /** Whether a container runs in it, also when that cannot be told. Never throws. */
  isBusy(): Promise<boolean>;
  /**
   * Stops it.
   *
   * @returns why it does not stop, as a clause; `null` if it does
   */
  stop(): Promise<string | null>;
}

export type MachineState = "running" | "starting" | "stopped";

/** Milliseconds that questions to a machine may take when nobody waits for the answer. */
export const PATIENT_MS = 10_000;
/** Milliseconds that the end of a machine may take: its system is shut down. */
export const STOP_MS = 60_000;
/** Milliseconds that a command may take to end after SIGTERM: it then undoes what it has begun. */
export const COMMAND_GRACE_MS = 5_000;
