import type { Log } from "../../log.ts";
import type { ChildProcess, ProcessExit, System } from "../../system/system.ts";
import { TextTail } from "../../text/text_tail.ts";
import type { EngineSandbox } from "../engine.ts";

export interface EmbeddedSandboxOptions {
  readonly system: System;
  readonly log: Log;
  /** The running child, in a process group of its own. */
  readonly process: ChildProcess;
}

/** How long a kill waits for a process that SIGKILL has been sent to. */
const KILL_WAIT_MS = 5000;
const STDERR_TAIL_CHARACTERS = 500;

/** One child process: the sandbox is the process. */
export class EmbeddedSandbox implements EngineSandbox {
  readonly #options: EmbeddedSandboxOptions;
  readonly #stderr = new TextTail(STDERR_TAIL_CHARACTERS);

  constructor(options: EmbeddedSandboxOptions) {
    this.#options = options;
  }

  get process(): ChildProcess {
    return this.#options.process;
  }

  noteStderr(chunk: Uint8Array): void {
    this.#stderr.append(chunk);
  }

  describeExit(exit: ProcessExit): string | null {
    if (exit.code === 0 || exit.signal === "SIGKILL") return null;
    const said = this.#stderr.text().trim();
    return `the embedded interpreter did not start, exit code ${exit.code}: ` +
      (said === "" ? "it gave no reason" : said);
  }

  async kill(): Promise<void> {
    const { system, log, process } = this.#options;
    // a busy interpreter sees no end of stdin, and a program may have caught every other signal
    process.kill("SIGKILL");
    const late = Promise.withResolvers<"late">();
    const cancel = system.clock.after(KILL_WAIT_MS, () => late.resolve("late"));
    if (await Promise.race([process.exited, late.promise]) === "late") {
      log("error", `Cannot end a sandbox: process ${process.pid} is still there after SIGKILL`);
    }
    cancel();
  }
}
