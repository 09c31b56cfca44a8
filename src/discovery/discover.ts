import { type ResolvedLocation, resolveLocations } from "./client_paths.ts";
import { pathsOf } from "../system/paths.ts";
import type { Log } from "../log.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import { type ConfigEntry, type ConfigFile, listConfigFiles, parseConfig } from "./config_file.ts";
import { displayFile, trustCommand } from "./display.ts";
import { findDefinitionProblem } from "./definition_problem.ts";
import { expandDefinition } from "./expand.ts";
import { type Candidate, mergeCandidates } from "./merge.ts";
import { readConfigText } from "./read_config_text.ts";
import { isSelf } from "./self_server.ts";
import type {
  Availability,
  DiscoveredServer,
  Discovery,
  FileReport,
  Origin,
  ServerDefinition,
} from "./server_definition.ts";
import type { Settings } from "../settings/settings.ts";
import { TrustStore, type TrustVerdict } from "./trust.ts";

/** Most servers that are kept of all files together. */
const MAX_SERVERS = 1000;

const READY: Availability = { state: "ready" };

export interface DiscoverOptions {
  readonly system: System;
  readonly settings: Pick<Settings, "stateDir" | "allowSelfServer">;
  readonly log: Log;
  /**
   * What each file last defined when it could be read, by path. A file that can no longer be read, as
   * while it is being edited, counts as it was; a file that is gone counts as gone.
   */
  readonly lastGood?: Map<string, readonly Candidate[]>;
}

/**
 * Finds the user's MCP servers in the files of the clients that this machine has. Never fails: what
 * cannot be used is reported, and stops nothing else.
 */
export async function discover(options: DiscoverOptions): Promise<Discovery> {
  const { system, settings, log } = options;
  const trust = await TrustStore.load({ system, stateDir: settings.stateDir, log });
  const reports: FileReport[] = [];
  const candidates: Candidate[] = [];
  for (const location of resolveLocations(system)) {
    const listing = await listConfigFiles(system, location);
    if (listing.problem !== null) {
      const kept = listing.listed ? [] : lastGoodOf(location, options);
      reports.push(reportOf(location, { problem: listing.problem, kept }));
      candidates.push(...kept);
    }
    if (listing.listed) forgetUnlisted(location, { ...options, files: listing.files });
    for (const file of listing.files) {
      const found = await readFile(file, { ...options, trust });
      if (found === null) {
        options.lastGood?.delete(file.origin.file);
        continue;
      }
      const read = orLastGood(found, options);
      reports.push(read.report);
      candidates.push(...read.candidates);
    }
  }
  const merged = mergeCandidates(candidates);
  if (merged.length > MAX_SERVERS) {
    log("warning", `${merged.length} servers are configured: the first ${MAX_SERVERS} are kept`);
  }
  const servers: DiscoveredServer[] = [];
  for (const server of merged.slice(0, MAX_SERVERS)) servers.push(await markSelf(server, options));
  return { servers, files: reports };
}

interface ReadFileOptions extends DiscoverOptions {
  readonly trust: TrustStore;
}

interface ReadConfig {
  readonly report: FileReport;
  readonly candidates: readonly Candidate[];
}

/** What the files of a directory last defined, in order of their names. */
function lastGoodOf(
  location: ResolvedLocation,
  { system, lastGood }: DiscoverOptions,
): readonly Candidate[] {
  const { dirname } = pathsOf(system.platform);
  return [...lastGood ?? []]
    .filter(([file]) => dirname(file) === location.path)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([, candidates]) => candidates);
}

/** Forgets what a directory's files defined that are there no more. */
function forgetUnlisted(
  location: ResolvedLocation,
  { system, lastGood, files }: DiscoverOptions & { readonly files: readonly ConfigFile[] },
): void {
  if (location.kind !== "directory" || lastGood === undefined) return;
  const { dirname } = pathsOf(system.platform);
  const listed = new Set(files.map(({ origin }) => origin.file));
  for (const file of lastGood.keys()) {
    if (dirname(file) === location.path && !listed.has(file)) lastGood.delete(file);
  }
}

/** A location that is not, or not wholly, used. */
function reportOf(
  { path: file, client, scope }: ResolvedLocation,
  what: { readonly problem: string; readonly kept: readonly Candidate[] },
): FileReport {
  const servers = namesOf(what.kept);
  const problem = servers.length === 0 ? what.problem : keptAsBefore(what.problem);
  return {
    origin: { file, client, scope },
    servers,
    problem,
    trusted: scope === "project" ? false : null,
  };
}

