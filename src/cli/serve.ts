import { nestingRefusal } from "../discovery/self_server.ts";
import { ConfigError } from "../errors.ts";
import type { CommandContext } from "./command_context.ts";
import { readSettings, runJob, type SettingOverrides } from "./composition.ts";

/**
 * Serves MCP over stdin and stdout until the client disconnects.
 *
 * @returns the exit status
 * @throws {ConfigError} when a setting cannot be used, or the bridge would serve itself
 */
export async function serve(
  context: CommandContext,
  overrides: SettingOverrides = {},
): Promise<number> {
  const { system } = context;
  const settings = await readSettings(context, overrides);
  const refusal = nestingRefusal((name) => system.env(name), settings);
  if (refusal !== null) throw new ConfigError("BAD_SETTING", refusal);
  return await runJob(context, { job: { kind: "serve" }, settings });
}
