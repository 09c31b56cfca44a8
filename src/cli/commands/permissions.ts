import { Command } from "commander";
import { pathsOf } from "../../system/paths.ts";
import { createEngineSelection } from "../../engine/engine_selection.ts";
import { describeLauncher } from "../../launcher/launcher_rights.ts";
import { LiveConfiguration } from "../../launcher/live_configuration.ts";
import { readSettings } from "../composition.ts";
import { formatPermissions, type PermissionsReport } from "../format_permissions.ts";
import type { CommandWiring } from "../command_context.ts";

/** `permissions`: what each half of the program may do with the configuration as it is, and why. */
export function permissionsCommand({ context }: CommandWiring): Command {
  return new Command("permissions")
    .description("show what the bridge and the launcher may do, and why; starts nothing of yours")
    .option("--json", "print the same as JSON")
    .action(async (flags: { readonly json?: boolean }) => {
      const { system } = context;
      const settings = readSettings(context);
      const quiet = { system, log: () => {} };
      const directory = pathsOf(system.platform).join(settings.stateDir, "bridge");
      const configuration = new LiveConfiguration({ ...quiet, settings, directory });
      const engine = await createEngineSelection({ ...quiet, settings }).rights().catch(() => []);
      const report: PermissionsReport = {
        bridge: (await configuration.current()).rights,
        launcher: await describeLauncher({
          system,
          settings,
          engine,
          discovery: await configuration.discovery(),
          signal: new AbortController().signal,
        }),
      };
      const text = flags.json ? `${JSON.stringify(report, null, 2)}\n` : formatPermissions(report);
      await system.streams.writeStdout(new TextEncoder().encode(text));
    });
}
