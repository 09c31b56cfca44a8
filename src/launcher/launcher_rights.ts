import { filesPattern, resolveLocations } from "../discovery/client_paths.ts";
import { hostAndPort } from "../discovery/host_and_port.ts";
import { describeReach } from "../discovery/describe_reach.ts";
import { settingsPlaces } from "../discovery/settings_places.ts";
import type { Discovery } from "../discovery/server_definition.ts";
import type { Settings } from "../settings/settings.ts";
import type { EngineRight } from "../engine/engine.ts";
import type { System } from "../system/system.ts";
import { lookUpPrograms } from "./look_up_programs.ts";

/** Something that the launcher does with its rights, and why. */
export interface LauncherRight {
  readonly name: "read" | "write" | "env" | "run" | "sys" | "net";
  /** A path, a program, or a name; for people where it stands for several. */
  readonly value: string;
  readonly reason: string;
}

export interface LauncherRightsOptions {
  readonly system: System;
  readonly settings: Settings;
  readonly discovery: Discovery;
  /** What the engine does that would run sandboxes; empty when none can be used. */
  readonly engine: readonly EngineRight[];
  readonly signal: AbortSignal;
}

/**
 * What the launcher does on this machine with the configuration as it is. It is started with wide
 * rights, because configuration may name any program; this says what it uses them for.
 */
export async function describeLauncher(
  options: LauncherRightsOptions,
): Promise<readonly LauncherRight[]> {
  const { system, settings, engine } = options;
  const { stateDir } = settings;
  return [
    ...resolveLocations(system, settings).map((location): LauncherRight => ({
      name: "read",
      value: filesPattern(location, system.platform),
      reason: `servers that are configured there (${location.client})`,
    })),
    {
      name: "read",
      value: "files that entries name",
      reason: "variables of servers (envFile, {file:…})",
    },
    ...settingsPlaces(system).map(({ file }) =>
      ({ name: "read", value: file, reason: "settings" }) as const
    ),
    { name: "read", value: stateDir, reason: "what you trust" },
    { name: "write", value: stateDir, reason: "what you trust" },
    {
      name: "env",
      value: "PATH, HOME and their like",
      reason: "to find files and programs; servers get a few of them",
    },
    { name: "env", value: "MCP_BRIDGE_*", reason: "settings" },
    { name: "env", value: "variables in the files above", reason: "the servers' own variables" },
    { name: "sys", value: "uid", reason: "to believe only a state directory of yours" },
    { name: "sys", value: "systemMemoryInfo", reason: "how many programs may run at once" },
    ...engine,
    ...await serverPrograms(options),
    ...serverHosts(options.discovery),
    ...await signInHosts(options),
  ];
}

/** Hosts of authorization servers: they count once the user has confirmed them at a sign-in. */
async function signInHosts(
  { system, settings: { stateDir }, discovery }: LauncherRightsOptions,
): Promise<readonly LauncherRight[]> {
  const { SignInStore } = await import("../oauth/sign_in_store.ts");
  const store = new SignInStore({ system, log: () => {}, stateDir });
  const rights: LauncherRight[] = [];
  for (const { name, definition } of discovery.servers) {
    const signIn = definition?.kind === "http" ? await store.read(definition.url) : null;
    const url = URL.parse(signIn?.tokenEndpoint ?? "");
    if (url === null) continue;
    const reason = `renews your sign-in to server ${name}`;
    rights.push({ name: "net", value: hostAndPort(url).shown, reason });
  }
  return rights;
}

/** Hosts of the servers by URL. Nothing else is connected to, but for a proxy that leads there. */
function serverHosts({ servers }: Discovery): readonly LauncherRight[] {
  const ready = servers.filter(({ availability }) => availability.state === "ready");
  const reached = ready.flatMap((server) => {
    const host = describeReach(server)?.host;
    return host === undefined ? [] : [{ host, name: server.name }];
  });
  return [...Map.groupBy(reached, ({ host }) => host)].map(([host, there]) => ({
    name: "net",
    value: host,
    reason: `${there.length === 1 ? "server" : "servers"} ${
      there.map(({ name }) => name).join(", ")
    }`,
  }));
}

async function serverPrograms(
  { system, discovery, signal }: LauncherRightsOptions,
): Promise<readonly LauncherRight[]> {
  const { programs, wouldAskShell } = await lookUpPrograms(discovery.servers, { system, signal });
  const rights = Array.from(
    programs,
    ([name, look]): LauncherRight =>
      look.kind === "found"
        ? { name: "run", value: look.path, reason: `server ${name}` }
        : { name: "run", value: look.command, reason: `server ${name}: not found` },
  );
  const shell = system.env("SHELL");
  if (!wouldAskShell || shell === undefined) return rights;
  const reason = "asked for its PATH, because a server's command is nowhere else";
  return [...rights, { name: "run", value: shell, reason }];
}
