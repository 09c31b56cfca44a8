import { createEngineSelection } from "../engine/engine_selection.ts";
import { messageOf } from "../errors.ts";
import type { EngineState } from "../ipc/port.ts";
import type { Settings } from "../settings/settings.ts";
import type { CommandContext } from "./command_context.ts";

/** The engine's state, or why there is none. */
export type EngineAnswer = { readonly state: EngineState } | { readonly problem: string };

/** Looks which engine would run sandboxes. Starts none. */
export async function askEngine(
  { system, log, progress }: Pick<CommandContext, "system" | "log" | "progress">,
  settings: Settings,
): Promise<EngineAnswer> {
  progress.say("Looking for an engine …");
  try {
    return { state: await createEngineSelection({ system, settings, log }).state() };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