function keptAsBefore(problem: string): string {
  return `${problem}; its servers are kept as they were before`;
}

function namesOf(candidates: readonly Candidate[]): readonly string[] {
  return [...new Set(candidates.map(({ name }) => name))];
}

/** What a file defines, or what it last defined if nothing of it can be read now. */
function orLastGood(read: ReadConfig, { lastGood }: DiscoverOptions): ReadConfig {
  const { report, candidates } = read;
  const { file } = report.origin;
  if (report.problem === null || candidates.length > 0) {
    lastGood?.set(file, candidates);
    return read;
  }
  const kept = lastGood?.get(file);
  if (kept === undefined || kept.length === 0) return read;
  const problem = keptAsBefore(report.problem);
  return { report: { ...report, servers: namesOf(kept), problem }, candidates: kept };
}

/** Reads one file, once: what is parsed is what is hashed. `null` when it does not exist. */
async function readFile(
  file: ConfigFile,
  options: ReadFileOptions,
): Promise<ReadConfig | null> {
  const { system, trust, log } = options;
  const { origin } = file;
  const content = await readConfigText(system, origin.file);
  if (content === null) return null;
  const ofProject = origin.scope === "project";
  if (!content.ok) {
    const trusted = ofProject ? false : null;
    const report = { origin, servers: [], problem: content.problem, trusted };
    return { report, candidates: [] };
  }
  if (content.concern !== null) {
    log("warning", `${displayFile(origin, system)}: ${content.concern}`);
  }

  const { entries, problem } = parseConfig(content.text, file, system);
  const verdict = ofProject
    ? await trust.verdict(origin.file, await sha256(content.text))
    : "trusted";
  const candidates = entries.map((entry) => toCandidate(entry, { origin, verdict, system }));
  const servers = namesOf(candidates);
  const trusted = ofProject ? verdict === "trusted" : null;
  return { report: { origin, servers, problem, trusted }, candidates };
}

interface CandidateContext {
  readonly origin: Origin;
  readonly verdict: TrustVerdict;
  readonly system: System;
}

function toCandidate(entry: ConfigEntry, context: CandidateContext): Candidate {
  const { system, verdict } = context;
  const origin = entry.forDirectory
    ? { ...context.origin, client: `${context.origin.client}, for this directory` }
    : context.origin;
  const { name, parsed } = entry;
  const as = (
    definition: ServerDefinition | null,
    availability: Availability,
  ): Candidate => ({ name, definition, origin, availability });
  if (!parsed.ok) return as(null, { state: "invalid", reason: parsed.reason });
  const written = withAbsoluteDirectory(parsed.definition, system);
  if (parsed.disabledBy !== null) {
    return as(written, { state: "disabled", reason: `its entry says ${parsed.disabledBy}` });
  }
  // variables may be secrets: a file that is not trusted does not see them
  if (verdict !== "trusted") {
    return as(written, { state: "untrusted", reason: distrust(verdict, origin, system) });
  }
  const expanded = expandDefinition(parsed.definition, (variable) => system.env(variable));
  if (!expanded.ok) return as(null, { state: "invalid", reason: expanded.reason });
  const problem = findDefinitionProblem(expanded.definition);
  if (problem !== null) return as(null, { state: "invalid", reason: problem });
  const definition = withAbsoluteDirectory(expanded.definition, system);
  return as(definition, READY);
}

function distrust(verdict: TrustVerdict, origin: Origin, system: System): string {
  const command = trustCommand(origin, system);
  return verdict === "changed"
    ? `its file was changed since you trusted it: look at it, then run: ${command}`
    : `its file came with this directory: if you trust it, run: ${command}`;
}

function withAbsoluteDirectory(definition: ServerDefinition, system: System): ServerDefinition {
  if (definition.kind !== "stdio" || definition.cwd === undefined) return definition;
  const { resolve } = pathsOf(system.platform);
  return { ...definition, cwd: resolve(system.cwd(), definition.cwd) };
}

async function markSelf(
  server: DiscoveredServer,
  options: DiscoverOptions,
): Promise<DiscoveredServer> {
  const { definition, availability } = server;
  if (availability.state !== "ready" || definition?.kind !== "stdio") return server;
  if (options.settings.allowSelfServer) return server;
  if (!await isSelf(definition, options.system)) return server;
  const reason = "it is this bridge itself: set MCP_BRIDGE_ALLOW_SELF_SERVER=1 to allow it";
  return { ...server, availability: { state: "self", reason } };
}
