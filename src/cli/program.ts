import { Command, type CommanderError } from "commander";
import { describeSettings } from "../settings/describe_settings.ts";
import { callCommand } from "./commands/call.ts";
import { cleanCommand } from "./commands/clean.ts";
import { configCommand } from "./commands/config.ts";
import { importCommand } from "./commands/import.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { completionCommand } from "./commands/completion.ts";
import { imageCommand } from "./commands/image.ts";
import { loginCommand } from "./commands/login.ts";
import { logoutCommand } from "./commands/logout.ts";
import { packagesCommand } from "./commands/packages.ts";
import { permissionsCommand } from "./commands/permissions.ts";
import { registerCommand } from "./commands/register.ts";
import { runCommand } from "./commands/run.ts";
import { savingsCommand } from "./commands/savings.ts";
import { serveCommand } from "./commands/serve.ts";
import { serversCommand } from "./commands/servers.ts";
import { toolsCommand } from "./commands/tools.ts";
import { trustCommand } from "./commands/trust.ts";
import { uninstallCommand } from "./commands/uninstall.ts";
import { unregisterCommand } from "./commands/unregister.ts";
import type { CommandWiring } from "./command_context.ts";
import { HELP_COLUMNS, wrapHelp } from "./help_text.ts";
import { usageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

const SERVE = "serve";

/** Creates the command line. Each subcommand has its own file in `commands/`. */
export function createProgram(wiring: CommandWiring): Command {
  const { streams } = wiring.context.system;
  const program: Command = new Command("mcp-code-bridge")
    .description(
      "An MCP server with one tool, run_python: a model's Python runs in a sandbox without " +
        "network and calls your other MCP servers as plain objects. Without a command it serves " +
        "over stdio.",
    )
    .usage("[command] [options]")
    .version(VERSION, "-V, --version", "print the version")
    // so that options after a program's file are the program's
    .enablePositionalOptions()
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .configureOutput({
      writeOut: wiring.printHelp,
      // an error is thrown, and told as all others
      writeErr: () => {},
      getOutHelpWidth: () => streams.stdoutIsTerminal && streams.columns() || HELP_COLUMNS,
      getOutHasColors: () => false,
    })
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText("after", () => settingsHelp(program));
  refuseInOurWords(program);
  const commands = [
    serveCommand,
    runCommand,
    serversCommand,
    toolsCommand,
    callCommand,
    trustCommand,
    loginCommand,
    logoutCommand,
    permissionsCommand,
    configCommand,
    imageCommand,
    packagesCommand,
    cleanCommand,
    registerCommand,
    unregisterCommand,
    importCommand,
    uninstallCommand,
    doctorCommand,
    savingsCommand,
    completionCommand,
  ];
  for (const create of commands) {
    const command = create(wiring);
    program.addCommand(command);
    adopt(command, program);
  }
  return program;
}

/**
 * The arguments with the command that they mean: without one, and with its options alone, they mean
 * `serve`.
 */
export function withCommand(program: Command, args: readonly string[]): readonly string[] {
  const [first] = args;
  const serve = program.commands.find((command) => command.name() === SERVE);
  const flag = first?.split("=", 1)[0] ?? "";
  return first === undefined ||
      serve?.options.some(({ short, long }) => flag === short || flag === long)
    ? [SERVE, ...args]
    : args;
}

/** Gives a command, and those below it, the manners of the program. */
function adopt(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  refuseInOurWords(command);
  for (const inner of command.commands) adopt(inner, command);
}

function refuseInOurWords(command: Command): void {
  command.exitOverride((error: CommanderError) => {
    if (error.exitCode === 0) throw error;
    throw usageError(error, command);
  });
}

const HELP_INDENT = 6;

function settingsHelp(program: Command): string {
  const rows = describeSettings().map(({ variable, default: value, allowed, description }) => {
    const plain = `${description} Allowed: ${allowed}.`.replaceAll("`", "");
    return `  ${variable} (${value})\n${
      wrapHelp(plain, { command: program, indent: HELP_INDENT })
    }`;
  });
  return `\nEnvironment variables (default):\n${rows.join("\n")}`;
}
