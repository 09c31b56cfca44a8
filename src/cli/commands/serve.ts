import { Command } from "commander";
import { nestingRefusal } from "../../config/self_server.ts";
import { ConfigError, UsageError } from "../../errors.ts";
import { readSettings, runJob } from "../composition.ts";
import type { CommandContext } from "../program.ts";

/** `serve`: the MCP server over stdin and stdout. */
export function serveCommand({ surroundings, onExit }: CommandContext): Command {
  return new Command("serve")
    .description("serve MCP over stdin and stdout (the default)")
    // the default command is given whatever is no command at all
    .argument("[nothing...]", "serve takes no arguments")
    .action(async ([unexpected]: string[]) => {
      if (unexpected !== undefined) {
        throw new UsageError(`Cannot run "${unexpected}": no such command; see --help`);
      }
      const { system } = surroundings;
      const settings = readSettings(surroundings);
      const refusal = nestingRefusal((name) => system.env(name), settings);
      if (refusal !== null) throw new ConfigError("BAD_SETTING", refusal);
      onExit(await runJob(surroundings, { job: { kind: "serve" }, settings }));
    });
}
