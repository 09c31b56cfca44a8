import { Command } from "commander";
import { clean, type CleanedPlace } from "../../engine/clean.ts";
import { createEngineFactories } from "../../engine/engine_factories.ts";
import { messageOf, UsageError } from "../../errors.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { Settings } from "../../settings/settings.ts";
import { prepareStateDir } from "../../settings/state_dir.ts";
import { ask } from "../ask.ts";
import type { CommandContext, CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";
import type { FileResult } from "../format_registration.ts";
import { formatInventory, formatRemoved, inventoryToJson } from "../format_uninstall.ts";
import { type Inventory, type Removed, takeInventory } from "../inventory.ts";
import { unregister } from "../registered_clients.ts";
import { jsonText } from "../json_text.ts";
import { helpText } from "../help_text.ts";

interface UninstallFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `uninstall`: lists what is kept where, and removes it. */
export function uninstallCommand({ context, onExit }: CommandWiring): Command {
  return new Command("uninstall")
    .description("list all that the bridge keeps on this machine, and remove it")
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "list it, and remove nothing")
    .option("--json", "print the result as JSON; needs --yes or --dry-run")
    .addHelpText(
      "after",
      helpText([
        "End the clients that use the bridge first. Your files of servers, images of podman " +
        "and docker and the program itself are left.",
      ]),
    )
    .action(async (flags: UninstallFlags) => {
      const { system, print } = context;
      const { stdinIsTerminal, stdoutIsTerminal } = system.streams;
      const settings = await readSettings(context);
      const inventory = await takeInventory(system, settings);
      const dryRun = flags.dryRun === true;
      const asks = !dryRun && flags.yes !== true;
      if (flags.json !== true) await print(formatInventory(inventory, system));
      if (asks && (flags.json === true || !stdinIsTerminal || !stdoutIsTerminal)) {
        throw new UsageError("Cannot uninstall: nobody can be asked here; add --yes or --dry-run");
      }
      if (asks && !await ask("Remove all of this?", context)) {
        await print("Nothing was removed.\n");
        return onExit(EXIT_CODES.failure);
      }
      const removed = dryRun ? null : await removeAll(inventory, { context, settings });
      if (flags.json === true) {
        await print(jsonText(inventoryToJson(inventory, removed)));
      } else if (removed !== null) await print(formatRemoved(inventory, { removed, system }));
      if (removed !== null && hasProblem(removed)) onExit(EXIT_CODES.failure);
    });
}

interface Removing {
  readonly context: CommandContext;
  readonly settings: Settings;
}

async function removeAll(
  { stateDir, stateDirProblem, clients, backups }: Inventory,
  { context: { system, log, progress }, settings }: Removing,
): Promise<Removed> {
  const paths: string[] = [];
  const problems: string[] = [];
  const attempt = async (path: string): Promise<void> => {
    try {
      await system.files.remove(path);
      paths.push(path);
    } catch (error) {
      problems.push(`Cannot remove ${path}: ${messageOf(error)}`);
    }
  };
  const results: FileResult[] = [];
  for (const client of clients) {
    results.push(...await unregister(client, { system, dryRun: false }));
  }
  // with the copies that were made just now
  const made = results.map(({ backup }) => backup).filter((backup) => backup !== null);
  for (const path of [...backups.map((backup) => backup.path), ...made]) await attempt(path);
  let places: readonly CleanedPlace[] = [];
  if (stateDirProblem === null) {
    progress.say("Removing what bridges left behind");
    await prepareStateDir(system, stateDir);
    const engines = createEngineFactories({ system, log, settings });
    places = await clean({ system, log: () => {}, settings, engines });
    await attempt(stateDir);
  } else problems.push(`The state directory ${stateDir} is left: ${stateDirProblem}`);
  progress.end();
  return { results, places, paths, problems };
}

function hasProblem({ results, places, problems }: Removed): boolean {
  return problems.length > 0 || results.some(({ problem }) => problem !== null) ||
    places.some(({ problem }) => problem !== null);
}
