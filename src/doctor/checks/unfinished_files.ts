import { CLAIMS_FOLDER } from "../../engine/ready_claims.ts";
import { RECORDS_FOLDER } from "../../known_tools/record_files.ts";
import { SIGN_INS_FOLDER } from "../../oauth/sign_in_store.ts";
import { bridgeDirectory } from "../../settings/state_dir.ts";
import { pathsOf } from "../../system/paths.ts";
import { isUnfinishedName } from "../../system/unfinished_name.ts";
import type { Check } from "../check.ts";
import { finding } from "../finding.ts";

/** A younger one may still be written. */
const OLD_MS = 60 * 60_000;
/** Most names of a folder that are looked at. */
const MAX_NAMES = 10_000;

/** Files that a bridge was killed over while it wrote them. Nothing reads them. */
export const unfinishedFiles: Check = {
  name: "unfinished files",
  async run({ system, settings: { stateDir }, options }) {
    if (!options.settings.hasStateDir) return [];
    const { join } = pathsOf(system.platform);
    const bridge = bridgeDirectory(system.platform, stateDir);
    const folders = [
      stateDir,
      join(stateDir, SIGN_INS_FOLDER),
      join(stateDir, CLAIMS_FOLDER),
      bridge,
      join(bridge, RECORDS_FOLDER),
    ];
    const found: string[] = [];
    for (const folder of folders) {
      for (const name of (await system.files.list(folder)).slice(0, MAX_NAMES)) {
        if (!isUnfinishedName(name)) continue;
        const path = join(folder, name);
        const info = await system.files.info(path);
        const age = system.clock.now() - (info?.modified ?? Infinity);
        if (info?.kind === "file" && age > OLD_MS) found.push(path);
      }
    }
    if (found.length === 0) return [];
    return [finding("leftover.file", {
      subject: stateDir,
      text: `${found.length} file${found.length === 1 ? "" : "s"} not written to the end`,
      remedy: "run: mcp-code-bridge doctor --fix",
      async fix() {
        for (const path of found) await system.files.remove(path);
        return `removed ${found.length}`;
      },
    })];
  },
};
