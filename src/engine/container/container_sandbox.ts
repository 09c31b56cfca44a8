import type { Log } from "../../log.ts";
import type { ChildProcess, ProcessExit, Stdio, System } from "../../system/system.ts";
import { STATE_DIR_VARIABLE } from "../../settings/state_dir.ts";
import { pause, settlesWithin, within } from "../../system/waiting.ts";
import { TextTail } from "../../text/text_tail.ts";
import type { EngineSandbox } from "../engine.ts";
import type { ContainerClient } from "./container_client.ts";
import type { CommandResult } from "../../system/run_command.ts";
import { describeCommandFailure, lastLines } from "../../executables/command_failure.ts";

export interface ContainerSandboxOptions {
  readonly system: System;
  readonly log: Log;
  readonly client: ContainerClient;
  readonly containerName: string;
  /** The image as the user named it, and its content. */
  readonly image: { readonly reference: string; readonly id: string };
  /** The running `podman run` or `docker run`. */
  readonly process: ChildProcess;
}

/** Time limit of one command to the engine. */
const COMMAND_GUARD_MS = 5000;
/** How long a kill waits for a container that is still being created. */
const CREATION_GUARD_MS = 10_000;
/** Pause before a retry. */
const RETRY_MS = 100;
/** How long a client may take to end by itself after its container was killed. */
const CLIENT_GRACE_MS = 1000;
const REMOVE_ATTEMPTS = 3;
const STDERR_TAIL_CHARACTERS = 4096;

/** Exit statuses with which both clients report that the container's program did not start. */
const NOT_STARTED: ReadonlySet<number> = new Set([125, 126, 127]);

/** One container, and the client process that carries its stdin and stdout. */
export class ContainerSandbox implements EngineSandbox {
  readonly #options: ContainerSandboxOptions;
  readonly #stderr = new TextTail(STDERR_TAIL_CHARACTERS);
  #exit: ProcessExit | null = null;
  #killed: Promise<void> | null = null;
  #forsaken = false;
  #breach: string | null = null;

  constructor(options: ContainerSandboxOptions) {
    this.#options = options;
    options.process.exited.then((exit) => this.#exit = exit);
  }

  get stdio(): Stdio {
    return this.#options.process;
  }

  noteStderr(chunk: Uint8Array): void {
    this.#stderr.append(chunk);
  }

  /** Ends it because it is not what it should be; the reason is that of its exit. */
  refuse(reason: string): void {
    this.#breach = reason;
    void this.kill();
  }

  describeExit(exit: ProcessExit): string | null {
    if (this.#breach !== null) return this.#breach;
    if (exit.signal !== null || !NOT_STARTED.has(exit.code)) return null;
    const { client: { name }, image } = this.#options;
    // the engine was given the id, which says nothing to the user
    const hex = image.id.replace(/^sha256:/, "");
    const said = lastLines(this.#stderr.text())
      .replaceAll(`sha256:${hex}`, image.reference).replaceAll(hex, image.reference);
    // a client in a package of its own may see only some of the user's files
    const remedy = /seccomp profile .*failed: open /.test(said)
      ? `; set ${STATE_DIR_VARIABLE} to a folder whose files ${name} can read`
      : "";
    return `${name} did not start a container of the image ${JSON.stringify(image.reference)}, ` +
      `exit code ${exit.code}: ${said === "" ? "it gave no reason" : said}${remedy}`;
  }

  forsake(): void {
    this.#forsaken = true;
    const { client, process } = this.#options;
    process.kill("SIGKILL");
    client.endCommands();
  }

  kill(): Promise<void> {
    this.#killed ??= this.#kill();
    return this.#killed;
  }

  async #kill(): Promise<void> {
    const answers = await this.#killContainer();
    if (this.#forsaken) return;
    const endedItself = await this.#endClient();
    // when the client ended by itself, `--rm` has usually removed the container
    if (!answers || endedItself) {
      const left = await this.#look();
      if (isGone(left)) return;
      if (left.kind !== "exited") return this.#report(describeCommandFailure(left));
    }
    await this.#remove();
  }

  /** Waits for the client to end, then kills it. Returns whether it ended by itself. */
  async #endClient(): Promise<boolean> {
    const { process, system } = this.#options;
    const grace = { clock: system.clock, ms: CLIENT_GRACE_MS };
    const exit = await within(process.exited, grace);
    if (exit !== null) return exit.signal === null;
    process.kill("SIGKILL");
    await settlesWithin(process.exited, grace);
    return false;
  }

  /**
   * Kills the container. Retries while the client is still creating it: a client that is killed
   * before leaves a container without an owner. Returns whether the engine answers.
   */
  async #killContainer(): Promise<boolean> {
    const { client, containerName, process, system } = this.#options;
    const deadline = system.clock.monotonic() + CREATION_GUARD_MS;
    while (this.#exit === null && system.clock.monotonic() < deadline) {
      const result = await client.run(
        ["kill", "--signal", "KILL", containerName],
        COMMAND_GUARD_MS,
      );
      if (result.kind !== "exited") return false;
      if (result.code === 0) return true;
      await settlesWithin(process.exited, { clock: system.clock, ms: RETRY_MS });
    }
    return true;
  }

  async #remove(): Promise<void> {
    const { client, containerName, system } = this.#options;
    let failure = "";
    for (let attempt = 0; attempt < REMOVE_ATTEMPTS; attempt++) {
      const removed = await client.run(["rm", "--force", containerName], COMMAND_GUARD_MS);
      const left = await this.#look();
      if (isGone(left)) return;
      failure = describeCommandFailure(left.kind === "exited" && left.code === 0 ? removed : left);
      if (removed.kind !== "exited" || left.kind !== "exited") break;
      await pause({ clock: system.clock, ms: RETRY_MS });
    }
    this.#report(failure);
  }

  /** Lists the container, in every state. */
  #look(): Promise<CommandResult> {
    const { client, containerName } = this.#options;
    return client.run(
      ["ps", "--all", "--quiet", "--filter", `name=^${containerName}$`],
      COMMAND_GUARD_MS,
    );
  }

  #report(failure: string): void {
    const { client, containerName, log } = this.#options;
    log(
      "error",
      `Cannot remove container ${containerName}: ${client.name} ${failure}; the next start of ` +
        `the bridge tries again, or run: ${client.name} rm --force ${containerName}`,
    );
  }
}

function isGone(left: CommandResult): boolean {
  return left.kind === "exited" && left.code === 0 && left.stdout.trim() === "";
}
