import { Command, InvalidArgumentError, Option } from "commander";
import { EXIT_CODES } from "../../exit_codes.ts";
import {
  CLIENT_SLUGS,
  findClients,
  type InstalledClient,
  type Launch,
} from "../../registration/clients.ts";
import { planRegistration } from "../../registration/plan_registration.ts";
import { carryOut } from "../carry_out.ts";
import type { CommandContext, CommandWiring } from "../command_context.ts";
import { type FileResult, printedResults } from "../format_registration.ts";
import { helpText } from "../help_text.ts";
import { type LaunchFlags, launchOptions, readLaunch } from "../launch_options.ts";
import { listClients, selectClients } from "../select_clients.ts";

interface RegisterFlags extends LaunchFlags {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly name?: string;
  readonly json?: boolean;
}

/** `register [CLIENT…]`: enters the bridge into clients' configuration. */
export function registerCommand({ context, onExit }: CommandWiring): Command {
  const command = new Command("register")
    .description("enter the bridge into the configuration of your clients")
    .argument("[clients...]", "such as claude-code; without one, those found are offered")
    .option("--all", "every client that is installed, without a question")
    .option("-y, --yes", "answer the question with yes")
    .addOption(
      new Option("--name <name>", "name of the entry; by default code-bridge").argParser(parseName),
    )
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      helpText([
        "Comments and layout of a file stay, and a backup is made beside it. An entry of the bridge " +
        "that is there is brought up to date, and keeps its settings.",
        "",
        `Clients: ${CLIENT_SLUGS.join(", ")}.`,
      ]),
    );
  for (const option of launchOptions()) command.addOption(option);
  return command.action(async (names: readonly string[], flags: RegisterFlags) => {
    const { system } = context;
    const launch = await readLaunch(context, flags);
    const offered = findClients(system).filter(({ installed }) => installed);
    const clients = await selectClients({
      names,
      all: flags.all === true || flags.yes === true || flags.dryRun === true,
      offered,
      list: flags.json === true ? "" : listClients(offered, system),
      command: "register",
      question: "Enter the bridge into all of them?",
    }, context);
    if (clients === null) {
      await context.print("Nothing was changed.\n");
      return onExit(EXIT_CODES.failure);
    }
    const results: FileResult[] = [];
    for (const client of clients) results.push(await register(client, { context, launch, flags }));
    const dryRun = flags.dryRun === true;
    const none = "No client was found. Name one, and its file is made.";
    await context.print(printedResults(results, { json: flags.json, none, dryRun, system }));
    if (results.length === 0 || results.some(({ problem }) => problem !== null)) {
      onExit(EXIT_CODES.failure);
    }
  });
}

/** Names of servers that every client takes: Claude Code and Codex refuse others. */
function parseName(name: string): string {
  if (/^[\w-]{1,64}$/.test(name)) return name;
  throw new InvalidArgumentError("Allowed: 1 to 64 letters, digits, _ and -.");
}

interface Registering {
  readonly context: CommandContext;
  readonly launch: Launch;
  readonly flags: RegisterFlags;
}

async function register(
  client: InstalledClient,
  { context: { system }, launch, flags }: Registering,
): Promise<FileResult> {
  return await carryOut(client, client.target.path, {
    system,
    dryRun: flags.dryRun === true,
    plan: () =>
      planRegistration(client, {
        system,
        launch,
        ...(flags.name === undefined ? {} : { name: flags.name }),
      }),
  });
}
