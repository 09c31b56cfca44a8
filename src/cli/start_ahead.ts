import { bridgeDirectory, findStateDir, packagesDirectory } from "../settings/state_dir.ts";
import {
  type BridgeWorker,
  startBridgeWorker,
  type StartWorker,
} from "../launcher/bridge_worker.ts";
import { computePermissions, sameRights } from "../launcher/permissions.ts";
import type { System } from "../system/system.ts";
import { asksToServe } from "./asks_to_serve.ts";

/**
 * Starts the confined half's Worker early if the command line starts the server, so that it loads
 * in parallel with the launcher. It has the rights that follow from the environment alone, and is
 * idle until it is told to begin.
 *
 * @returns a function that starts a Worker: its first call gets the early one if the rights are the
 *   same; `null` when nothing was started
 */
export function startAhead(
  system: System,
  args: readonly string[],
  start: StartWorker = startBridgeWorker,
): StartWorker | null {
  const stateDir = asksToServe(args, system.streams) ? stateDirOf(system) : null;
  if (stateDir === null) return null;
  const rights = computePermissions({
    directory: bridgeDirectory(system.platform, stateDir),
    packages: packagesDirectory(system.platform, stateDir),
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

/** `null` when there is none; the settings, which are read later, report the reason. */
function stateDirOf(system: System): string | null {
  try {
    return findStateDir(system);
  } catch {
    return null;
  }
}
