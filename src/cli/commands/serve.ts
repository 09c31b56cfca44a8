import { Command } from "commander";
import { UsageError } from "../../errors.ts";
import type { CommandWiring } from "../command_context.ts";
import { serve } from "../serve.ts";

/** `serve`: the MCP server over stdin and stdout. */
export function serveCommand({ context, onExit }: CommandWiring): Command {
  return new Command("serve")
    .description("serve MCP over stdin and stdout (the default)")
    // the default command is given whatever is no command at all
    .argument("[nothing...]", "serve takes no arguments")
    .action(async ([unexpected]: string[]) => {
      if (unexpected !== undefined) {
        throw new UsageError(`Cannot run "${unexpected}": no such command; see --help`);
      }
      onExit(await serve(context));
    });
}
