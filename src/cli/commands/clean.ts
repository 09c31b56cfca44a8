import { Command } from "commander";
import { prepareStateDirIfPossible } from "../../settings/state_dir.ts";
import { clean, type CleanedPlace } from "../../engine/clean.ts";
import { createEngineFactories } from "../../engine/engine_factories.ts";
import { escapeLine } from "../../text/escape.ts";
import { readSettings } from "../composition.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { CommandWiring } from "../command_context.ts";
import { helpText } from "../help_text.ts";
import { jsonText } from "../json_text.ts";

/** `clean`: removes what dead bridges left behind. */
export function cleanCommand({ context, onExit }: CommandWiring): Command {
  return new Command("clean")
    .description("remove what dead bridges left behind: containers, files")
    .addHelpText(
      "after",
      helpText([
        "Every bridge does the same for its own engine when it starts. Nothing of a " +
        "running bridge is removed.",
      ]),
    )
    .option("--json", "print the same as JSON")
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { system, log } = context;
      const settings = await readSettings(context);
      await prepareStateDirIfPossible(system, { root: settings.stateDir, log });
      const engines = createEngineFactories({ system, log, settings });
      context.progress.say("Looking for what dead bridges left behind …");
      const places = await clean({ system, log: () => {}, settings, engines });
      const text = json ? jsonText(places) : formatCleaned(places);
      await context.print(text);
      onExit(
        places.some(({ problem }) => problem !== null) ? EXIT_CODES.failure : EXIT_CODES.success,
      );
    });
}

/** Formats the result: one line for each thing removed, each place skipped and each failure. */
export function formatCleaned(places: readonly CleanedPlace[]): string {
  const lines = places.flatMap(({ place, removed, problem, skipped }) => [
    ...removed.map((what) => `Removed ${what} (${place})`),
    ...(skipped === null ? [] : [`Skipped ${place}: ${skipped}`]),
    ...(problem === null ? [] : [`Cannot clean ${place}: ${problem}`]),
  ]);
  const nothing = places.every(({ removed, problem }) => removed.length === 0 && problem === null);
  if (nothing) lines.unshift("Nothing was left behind.");
  return lines.map((line) => `${escapeLine(line)}\n`).join("");
}
