import { messageOf, UsageError } from "../errors.ts";
import { formatDuration, parseDuration } from "../settings/quantities.ts";
import type { Settings } from "../settings/settings.ts";

/** `--timeout`, as commander declares it. */
export const TIMEOUT_OPTION = ["-t, --timeout <time>", "seconds, or 500ms, 30s, 2m"] as const;

/**
 * The time of `--timeout`, in milliseconds.
 *
 * @throws {UsageError} when it is none, or longer than the settings allow
 */
export function parseTimeout(text: string, { maxTimeoutMs }: Settings): number {
  try {
    return parseDuration(text, { min: 1, max: maxTimeoutMs });
  } catch (error) {
    throw new UsageError(
      `Cannot use --timeout "${text}": ${messageOf(error)} ` +
        `(MCP_BRIDGE_MAX_TIMEOUT is ${formatDuration(maxTimeoutMs)})`,
      { cause: error },
    );
  }
}
