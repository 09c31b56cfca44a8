import { Option } from "commander";
import type { Launch } from "../registration/clients.ts";
import { isInNpxCache, launchCommand } from "../registration/launch_command.ts";
import { prepareStateDir } from "../settings/state_dir.ts";
import { denoVersion } from "../system/runtime_version.ts";
import { parseChosenSettings } from "./chosen_settings.ts";
import type { CommandContext } from "./command_context.ts";
import { readSettings } from "./composition.ts";
import { VERSION } from "./version.ts";

/** What commander makes of the options of {@linkcode launchOptions}. */
export interface LaunchFlags {
  readonly npx?: boolean;
  readonly set?: readonly string[];
  readonly dryRun?: boolean;
}

/** The options that say how a client starts the bridge. */
export function launchOptions(): readonly Option[] {
  return [
    new Option("--npx", "have the client start the npm package by npx, not this program"),
    new Option("--set <name=value>", "a setting for the entry; empty takes it out; repeatable")
      .argParser((text: string, before: readonly string[] = []) => [...before, text]),
  ];
}

/**
 * How a client starts this program, with the chosen settings.
 *
 * @throws {UsageError | ConfigError} when the options cannot be understood
 */
export async function readLaunch(context: CommandContext, flags: LaunchFlags): Promise<Launch> {
  const { system } = context;
  const env = parseChosenSettings(flags.set ?? [], system);
  const byNpx = flags.npx === true || (system.compiled && isInNpxCache(system.execPath));
  if (!byNpx) {
    const command = await launchCommand(system, {
      form: { kind: "here" },
      denoVersion: denoVersion(),
    });
    return { ...command, env };
  }
  const { stateDir } = await readSettings(context);
  // npx looks there for what may change what it runs, so it must be there and the user's own
  if (flags.dryRun !== true) await prepareStateDir(system, stateDir);
  const form = { kind: "npm", version: VERSION, directory: stateDir } as const;
  return { ...await launchCommand(system, { form, denoVersion: denoVersion() }), env };
}
