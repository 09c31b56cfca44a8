import { Command } from "commander";
import { bridgeDirectory, packagesDirectory } from "../../settings/state_dir.ts";
import { createEngineSelection } from "../../engine/engine_selection.ts";
import { describeLauncher } from "../../launcher/launcher_rights.ts";
import { LiveConfiguration } from "../../launcher/live_configuration.ts";
import { readSettings } from "../composition.ts";
import { formatPermissions, type PermissionsReport } from "../format_permissions.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { jsonText } from "../json_text.ts";

/** `permissions`: shows the rights of both halves for the current configuration, with reasons. */
export function permissionsCommand({ context }: CommandWiring): Command {
  return new Command("permissions")
    .description("show the rights of bridge and launcher with reasons; starts none of your servers")
    .addOption(configOption(context.system))
    .option("--json", "print the same as JSON")
    .action(async (flags: ConfigFlags & { readonly json?: boolean }) => {
      const { system } = context;
      const settings = await readSettings(context, configOverrides(flags));
      const quiet = { system, log: () => {} };
      const configuration = new LiveConfiguration({
        ...quiet,
        settings,
        directory: bridgeDirectory(system.platform, settings.stateDir),
        packages: packagesDirectory(system.platform, settings.stateDir),
      });
      const engine = await createEngineSelection({ ...quiet, settings }).rights().catch(() => []);
      const report: PermissionsReport = {
        bridge: configuration.rights,
        launcher: await describeLauncher({
          system,
          settings,
          engine,
          discovery: await configuration.discovery(),
          signal: new AbortController().signal,
        }),
      };
      const text = flags.json ? jsonText(report) : formatPermissions(report);
      await context.print(text);
    });
}
