import {
  type ClientEnvironment,
  filesPattern,
  resolveLocations,
} from "../discovery/client_paths.ts";
import { displayFile, trustCommand } from "../discovery/display.ts";
import { printable } from "../text/printable.ts";
import { describeReach } from "../discovery/describe_reach.ts";
import type {
  Availability,
  DiscoveredServer,
  Discovery,
  FileReport,
  Origin,
} from "../discovery/server_definition.ts";

/** Most characters of a reason that are shown. */
const MAX_REASON = 1000;

const STATES: Readonly<Record<Availability["state"], string>> = {
  ready: "ready",
  untrusted: "not trusted",
  self: "not started",
  invalid: "not valid",
  disabled: "switched off",
};

/**
 * Formats what discovery found: each server with its alias, state and file, then the files that
 * cannot be used, then the files that the user does not trust yet. Shows no values of variables,
 * headers or arguments, and no control characters. Ends with a newline.
 */
export function formatServers(discovery: Discovery, environment: ClientEnvironment): string {
  const { servers, files } = discovery;
  const blocks = servers.length === 0
    ? [formatNone(environment)]
    : [formatCount(servers), ...servers.map((server) => formatServer(server, environment))];
  blocks.push(...formatProblems(files, environment), ...formatUntrusted(files, environment));
  return `${blocks.join("\n\n")}\n`;
}

function formatCount(servers: readonly DiscoveredServer[]): string {
  const ready = servers.filter(({ availability }) => availability.state === "ready").length;
  return `${count(servers.length, "server")}, ${ready} ready`;
}

function formatNone(environment: ClientEnvironment): string {
  const places = resolveLocations(environment).map((location) => {
    const { client, scope } = location;
    const file = filesPattern(location, environment.platform);
    return `  ${displayFile({ file, client, scope }, environment)}`;
  });
  return ["No servers found. These files are searched:", ...places].join("\n");
}

function formatServer(server: DiscoveredServer, environment: ClientEnvironment): string {
  const { name, alias, availability, origin, shadowed } = server;
  const reason = availability.state === "ready"
    ? ""
    : `: ${printable(availability.reason, MAX_REASON)}`;
  const reached = describeReach(server);
  const lines = [
    `${printable(name)} (${STATES[availability.state]}${reason})`,
    `  in Python  mcp_${alias}`,
    ...(reached === null ? [] : [`  reached    ${reached.transport}, ${printable(reached.host)}`]),
    `  from       ${formatOrigin(origin, environment)}`,
  ];
  for (const loser of shadowed) {
    lines.push(`  shadows    ${formatOrigin(loser, environment)}: same name, comes later`);
  }
  return lines.join("\n");
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
