import { Command } from "commander";
import { trustFile } from "../../discovery/trust_file.ts";
import { escapeLine } from "../../text/escape.ts";
import { readSettings } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";

/** `trust FILE`: allows the servers of a project's configuration file to be started. */
export function trustCommand({ context }: CommandWiring): Command {
  return new Command("trust")
    .description("trust a configuration file of the working directory, as it is now")
    .argument("<file>", "the file, such as ./claude_desktop_config.json")
    .addHelpText(
      "after",
      "\nSuch a file names programs to start and may be part of a cloned repository. So its servers\n" +
        "are listed but not started until you trust it. A changed file must be trusted again.",
    )
    .action(async (path: string) => {
      const { system, log } = context;
      const settings = readSettings(context);
      const { file, sha256, servers } = await trustFile(path, { system, settings, log });
      const lines = [
        `Trusted ${escapeLine(file)} (sha256 ${sha256.slice(0, 16)}…). It may start:`,
        ...servers.map(({ name, starts }) => `  ${escapeLine(name)}: ${escapeLine(starts)}`),
      ];
      await system.streams.writeStdout(new TextEncoder().encode(`${lines.join("\n")}\n`));
    });
}
