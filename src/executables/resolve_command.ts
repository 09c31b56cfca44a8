import { pathDirectories, pathsOf } from "../system/paths.ts";
import { printable } from "../text/printable.ts";
import type { StdioDefinition } from "../discovery/server_definition.ts";
import { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import { once } from "../system/once.ts";
import type { System } from "../system/system.ts";
import { findInstallationDirectories } from "./installation_directories.ts";
import { askLoginShell } from "./login_shell_path.ts";
import { programFile } from "./program_file.ts";
import { windowsArgv, windowsNames } from "./windows_command.ts";

export interface CommandResolverOptions {
  readonly system: System;
  readonly log: Log;
  /** Ends the processes that the search started, when the bridge stops. */
  readonly signal: AbortSignal;
  /**
   * Reads the PATH of the user's login shell, or `null`. @default {askLoginShell} starts the shell
   */
  readonly askLoginShell?: () => Promise<string | null>;
}

/** A server's command, ready to be started. */
export interface ResolvedCommand {
  /** Absolute path of the program, then its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** PATH for the child, on which it finds the programs that it starts: `npx` needs `node`. */
  readonly path: string;
}

/**
 * Finds the programs of servers like a terminal does, even when a desktop application started us
 * with a short PATH. The order is PATH, known installation directories, then the PATH of the user's
 * login shell, which is started at most once.
 */
export class CommandResolver {
  readonly #system: System;
  readonly #options: CommandResolverOptions;
  readonly #paths: ReturnType<typeof pathsOf>;
  readonly #installed = once(() => findInstallationDirectories(this.#system));
  readonly #loginPath = once(() => this.#options.askLoginShell?.() ?? askLoginShell(this.#options));

  constructor(options: CommandResolverOptions) {
    this.#options = options;
    this.#system = options.system;
    this.#paths = pathsOf(options.system.platform);
  }

  /**
   * Finds the program of a server.
   *
   * @param name name of the server, for the error
   * @throws {UpstreamError} `START_FAILED` when it is not found, with the directories searched
   */
  async resolve(name: string, definition: StdioDefinition): Promise<ResolvedCommand> {
    try {
      return await this.#find(definition);
    } catch (error) {
      if (!(error instanceof NoProgram)) throw error;
      const server = printable(name);
      throw new UpstreamError("START_FAILED", `Cannot start server "${server}": ${error.message}`);
    }
  }

  async #find(definition: StdioDefinition): Promise<ResolvedCommand> {
    const { command, env } = definition;
    const path = env["PATH"] ?? this.#system.env("PATH") ?? "";
    const directories = pathDirectories(this.#system, path);
    if (this.#isPath(command)) {
      const file = this.#paths.resolve(this.#system.cwd(), definition.cwd ?? "", command);
      const found = await this.#findIn([this.#paths.dirname(file)], this.#paths.basename(file));
      if (found === null) throw notFound(definition, `"${printable(file)}"`);
      return await this.#ready(found, definition, directories);
    }

    const onPath = await this.#findIn(directories, command);
    if (onPath !== null) return await this.#ready(onPath, definition, directories);

    const installed = await this.#installed.get();
    const inKnown = await this.#findIn(installed, command);
    if (inKnown !== null) return await this.#ready(inKnown, definition, directories);

    const login = pathDirectories(this.#system, await this.#loginPath.get() ?? "");
    const inLogin = await this.#findIn(login, command);
    // the login shell's directories come first, so that the command works as in a terminal
    if (inLogin !== null) return await this.#ready(inLogin, definition, [...login, ...directories]);

    const searched = [...new Set([...directories, ...installed, ...login])];
    throw notFound(definition, searched.join(", "));
  }

  async #ready(
    program: string,
    definition: StdioDefinition,
    directories: readonly string[],
  ): Promise<ResolvedCommand> {
    const own = this.#paths.dirname(program);
    const installed = await this.#installed.get();
    // the program's own directory comes first, unless the program was found on the PATH
    const first = directories.includes(own) ? [] : [own];
    const path = [...new Set([...first, ...directories, ...installed])].join(this.#paths.delimiter);
    if (this.#system.platform !== "windows") return { argv: [program, ...definition.args], path };
    try {
      return { argv: await windowsArgv(program, definition.args, this.#system), path };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NoProgram(error.message);
    }
  }

  #isPath(command: string): boolean {
    return command.includes("/") || (this.#system.platform === "windows" && /[\\:]/.test(command));
  }

  async #findIn(directories: readonly string[], command: string): Promise<string | null> {
    const names = this.#system.platform === "windows"
      ? windowsNames(command, this.#system.env("PATHEXT"))
      : [command];
    for (const directory of directories) {
      for (const name of names) {
        const file = this.#paths.join(directory, name);
        if (await programFile(this.#system, file) !== null) return file;
      }
    }
    return null;
  }
}

/**
 * A server's program cannot be found, or its arguments cannot be passed; the message is a clause.
 */
class NoProgram extends Error {}

function notFound({ command }: StdioDefinition, searched: string): NoProgram {
  const hint = /\s/.test(command.trim())
    ? '; if it contains arguments, put them in "args"'
    : command.startsWith("~")
    ? "; ~ is not the home directory here: write the path in full"
    : "; install it, or give its absolute path";
  const places = searched === "" ? "PATH is empty" : `looked in ${printable(searched, 4000)}`;
  return new NoProgram(`no program "${printable(command)}" was found: ${places}${hint}`);
}
