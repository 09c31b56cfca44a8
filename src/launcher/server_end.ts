import type { Log } from "../log.ts";
import { AT_ONCE, type EndTimes, ProcessEnd } from "../system/process_end.ts";
import type { ChildProcess, Clock } from "../system/system.ts";
import type { Redaction } from "../redaction/redaction.ts";
import type { Ending } from "./child_relay.ts";

const GRACE_MS = 5_000;
/** When the bridge ends: its client waits, and may kill it soon. */
const BRIDGE_ENDS: EndTimes = { terminateMs: 1_000, killMs: 4_000 };
/** For a server that floods us, or reads nothing: calls wait for its end. */
const BROKEN: EndTimes = { terminateMs: 0, killMs: 300 };

/** A server's process, and what keeps its secrets out of what it writes. */
export interface StartedServer extends ChildProcess {
  /** @default {null} it has no secrets */
  readonly redaction?: Redaction | null;
  /**
   * Milliseconds that it has to end when it is stopped: at the end of its stdin, and again at SIGTERM.
   * @default {5_000}
   */
  readonly graceMs?: number;
}

export interface ServerEndOptions {
  readonly name: string;
  readonly process: StartedServer;
  readonly clock: Clock;
  readonly log: Log;
}

/** The end of a server's process, which comes when its time is over, and sooner when that is asked for. */
export class ServerEnd {
  readonly #options: ServerEndOptions;
  readonly #end: ProcessEnd;
  #told = false;

  constructor(options: ServerEndOptions) {
    this.#options = options;
    this.#end = new ProcessEnd(options);
  }

  /** Resolves when the process has ended, or nothing more can be done, which is logged. */
  async begin(ending: Ending): Promise<void> {
    const { name, process, log } = this.#options;
    // a server may wait for the end of its stdin, whatever the bridge still had to write
    if (ending !== "stop") process.closeInput().catch(() => {});
    const problem = await this.#end.begin(this.#times(ending));
    if (problem === null || this.#told) return;
    this.#told = true;
    log("warning", `Cannot stop the server "${name}": ${problem}`);
  }

  #times(ending: Ending): EndTimes {
    const { graceMs = GRACE_MS } = this.#options.process;
    switch (ending) {
      case "stop":
        return { terminateMs: graceMs, killMs: 2 * graceMs };
      case "bridge":
        return BRIDGE_ENDS;
      case "broken":
        return BROKEN;
      case "now":
        return AT_ONCE;
    }
  }
}
