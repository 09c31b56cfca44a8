import { Command } from "commander";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { CommandWiring } from "../command_context.ts";
import { type FileResult, printedResults } from "../format_registration.ts";
import { registeredClients, unregister } from "../registered_clients.ts";
import { listClients, selectClients } from "../select_clients.ts";

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
        all: flags.all === true || flags.yes === true || flags.dryRun === true,
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
      const none = "No client has the bridge.";
      await context.print(printedResults(results, { json: flags.json, none, dryRun, system }));
      if (results.some(({ problem }) => problem !== null)) onExit(EXIT_CODES.failure);
    });
}
