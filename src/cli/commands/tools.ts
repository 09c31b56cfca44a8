import { Command } from "commander";
import { readSettings, runJob } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { helpText } from "../help_text.ts";
import { toolsSavedCommand } from "./tools_saved.ts";

interface ToolsFlags extends ConfigFlags {
  readonly accept?: boolean;
  readonly json?: boolean;
}

/** `tools SERVER`: lists the tools of one server with their Python signatures; `tools saved`. */
export function toolsCommand(wiring: CommandWiring): Command {
  const { context, onExit } = wiring;
  return new Command("tools")
    .description("list the tools of a server with their Python signatures; starts the server")
    .argument("<server>", "name of a configured server")
    .addOption(configOption(context.system))
    .option("--accept", "accept the tools as they are now, and list those that had changed")
    .option("--json", "print names, descriptions and schemas as JSON")
    .addHelpText(
      "after",
      helpText([
        "The list marks tools whose description or schema is not as it was when the " +
        "bridge first saw them. With MCP_BRIDGE_TOOL_CHANGES=refuse, no program can call " +
        "these until you accept them.",
      ]),
    )
    .action(async (server: string, { accept = false, json = false, ...flags }: ToolsFlags) => {
      const settings = await readSettings(context, configOverrides(flags));
      const job = { kind: "tools", server, json, accept } as const;
      context.progress.say(`Asking ${server} for its tools …`);
      onExit(await runJob(context, { job, settings }));
    })
    .addCommand(toolsSavedCommand(wiring));
}
