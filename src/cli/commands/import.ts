import { Command } from "commander";
import { UsageError } from "../../errors.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { InstalledClient } from "../../registration/clients.ts";
import { importServers, undoImport } from "../../registration/import_servers.ts";
import { planImport, type PlannedImport } from "../../registration/plan_import.ts";
import { prepareStateDir } from "../../settings/state_dir.ts";
import type { System } from "../../system/system.ts";
import { escapeLine } from "../../text/escape.ts";
import { ask } from "../ask.ts";
import type { CommandContext, CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";
import { formatHunks, shownPath } from "../format_registration.ts";
import { type LaunchFlags, launchOptions, readLaunch } from "../launch_options.ts";
import { clientNamed } from "../select_clients.ts";
import { jsonText } from "../json_text.ts";
import { helpText } from "../help_text.ts";

interface ImportFlags extends LaunchFlags {
  readonly undo?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `import CLIENT`: moves a client's servers to the bridge, and puts the bridge in their place. */
export function importCommand({ context, onExit }: CommandWiring): Command {
  const command = new Command("import")
    .description("move a client's servers to the bridge, and put the bridge in their place")
    .argument("<client>", "such as claude-code")
    .option("--undo", "take the last import of this client back")
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "show what would change, and change nothing")
    .option("--json", "print the result as JSON; needs --yes or --dry-run")
    .addHelpText(
      "after",
      helpText([
        "The servers move to a file in ~/.config/mcp/servers, in the client's own syntax. " +
        "Servers that are switched off, a project's or an administrator's stay, and so does " +
        "one that would not mean the same.",
      ]),
    );
  for (const option of launchOptions()) command.addOption(option);
  return command.action(async (name: string, flags: ImportFlags) => {
    const client = clientNamed(name, context.system);
    const done = flags.undo === true
      ? await undo(client, { context, flags })
      : await moveServers(client, { context, flags });
    if (!done) onExit(EXIT_CODES.failure);
  });
}

interface Importing {
  readonly context: CommandContext;
  readonly flags: ImportFlags;
}

/** @returns whether it was done, or there was nothing to do */
async function moveServers(
  client: InstalledClient,
  { context, flags }: Importing,
): Promise<boolean> {
  const { system, print } = context;
  const settings = await readSettings(context);
  const launch = await readLaunch(context, flags);
  const plan = await planImport(client, { system, settings, launch });
  const dryRun = flags.dryRun === true;
  const asksNobody = dryRun || flags.yes === true;
  if (flags.json !== true) await print(formatPlan(client, { plan, system, preview: dryRun }));
  else if (!asksNobody) throw new UsageError("Cannot ask with --json: add --yes or --dry-run");
  const agreed = plan.moved.length > 0 && !dryRun &&
    (flags.yes === true || await confirm("Move them?", context));
  const backups = agreed
    ? await importServers(plan, {
      system,
      stateDir: (await prepareStateDir(system, settings.stateDir)).root,
      slug: client.slug,
    })
    : [];
  if (flags.json === true) {
    const { moved, left, serversFile: { path } } = plan;
    const file = moved.length === 0 ? null : path;
    const result = { client: client.slug, dryRun, moved, left, file, backups };
    await print(jsonText(result));
  } else if (agreed) {
    const lines = backups.map((backup) => `Backup: ${shownPath(backup, system)}\n`);
    await print(`Done. To take it back: mcp-code-bridge import ${client.slug} --undo\n`);
    await print(`${lines.join("")}${client.restart}\n`);
  } else if (plan.moved.length > 0 && !dryRun) await print("Nothing was changed.\n");
  return agreed || dryRun || plan.moved.length === 0;
}

async function undo(client: InstalledClient, { context, flags }: Importing): Promise<boolean> {
  const { system, print } = context;
  const { stateDir } = await readSettings(context);
  const restored = await undoImport({ system, stateDir, slug: client.slug });
  if (flags.json === true) {
    await print(jsonText({ client: client.slug, restored: restored ?? [] }));
  } else if (restored === null) {
    await print(`No import of ${client.client} is known that could be taken back.\n`);
  } else {
    const lines = restored.map((path) => `  ${shownPath(path, system)}\n`);
    await print(`As before the import:\n${lines.join("")}${client.restart}\n`);
  }
  return restored !== null;
}

async function confirm(question: string, context: CommandContext): Promise<boolean> {
  const { stdinIsTerminal, stdoutIsTerminal } = context.system.streams;
  if (stdinIsTerminal && stdoutIsTerminal) return await ask(question, context);
  throw new UsageError(
    "Cannot import: this is no terminal, so that nobody can be asked; read what would change, " +
      "then add --yes",
  );
}

interface Shown {
  readonly plan: PlannedImport;
  readonly system: System;
  /** Whether the places that change are shown. */
  readonly preview: boolean;
}

function formatPlan(client: InstalledClient, { plan, system, preview }: Shown): string {
  const { moved, left, changes, serversFile } = plan;
  const stays = left.map(({ name, reason }) => `  ${name} stays: ${reason}`).map(escapeLine);
  if (moved.length === 0) {
    return [`${client.client} has no server that can be moved.`, ...stays, ""].join("\n");
  }
  const hunks = changes.flatMap(({ snapshot, change }) =>
    formatHunks(shownPath(snapshot.path, system), change.hunks)
  );
  return [
    `${client.client}: to ${shownPath(serversFile.path, system)}, with the bridge in their place:`,
    ...moved.map((name) => `  ${escapeLine(name)}`),
    ...stays,
    ...(preview ? hunks : []),
    "",
  ].join("\n");
}
