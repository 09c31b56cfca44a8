import { Command } from "commander";
import { UsageError } from "../../errors.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { serve } from "../serve.ts";

/** `serve`: serves MCP over stdin and stdout. */
export function serveCommand({ context, onExit }: CommandWiring): Command {
  return new Command("serve")
    .description("serve MCP over stdin and stdout (the default)")
    // commander passes an unknown command to the default command
    .argument("[nothing...]", "serve takes no arguments")
    .addOption(configOption(context.system))
    .action(async ([unexpected]: string[], flags: ConfigFlags) => {
      if (unexpected !== undefined) {
        throw new UsageError(`Cannot run "${unexpected}": no such command; see --help`);
      }
      onExit(await serve(context, configOverrides(flags)));
    });
}
