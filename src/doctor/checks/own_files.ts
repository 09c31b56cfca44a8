import { TRUST_FILE } from "../../discovery/trust.ts";
import { KEY_FILE } from "../../launcher/definition_digest.ts";
import { SIGN_INS_FOLDER } from "../../oauth/sign_in_store.ts";
import { pathsOf } from "../../system/paths.ts";
import type { System } from "../../system/system.ts";
import type { Check } from "../check.ts";
import { type Finding, finding } from "../finding.ts";

const PRIVATE_MODE = 0o600;
const OTHERS_WRITE = 0o022;
const OTHERS_READ = 0o044;
/** Most sign-ins that are looked at. */
const MAX_FILES = 1_000;

/** Whether the files with secrets, and the list of trusted files, are the user's alone. */
export const ownFiles: Check = {
  name: "files of the state directory",
  async run({ system, settings: { stateDir }, options }) {
    if (!options.settings.hasStateDir) return [];
    const findings: Finding[] = [];
    for (const path of await listFiles(system, stateDir)) {
      const found = await lookAt(system, path);
      if (found !== null) findings.push(found);
    }
    return findings;
  },
};

async function listFiles(system: System, stateDir: string): Promise<readonly string[]> {
  const { join } = pathsOf(system.platform);
  const folder = join(stateDir, SIGN_INS_FOLDER);
  const names = await system.files.list(folder);
  const signIns = names.filter((name) => name.endsWith(".json")).slice(0, MAX_FILES);
  return [
    ...[TRUST_FILE, KEY_FILE].map((name) => join(stateDir, name)),
    ...signIns.map((name) => join(folder, name)),
  ];
}

async function lookAt(system: System, path: string): Promise<Finding | null> {
  const info = await system.files.info(path);
  if (info === null) return null;
  const uid = system.uid();
  if (info.kind !== "file" || (info.uid !== null && uid !== null && info.uid !== uid)) {
    return finding("file.foreign", {
      subject: path,
      text: info.kind === "file"
        ? `it belongs to user ${info.uid}, not to ${uid}`
        : "it is not a regular file",
      remedy: `look at it, then remove it: rm ${path}`,
    });
  }
  const { mode } = info;
  if (mode === null || (mode & (OTHERS_WRITE | OTHERS_READ)) === 0) return null;
  const shown = mode.toString(8).padStart(4, "0");
  if ((mode & OTHERS_WRITE) !== 0) {
    // not put right without the user: what others have written would be believed afterwards
    return finding("file.writable", {
      subject: path,
      text: `other users may write to it (mode ${shown})`,
      remedy: `look whether its content is yours; then run: chmod 600 ${path}, or else remove it`,
    });
  }
  return finding("file.readable", {
    subject: path,
    text: `other users may read it (mode ${shown})`,
    remedy: `run: chmod 600 ${path}`,
    async fix() {
      await system.files.setMode(path, PRIVATE_MODE);
      return "set its mode to 0600";
    },
  });
}
