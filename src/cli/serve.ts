import { nestingRefusal } from "../config/self_server.ts";
import { ConfigError } from "../errors.ts";
import { readSettings, runJob, type Surroundings } from "./composition.ts";

/**
 * Serves MCP over stdin and stdout until the client goes.
 *
 * @returns the exit code
 * @throws {ConfigError} when a setting cannot be used, or the bridge would serve itself
 */
export async function serve(surroundings: Surroundings): Promise<number> {
  const { system } = surroundings;
  const settings = readSettings(surroundings);
  const refusal = nestingRefusal((name) => system.env(name), settings);
  if (refusal !== null) throw new ConfigError("BAD_SETTING", refusal);
  return await runJob(surroundings, { job: { kind: "serve" }, settings });
}
