import { Command } from "commander";
import { inspectFile, trustFile } from "../../discovery/trust_file.ts";
import { UsageError } from "../../errors.ts";
import { printable } from "../../text/printable.ts";
import { ask } from "../ask.ts";
import type { CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import { formatInspection } from "../format_trust.ts";
import { helpText } from "../help_text.ts";

/** `trust FILE`: allows the servers of a project's configuration file to be started. */
export function trustCommand({ context, onExit }: CommandWiring): Command {
  return new Command("trust")
    .description("show what a project's configuration file decides, and trust it as it is now")
    .argument("<file>", "the file, such as ./.mcp.json")
    .option("-y, --yes", "do not ask")
    .addHelpText(
      "after",
      helpText([
        "Such a file names programs to start and may be part of a cloned repository. So " +
        "its servers are listed but not started until you trust it. A changed file must " +
        "be trusted again; what changed is shown. Of a settings file, mcp-code-bridge.jsonc, " +
        "what makes settings stricter counts before.",
      ]),
    )
    .action(async (path: string, { yes = false }: { readonly yes?: boolean }) => {
      const { system, log, print } = context;
      const { streams } = system;
      const options = { system, settings: await readSettings(context), log };
      const inspected = await inspectFile(path, options);
      await print(formatInspection(inspected));
      if (inspected.verdict === "trusted") return;
      if (!yes && !(streams.stdinIsTerminal && streams.stdoutIsTerminal)) {
        throw new UsageError(
          `Cannot trust "${printable(path)}": this is no terminal, so that nobody can be asked; ` +
            "read what it decides, then add --yes",
        );
      }
      if (!yes && !await ask("Trust it?", context)) {
        await print("It is not trusted.\n");
        onExit(EXIT_CODES.failure);
        return;
      }
      await trustFile(inspected, options);
      await print(`Trusted (sha256 ${inspected.sha256.slice(0, 16)}…).\n`);
    });
}
