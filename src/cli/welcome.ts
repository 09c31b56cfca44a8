import { discover } from "../discovery/discover.ts";
import { askEngine } from "./ask_engine.ts";
import type { CommandContext } from "./command_context.ts";
import { readSettings } from "./composition.ts";
import { formatWelcome } from "./format_welcome.ts";
import { createProgram } from "./program.ts";

/**
 * Tells a person who started the program without a command what it is and what to do.
 *
 * @throws {ConfigError} when a setting cannot be used
 */
export async function welcome(context: CommandContext): Promise<void> {
  const { system, log, print } = context;
  const settings = await readSettings(context);
  const [discovery, engine] = await Promise.all([
    discover({ system, settings, log }),
    askEngine(context, settings),
  ]);
  const program = createProgram({ context, onExit: () => {}, printHelp: () => {} });
  const commands = new Set(program.commands.map((command) => command.name()));
  await print(formatWelcome({ discovery, engine, commands }));
}
