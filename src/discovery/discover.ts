import { type ResolvedLocation, resolveLocations } from "./client_paths.ts";
import { pathsOf } from "../system/paths.ts";
import type { Log } from "../log.ts";
import { sha256 } from "../system/sha256.ts";
import type { System } from "../system/system.ts";
import { type ConfigEntry, type ConfigFile, listConfigFiles, parseConfig } from "./config_file.ts";
import { displayFile, trustCommand } from "./display.ts";
import { findDefinitionProblem } from "./definition_problem.ts";
import { expandDefinition } from "./expand.ts";
import { applyRules } from "./apply_rules.ts";
import {
  forgetUnlisted,
  keptAsBefore,
  type LastGood,
  lastGoodOf,
  namesOf,
  orLastGood,
  type ReadConfig,
  type RememberedFile,
} from "./last_good.ts";
import { loadSources } from "./load_sources.ts";
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
  readonly settings: Pick<Settings, "stateDir" | "allowSelfServer" | "configFiles">;
  readonly log: Log;
  /**
   * What each file last defined when it could be read, by path. A file that can no longer be read, as
   * while it is being edited, counts as it was; a file that is gone counts as gone.
   */
  readonly lastGood?: LastGood;
}

/**
 * Finds the user's MCP servers in the files of the clients that this machine has. Never fails: what
 * cannot be used is reported, and stops nothing else.
 */
export async function discover(options: DiscoverOptions): Promise<Discovery> {
  const { system, settings, log } = options;
  const trust = await TrustStore.load({ system, stateDir: settings.stateDir, log });
  const reports: FileReport[] = [];
  const found: RememberedFile[] = [];
  for (const location of resolveLocations(system, settings)) {
    const listing = await listConfigFiles(system, location);
    if (listing.problem !== null) {
      const kept = listing.listed ? [] : lastGoodOf(location, options);
      reports.push(reportOf(location, { problem: listing.problem, kept }));
      found.push({ candidates: kept, rules: null });
    }
    if (listing.listed) forgetUnlisted(location, { ...options, files: listing.files });
    for (const file of listing.files) {
      const content = await readFile(file, { ...options, trust });
      if (content === null) {
        options.lastGood?.delete(file.origin.file);
        if (location.required) {
          reports.push(reportOf(location, { problem: "there is no such file", kept: [] }));
        }
        continue;
      }
      const read = orLastGood(content, options.lastGood);
      reports.push(read.report);
      found.push(read);
    }
  }
  const rules = found.map((file) => file.rules).filter((rule) => rule !== null);
  const candidates = found.flatMap((file) => file.candidates);
  const merged = mergeCandidates(applyRules(candidates, rules));
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
    return { report, candidates: [], rules: null };
  }
  if (content.concern !== null) {
    log("warning", `${displayFile(origin, system)}: ${content.concern}`);
  }

  const { entries, rules, problem } = parseConfig(content.text, file, system);
  const verdict = ofProject
    ? await trust.verdict(origin.file, await sha256(content.text))
    : "trusted";
  const candidates: Candidate[] = [];
  for (const entry of entries) {
    candidates.push(await toCandidate(entry, { file, verdict, system }));
  }
  const servers = namesOf(candidates);
  const trusted = ofProject ? verdict === "trusted" : null;
  const report = { origin, servers, problem, trusted };
  // a repository has no say in the user's servers before it is trusted
  return { report, candidates, rules: verdict === "trusted" ? { origin, rules } : null };
}

interface CandidateContext {
  readonly file: ConfigFile;
  readonly verdict: TrustVerdict;
  readonly system: System;
}

async function toCandidate(entry: ConfigEntry, context: CandidateContext): Promise<Candidate> {
  const { system, verdict, file } = context;
  const origin = entry.forDirectory
    ? { ...file.origin, client: `${file.origin.client}, for this directory` }
    : file.origin;
  const { name, parsed } = entry;
  const as = (
    definition: ServerDefinition | null,
    availability: Availability,
  ): Candidate => ({ name, client: file.origin.client, definition, origin, availability });
  if (!parsed.ok) return as(null, { state: "invalid", reason: parsed.reason });
  const written = withAbsoluteDirectory(parsed.definition, context);
  if (parsed.disabledBy !== null) {
    return as(written, { state: "disabled", reason: `its entry says ${parsed.disabledBy}` });
  }
  // variables may be secrets: a file that is not trusted does not see them
  if (verdict !== "trusted") {
    return as(written, { state: "untrusted", reason: distrust(verdict, origin, system) });
  }
  const loaded = await loadSources(parsed, { file, system });
  if (!loaded.ok) return as(null, { state: "invalid", reason: loaded.reason });
  const expanded = expandDefinition({ ...parsed, ...loaded.written }, loaded.context);
  if (!expanded.ok) return as(null, { state: "invalid", reason: expanded.reason });
  const problem = findDefinitionProblem(expanded.definition);
  if (problem !== null) return as(null, { state: "invalid", reason: problem });
  const definition = withAbsoluteDirectory(expanded.definition, context);
  return as(definition, READY);
}

function distrust(verdict: TrustVerdict, origin: Origin, system: System): string {
  const command = trustCommand(origin, system);
  return verdict === "changed"
    ? `its file was changed since you trusted it: look at it, then run: ${command}`
    : `its file came with this directory: if you trust it, run: ${command}`;
}

/** A relative directory is in the folder of its file's project, or else in the working directory. */
function withAbsoluteDirectory(
  definition: ServerDefinition,
  { system, file: { location } }: CandidateContext,
): ServerDefinition {
  if (definition.kind !== "stdio" || definition.cwd === undefined) return definition;
  const { resolve } = pathsOf(system.platform);
  const base = location.scope === "project" ? location.project : system.cwd();
  return { ...definition, cwd: resolve(base, definition.cwd) };
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
