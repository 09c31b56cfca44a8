import { Command } from "commander";
import { discover } from "../../discovery/discover.ts";
import { askServers } from "../ask_servers.ts";
import type { CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { formatSavings, savingsOf } from "../format_savings.ts";
import { helpText } from "../help_text.ts";
import { jsonText } from "../json_text.ts";

interface SavingsFlags extends ConfigFlags {
  readonly check?: boolean;
  readonly json?: boolean;
}

/** `savings`: counts what the servers' lists of tools would cost in a model's context. */
export function savingsCommand({ context }: CommandWiring): Command {
  return new Command("savings")
    .description("count the tokens that your servers' lists of tools would cost, and the bridge's")
    .addOption(configOption(context.system))
    .option("--check", "start the servers that have never listed their tools, and ask them")
    .option("--json", "print the same as JSON")
    .addHelpText(
      "after",
      helpText([
        "A client that has a server in its own configuration hands name, description and " +
        "schema of each tool to the model. Counted are the lists that the servers gave last.",
      ]),
    )
    .action(async (flags: SavingsFlags) => {
      const { system, log } = context;
      const settings = await readSettings(context, configOverrides(flags));
      const check = flags.check ? "unknown" : "none";
      const [{ servers }, reports] = await Promise.all([
        discover({ system, settings, log }),
        askServers(context, { settings, check }),
      ]);
      const savings = savingsOf(servers, reports, settings);
      const text = flags.json ? jsonText(savings) : formatSavings(savings);
      await context.print(text);
    });
}
