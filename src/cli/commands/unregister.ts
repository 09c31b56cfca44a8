import { Command } from "commander";
import { ConfigError, messageOf } from "../../errors.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import { findClients, type InstalledClient } from "../../registration/clients.ts";
import { planRemoval } from "../../registration/plan_registration.ts";
import type { System } from "../../system/system.ts";
import type { CommandWiring } from "../command_context.ts";
import { type FileResult, formatResults, resultsToJson } from "../format_registration.ts";
import { selectClients } from "../select_clients.ts";
import { carryOut, listClients } from "./register.ts";

interface UnregisterFlags {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `unregister [CLIENT…]`: takes the bridge out of clients' configuration. */
export function unregisterCommand({ context, onExit }: CommandWiring): Command {
  return new Command("unregister")
    .description("take the bridge out of the configuration of your clients")
    .argument("[clients...]", "such as claude-code; without one, those that have it are offered")
    .option("--all", "every client that has it, without a question")
    .option("-y, --yes", "answer the question with yes")
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "print the result as JSON")
    .action(async (names: readonly string[], flags: UnregisterFlags) => {
      const { system } = context;
      const offered = names.length > 0 ? [] : await registeredClients(system);
      const clients = await selectClients({
        names,
        all: flags.all === true || flags.yes === true,
        offered,
        list: flags.json === true ? "" : listClients(offered, system),
        command: "unregister",
        question: "Take the bridge out of all of them?",
      }, context);
      if (clients === null) {
        await context.print("Nothing was changed.\n");
        return onExit(EXIT_CODES.failure);
      }
      const dryRun = flags.dryRun === true;
      const results: FileResult[] = [];
      for (const client of clients) results.push(...await unregister(client, { system, dryRun }));
      if (flags.json === true) {
        await context.print(`${JSON.stringify(resultsToJson(results, { dryRun }), null, 2)}\n`);
      } else if (results.length === 0) {
        await context.print("No client has the bridge.\n");
      } else {
        await context.print(formatResults(results, { dryRun, system }));
      }
      if (results.some(({ problem }) => problem !== null)) onExit(EXIT_CODES.failure);
    });
}

/** The clients that have the bridge, and those of whom that cannot be known. */
export async function registeredClients(system: System): Promise<readonly InstalledClient[]> {
  const found: InstalledClient[] = [];
  for (const client of findClients(system)) {
    try {
      if ((await planRemoval(client, { system })).length > 0) found.push(client);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      found.push(client);
    }
  }
  return found;
}

/** Takes the bridge out of one client's files. */
export async function unregister(
  client: InstalledClient,
  { system, dryRun }: { readonly system: System; readonly dryRun: boolean },
): Promise<readonly FileResult[]> {
  const { path } = client.target;
  const nothing = { names: [], warnings: [], hunks: [], backup: null } as const;
  try {
    const plans = await planRemoval(client, { system });
    if (plans.length === 0) {
      return [{ client, file: path, outcome: "absent", problem: null, ...nothing }];
    }
    const results: FileResult[] = [];
    for (const planned of plans) {
      const plan = () => Promise.resolve(planned);
      results.push(await carryOut(client, planned.snapshot.path, { system, dryRun, plan }));
    }
    return results;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ client, file: path, outcome: "failed", problem: messageOf(error), ...nothing }];
  }
}
