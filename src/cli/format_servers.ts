import {
  type ClientEnvironment,
  filesPattern,
  type NamedFiles,
  resolveLocations,
} from "../discovery/client_paths.ts";
import { displayFile, trustCommand } from "../discovery/display.ts";
import { printable } from "../text/printable.ts";
import { describeReach } from "../discovery/describe_reach.ts";
import type {
  DiscoveredServer,
  Discovery,
  FileReport,
  Origin,
  ServerDefinition,
} from "../discovery/server_definition.ts";

import { formatStatus, type ServerState, type ServerStatuses, stateOf } from "./server_status.ts";

/** Most characters of a reason that are shown. */
const MAX_REASON = 1000;
/** Most characters of a description, or of a list of tools, that are shown. */
const MAX_DESCRIPTION = 200;

const STATES: Readonly<Record<ServerState, string>> = {
  ready: "ready",
  not_found: "program not found",
  untrusted: "not trusted",
  self: "not started",
  invalid: "not valid",
  disabled: "switched off",
};

export interface FormatServersOptions {
  readonly named: NamedFiles;
  readonly statuses: ServerStatuses;
}

/**
 * Formats what discovery found: each server with its alias, state and file, then the files that
 * cannot be used, then the files that the user does not trust yet. Shows no values of variables,
 * headers or arguments, and no control characters. Ends with a newline.
 */
export function formatServers(
  discovery: Discovery,
  environment: ClientEnvironment,
  { named, statuses }: FormatServersOptions,
): string {
  const { servers, files } = discovery;
  const blocks = servers.length === 0 ? [formatNone(environment, named)] : [
    formatCount(servers, statuses),
    ...servers.map((server) => formatServer(server, { environment, statuses })),
  ];
  blocks.push(...formatProblems(files, environment), ...formatUntrusted(files, environment));
  return `${blocks.join("\n\n")}\n`;
}

function formatCount(servers: readonly DiscoveredServer[], statuses: ServerStatuses): string {
  const ready = servers.filter((server) => stateOf(server, statuses).state === "ready").length;
  return `${count(servers.length, "server")}, ${ready} ready`;
}

function formatNone(environment: ClientEnvironment, named: NamedFiles): string {
  const places = resolveLocations(environment, named).map((location) => {
    const { client, scope } = location;
    const file = filesPattern(location, environment.platform);
    return `  ${displayFile({ file, client, scope }, environment)}`;
  });
  return ["No servers found. These files are searched:", ...places].join("\n");
}

function formatServer(
  server: DiscoveredServer,
  { environment, statuses }: {
    readonly environment: ClientEnvironment;
    readonly statuses: ServerStatuses;
  },
): string {
  const { name, alias, origin, shadowed } = server;
  const { state, reason } = stateOf(server, statuses);
  const why = reason === undefined ? "" : `: ${printable(reason, MAX_REASON)}`;
  const reached = describeReach(server);
  const lines = [
    `${printable(name)} (${STATES[state]}${why})`,
    `  in Python  mcp_${alias}`,
    ...(reached === null ? [] : [`  reached    ${reached.transport}, ${printable(reached.host)}`]),
    `  from       ${formatOrigin(origin, environment)}`,
    ...formatDefinition(server.definition),
    ...formatStatus(name, statuses),
  ];
  for (const loser of shadowed) {
    lines.push(`  shadows    ${formatOrigin(loser, environment)}: same name, comes later`);
  }
  return lines.join("\n");
}

/** What an entry says besides how its server is reached: no values of variables or arguments. */
function formatDefinition(definition: ServerDefinition | null): readonly string[] {
  const { description, tools } = definition ?? {};
  const lines: string[] = [];
  if (description !== undefined) {
    lines.push(`  for        ${printable(description, MAX_DESCRIPTION)}`);
  }
  if (tools !== undefined && tools.allow !== null) {
    lines.push(`  only       ${printable(tools.allow.join(", "), MAX_DESCRIPTION)}`);
  }
  if (tools !== undefined && tools.deny.length > 0) {
    lines.push(`  without    ${printable(tools.deny.join(", "), MAX_DESCRIPTION)}`);
  }
  return lines;
}

function formatOrigin(origin: Origin, environment: ClientEnvironment): string {
  return `${displayFile(origin, environment)} (${printable(origin.client)})`;
}

function formatProblems(files: readonly FileReport[], environment: ClientEnvironment): string[] {
  const lines = files.filter(({ problem }) => problem !== null).map(({ origin, problem }) =>
    `  ${displayFile(origin, environment)}: ${printable(problem ?? "", MAX_REASON)}`
  );
  return lines.length === 0 ? [] : [["Files with problems:", ...lines].join("\n")];
}

function formatUntrusted(files: readonly FileReport[], environment: ClientEnvironment): string[] {
  const lines = files.filter(({ trusted, servers }) => trusted === false && servers.length > 0)
    .map(({ origin, servers }) =>
      `  ${displayFile(origin, environment)} (${count(servers.length, "server")}): ` +
      printable(trustCommand(origin, environment), MAX_REASON)
    );
  if (lines.length === 0) return [];
  const head =
    "Files of this directory that you do not trust yet. Read them first; to trust one, run:";
  return [[head, ...lines].join("\n")];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
