import { Command } from "commander";
import { describeSettings } from "../settings/describe_settings.ts";
import { callCommand } from "./commands/call.ts";
import { cleanCommand } from "./commands/clean.ts";
import { imageCommand } from "./commands/image.ts";
import { loginCommand } from "./commands/login.ts";
import { logoutCommand } from "./commands/logout.ts";
import { packagesCommand } from "./commands/packages.ts";
import { permissionsCommand } from "./commands/permissions.ts";
import { runCommand } from "./commands/run.ts";
import { serveCommand } from "./commands/serve.ts";
import { serversCommand } from "./commands/servers.ts";
import { toolsCommand } from "./commands/tools.ts";
import { trustCommand } from "./commands/trust.ts";
import type { CommandWiring } from "./command_context.ts";
import { VERSION } from "./version.ts";

/** Creates the command line. Each subcommand has its own file in `commands/`. */
export function createProgram(wiring: CommandWiring): Command {
  const program: Command = new Command("mcp-code-bridge")
    .description(
      "An MCP server with one tool, run_python: a model's Python runs in a sandbox without " +
        "network and calls your other MCP servers as plain objects. Without a command it serves " +
        "over stdio.",
    )
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .configureOutput({
      writeOut: wiring.printHelp,
      writeErr: wiring.printError,
    })
    .addHelpText("after", () => settingsHelp(program));
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
    imageCommand,
    packagesCommand,
    cleanCommand,
  ];
  for (const create of commands) {
    const command = create(wiring).copyInheritedSettings(program);
    for (const inner of command.commands) inner.copyInheritedSettings(program);
    program.addCommand(command, { isDefault: create === serveCommand });
  }
  return program;
}

const HELP_COLUMNS = 80;
const HELP_INDENT = "      ";

function settingsHelp(program: Command): string {
  const help = program.createHelp();
  const rows = describeSettings().map(({ variable, default: value, allowed, description }) => {
    const plain = `${description} Allowed: ${allowed}.`.replaceAll("`", "");
    const text = help.boxWrap(plain, HELP_COLUMNS - HELP_INDENT.length);
    return `  ${variable} (${value})\n${text.replaceAll(/^/gm, HELP_INDENT)}`;
  });
  return `\nEnvironment variables (default):\n${rows.join("\n")}`;
}
