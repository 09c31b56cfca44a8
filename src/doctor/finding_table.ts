/** How much a finding matters. `failure`: the bridge cannot work. `warning`: a part of it does not. */
export type Level = "ok" | "note" | "warning" | "failure";

/** From the least to the worst. */
export const LEVELS: readonly Level[] = ["ok", "note", "warning", "failure"];

/**
 * Every finding of `doctor`: its id, which programs may rely on,
 * its level, and what it means. The part of an id before the dot is what the finding is about.
 */
export const FINDINGS = {
  "executable.compiled": { level: "ok", meaning: "Where the executable is, and its version." },
  "executable.source": { level: "ok", meaning: "The bridge runs from source, and where that is." },
  "executable.exchangeable": {
    level: "warning",
    meaning: "Every user of the machine could put another program in its place.",
  },
  "executable.not_on_path": { level: "note", meaning: "A terminal does not find it by its name." },
  "executable.other_on_path": {
    level: "note",
    meaning: "A terminal finds another executable by its name.",
  },
  "settings.read": {
    level: "ok",
    meaning: "The settings can be used; the variables that are set.",
  },
  "settings.refused": { level: "failure", meaning: "A setting has a value that is not allowed." },
  "settings.file": { level: "ok", meaning: "A settings file that counts." },
  "settings.file_refused": {
    level: "failure",
    meaning: "A value in a settings file is not allowed.",
  },
  "settings.file_partly": {
    level: "warning",
    meaning: "Some of what settings files say does not count: it is misspelled, or not trusted.",
  },
  "settings.unknown": { level: "warning", meaning: "A variable looks like a setting and is none." },
  "state.unknown": {
    level: "failure",
    meaning: "No state directory is named, and there is no home.",
  },
  "state.temporary": {
    level: "warning",
    meaning: "Without a home directory, the state is kept among temporary files.",
  },
  "state.absent": { level: "ok", meaning: "The state directory will be made when it is needed." },
  "state.ready": { level: "ok", meaning: "The state directory is yours and can be written." },
  "state.unsafe": {
    level: "failure",
    meaning: "The state directory must not be used: a link, another user's, open to all.",
  },
  "state.unreadable": { level: "failure", meaning: "The state directory cannot be looked at." },
  "state.unwritable": { level: "warning", meaning: "Nothing can be kept in the state directory." },
  "state.open": { level: "warning", meaning: "Other users may look into the state directory." },
  "file.readable": { level: "warning", meaning: "Other users may read a file with secrets." },
  "file.writable": { level: "warning", meaning: "Other users may write to a file of the bridge." },
  "file.foreign": {
    level: "warning",
    meaning: "A file of the bridge is another user's, or a link, and is not used.",
  },
  "disk.enough": { level: "ok", meaning: "Free space, and the size of the state directory." },
  "disk.low": { level: "warning", meaning: "There is little free space." },
  "disk.full": { level: "failure", meaning: "There is no free space." },
  "disk.unknown": { level: "note", meaning: "The system does not say how much space is free." },
  "engine.ready": {
    level: "ok",
    meaning: "The engine can run sandboxes, and what is known of it.",
  },
  "engine.shares": {
    level: "warning",
    meaning: "A directory of MCP_BRIDGE_MOUNTS is not what sandboxes see.",
  },
  "engine.excluded": { level: "ok", meaning: "The settings do not allow the engine." },
  "engine.absent": { level: "note", meaning: "The engine is not installed." },
  "engine.refused": {
    level: "warning",
    meaning: "The engine cannot be used, and no container engine stands in for it.",
  },
  "engine.spare_refused": {
    level: "note",
    meaning: "The engine cannot be used, and another container engine is.",
  },
  "engine.none": { level: "failure", meaning: "No engine that is allowed can be used." },
  "engine.weak": { level: "note", meaning: "The embedded engine is in use for want of another." },
  "engine.rootful": { level: "note", meaning: "The engine has the rights of root." },
  "engine.limits": {
    level: "warning",
    meaning: "The engine holds not all limits, as was allowed.",
  },
  "engine.no_rooms": { level: "note", meaning: "Each run needs a container of its own." },
  "engine.old": { level: "warning", meaning: "The engine is older than what is tested." },
  "parts.whole": { level: "ok", meaning: "The embedded engine's files are as they were written." },
  "parts.absent": { level: "ok", meaning: "The embedded engine is prepared at its first use." },
  "parts.broken": { level: "warning", meaning: "The embedded engine's files have changed." },
  "run.passed": { level: "ok", meaning: "A program ran in a sandbox, and how long it took." },
  "run.failed": { level: "failure", meaning: "A program did not run in a sandbox as it should." },
  "config.read": { level: "ok", meaning: "A configuration file was read, and its servers." },
  "config.none": { level: "note", meaning: "No configuration file was found." },
  "config.broken": { level: "warning", meaning: "A configuration file, or a part, is not used." },
  "config.untrusted": { level: "note", meaning: "A file of this directory is not trusted." },
  "config.doubtful": { level: "warning", meaning: "What was noticed while the files were read." },
  "server.ready": { level: "ok", meaning: "The server listed its tools, and how long it took." },
  "server.unasked": { level: "ok", meaning: "The server was not started, as was wished." },
  "server.off": { level: "note", meaning: "The server's entry switches it off." },
  "server.invalid": { level: "warning", meaning: "The server's entry cannot be understood." },
  "server.missing": { level: "warning", meaning: "The server's program was not found." },
  "server.failed": {
    level: "warning",
    meaning: "The server did not start, or not list its tools.",
  },
  "server.slow": { level: "warning", meaning: "The server starts slower than a call waits." },
  "server.silent": { level: "warning", meaning: "The server did not list its tools in time." },
  "server.changed": { level: "warning", meaning: "Tools are not as they were first seen." },
  "server.hidden": { level: "note", meaning: "A later definition of the same name is not used." },
  "server.unchecked": { level: "warning", meaning: "The servers could not be asked." },
  "program.found": {
    level: "ok",
    meaning: "A desktop application that starts the bridge finds this program, too.",
  },
  "program.terminal_only": {
    level: "warning",
    meaning: "A program is found here, and not with a desktop application's PATH.",
  },
  "network.proxy": {
    level: "note",
    meaning: "Servers by URL failed, and variables of a proxy are set.",
  },
  "network.certificate": {
    level: "note",
    meaning: "A server by URL failed for its certificate: what decides which are trusted.",
  },
  "network.no_file": {
    level: "warning",
    meaning: "A variable names a file of certificates that is not there.",
  },
  "client.registered": { level: "ok", meaning: "A client has the bridge registered." },
  "client.broken": {
    level: "warning",
    meaning: "A client has the bridge registered by a path at which it is not.",
  },
  "client.other": {
    level: "note",
    meaning: "A client has another executable registered than this one.",
  },
  "client.none": { level: "note", meaning: "No client has the bridge registered." },
  "client.beside": {
    level: "note",
    meaning: "A client still lists servers beside the bridge, and what they cost.",
  },
  "leftover.none": { level: "ok", meaning: "Dead bridges left nothing behind." },
  "leftover.found": { level: "warning", meaning: "Dead bridges left containers or files behind." },
  "leftover.unknown": { level: "note", meaning: "It is not known whether something was left." },
  "leftover.file": { level: "note", meaning: "Files that were not written to their end." },
  "leftover.process": { level: "warning", meaning: "A server of a dead bridge still runs." },
  "check.failed": { level: "warning", meaning: "A check ended in an error." },
  "check.late": { level: "warning", meaning: "A check did not end in its time." },
} as const satisfies Readonly<
  Record<string, { readonly level: Level; readonly meaning: string }>
>;

/** Name of a finding: `engine.refused`. */
export type FindingId = keyof typeof FINDINGS;
