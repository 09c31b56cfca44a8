import { bridgeDirectory, findStateDir } from "../settings/state_dir.ts";
import {
  type BridgeWorker,
  startBridgeWorker,
  type StartWorker,
} from "../launcher/bridge_worker.ts";
import { computePermissions, sameRights } from "../launcher/permissions.ts";
import type { System } from "../system/system.ts";
import { asksToServe } from "./asks_to_serve.ts";

/**
 * Starts the confined half's Worker if the command line asks for the server: it loads while the rest
 * of the launcher does. It holds the rights that follow from the environment alone, and has nothing
 * to do before it is told to begin.
 *
 * @returns gives that Worker to the first who asks for one with the same rights, else a new one;
 *   `null` when nothing was started
 */
export function startAhead(
  system: System,
  args: readonly string[],
  start: StartWorker = startBridgeWorker,
): StartWorker | null {
  const stateDir = asksToServe(args) ? stateDirOf(system) : null;
  if (stateDir === null) return null;
  const rights = computePermissions({
    directory: bridgeDirectory(system.platform, stateDir),
    hosts: [],
  });
  let ahead: BridgeWorker | null = start(rights);
  return (wanted) => {
    const worker = ahead;
    ahead = null;
    if (worker !== null && sameRights(rights, wanted)) return worker;
    worker?.terminate();
    return start(wanted);
  };
}

/** `null` when there is none: what is wrong is said when the settings are read. */
function stateDirOf(system: System): string | null {
  try {
    return findStateDir(system);
  } catch {
    return null;
  }
}
