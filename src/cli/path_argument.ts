import { messageOf, UsageError } from "../errors.ts";
import { resolveFile } from "../settings/lists.ts";
import type { System } from "../system/system.ts";
import { printable } from "../text/printable.ts";

/**
 * A path of the command line as an absolute one.
 *
 * @throws {UsageError}
 */
export function pathArgument(path: string, system: System): string {
  try {
    return resolveFile(path, system);
  } catch (error) {
    throw new UsageError(`Cannot use "${printable(path)}": ${messageOf(error)}`, { cause: error });
  }
}
