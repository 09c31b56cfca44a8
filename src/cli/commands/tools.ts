import { Command } from "commander";
import { readSettings, runJob } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";

/** `tools SERVER`: lists the tools of one server with their Python signatures. */
export function toolsCommand({ context, onExit }: CommandWiring): Command {
  return new Command("tools")
    .description("list the tools of a server with their Python signatures; starts the server")
    .argument("<server>", "name of a configured server")
    .addOption(configOption(context.system))
    .option("--json", "print names, descriptions and schemas as JSON")
    .action(async (server: string, flags: ConfigFlags & { readonly json?: boolean }) => {
      const settings = readSettings(context, configOverrides(flags));
      const job = { kind: "tools", server, json: flags.json ?? false } as const;
      onExit(await runJob(context, { job, settings }));
    });
}
