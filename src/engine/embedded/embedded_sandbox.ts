import type { Log } from "../../log.ts";
import type { ChildProcess, ProcessExit, Stdio, System } from "../../system/system.ts";
import { TextTail } from "../../text/text_tail.ts";
import { AT_ONCE, ProcessEnd } from "../../system/process_end.ts";
import type { EngineSandbox } from "../engine.ts";
import { openReports } from "./exit_seal.ts";

export interface EmbeddedSandboxOptions {
  readonly system: System;
  readonly log: Log;
  /** The running child, in its own process group. */
  readonly process: ChildProcess;
  /** What its exit report carries. */
  readonly reportKey: string;
}

const STDERR_TAIL_CHARACTERS = 500;
/** 128 + SIGKILL. */
const KILLED_EXIT_CODE = 137;

/** What V8 and the runtime say when they can allocate no more, before they abort. */
const NO_MEMORY = /out of memory|memory allocation of \d+ bytes failed/;

/** A sandbox that is one child process. */
export class EmbeddedSandbox implements EngineSandbox {
  readonly #options: EmbeddedSandboxOptions;
  readonly #stderr = new TextTail(STDERR_TAIL_CHARACTERS);
  readonly stdio: Stdio;
  #outOfMemory = false;

  constructor(options: EmbeddedSandboxOptions) {
    const { process, reportKey } = options;
    this.#options = options;
    this.stdio = {
      ...process,
      stderr: openReports(process.stderr, reportKey),
    };
  }

  noteStderr(chunk: Uint8Array): void {
    this.#stderr.append(chunk);
    if (NO_MEMORY.test(new TextDecoder().decode(chunk))) this.#outOfMemory = true;
  }

  /** Ends the sandbox because it uses more memory than it may. */
  endForMemory(): void {
    this.#outOfMemory = true;
    this.#options.process.kill("SIGKILL");
  }

  ranOutOfMemory(): boolean {
    return this.#outOfMemory;
  }

  describeExit(exit: ProcessExit): string | null {
    // bubblewrap passes a signal on as 128 plus its number
    if (exit.code === 0 || exit.code === KILLED_EXIT_CODE) return null;
    const said = this.#stderr.text().trim();
    return `the embedded interpreter did not start, exit code ${exit.code}: ` +
      (said === "" ? "it gave no reason" : said);
  }

  async kill(): Promise<void> {
    const { system, log, process } = this.#options;
    const problem = await new ProcessEnd({ process, clock: system.clock }).begin(AT_ONCE);
    if (problem !== null) log("error", `Cannot end a sandbox: ${problem}`);
  }
}
