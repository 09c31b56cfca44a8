import { Command } from "commander";
import { readSettings, runJob } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { readStdin } from "../read_stdin.ts";
import { parseTimeout, TIMEOUT_OPTION } from "../timeout_option.ts";
import { helpText } from "../help_text.ts";

/** Most characters of the arguments. */
const MAX_ARGUMENTS = 16 * 1024 * 1024;

interface CallFlags extends ConfigFlags {
  readonly timeout?: string;
  readonly json?: boolean;
}

/** `call SERVER TOOL JSON`: calls one tool. */
export function callCommand({ context, onExit }: CommandWiring): Command {
  return new Command("call")
    .description("call one tool of a server; starts the server")
    .usage("[options] SERVER TOOL [JSON | -]")
    .argument("<server>", "name of a configured server")
    .argument("<tool>", "name of the tool, or its name in Python")
    .argument("[json]", "its arguments as a JSON object, or - for standard input", "{}")
    .option(...TIMEOUT_OPTION)
    .addOption(configOption(context.system))
    .option("--json", "print a text as JSON, too")
    .addHelpText(
      "after",
      helpText([
        "The value goes to standard output, as a program gets it: a text as it is, " +
        "anything else as JSON. What went wrong goes to standard error, and the exit code " +
        "is 1; 2 when there is no such server or tool, or the arguments do not fit it.",
        "",
        "Examples:",
        `  mcp-code-bridge call github search_issues '{"query": "is:open"}'`,
        "  mcp-code-bridge call files write_file - < arguments.json",
      ]),
    )
    .action(async (server: string, tool: string, json: string, flags: CallFlags) => {
      const { system } = context;
      const settings = await readSettings(context, configOverrides(flags));
      const job = {
        kind: "call",
        server,
        tool,
        arguments: json === "-" ? await readStdin(system, MAX_ARGUMENTS) : json,
        timeoutMs: flags.timeout === undefined
          ? settings.callTimeoutMs ?? settings.maxTimeoutMs
          : parseTimeout(flags.timeout, settings),
        json: flags.json ?? false,
        terminal: system.streams.stdoutIsTerminal,
      } as const;
      context.progress.say(`Calling ${tool} of ${server} …`);
      onExit(await runJob(context, { job, settings }));
    });
}
