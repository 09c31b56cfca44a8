import { Command } from "commander";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { serve } from "../serve.ts";

/** `serve`: serves MCP over stdin and stdout. */
export function serveCommand({ context, onExit }: CommandWiring): Command {
  return new Command("serve")
    .description("serve MCP over stdin and stdout (the default)")
    .addOption(configOption(context.system))
    .action(async (flags: ConfigFlags) => onExit(await serve(context, configOverrides(flags))));
}
