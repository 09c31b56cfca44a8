import type { DiscoveredServer, StdioDefinition } from "../../discovery/server_definition.ts";
import { CommandResolver } from "../../executables/resolve_command.ts";
import { deadline } from "../../system/waiting.ts";
import type { Platform } from "../../system/system.ts";
import type { Check } from "../check.ts";
import { type Finding, finding } from "../finding.ts";

/**
 * The PATH of a desktop application: of launchd on macOS, of a session on Linux. Windows gives all
 * programs the same.
 */
const DESKTOP_PATHS: Readonly<Record<Platform, string | null>> = {
  linux: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  darwin: "/usr/bin:/bin:/usr/sbin:/sbin",
  windows: null,
};

/** Milliseconds for all programs together; the login shell has 3 s of them. */
const WITHIN_MS = 10_000;

/** Whether the servers' programs are found when a desktop application starts the bridge. */
export const desktopPrograms: Check = {
  name: "programs for desktop applications",
  async run(context) {
    const { system, options: { startServers } } = context;
    const path = DESKTOP_PATHS[system.platform];
    if (path === null) return [];
    const commands = new Map<string, DiscoveredServer[]>();
    for (const server of (await context.files()).discovery.servers) {
      const { definition, availability } = server;
      // one with a path, or a PATH of its own, is found in the same way everywhere
      if (availability.state !== "ready" || !isSearched(definition)) continue;
      commands.set(definition.command, [...commands.get(definition.command) ?? [], server]);
    }
    const { signal, cancel } = deadline({
      clock: system.clock,
      ms: WITHIN_MS,
      reason: () => new Error("the search took too long"),
    });
    // the shell runs the user's start-up files, as a start would
    const shell = startServers ? {} : { askLoginShell: () => Promise.resolve(null) };
    const resolver = new CommandResolver({ system, log: () => {}, signal, ...shell });
    try {
      const looks = [...commands].map(([command, users]) =>
        look(command, { users, resolver, path })
      );
      return (await Promise.all(looks)).flat();
    } finally {
      cancel();
    }
  },
};

function isSearched(definition: DiscoveredServer["definition"]): definition is StdioDefinition {
  return definition?.kind === "stdio" && !/[/\\]/.test(definition.command) &&
    definition.env["PATH"] === undefined;
}

interface Search {
  /** The servers that it starts. */
  readonly users: readonly DiscoveredServer[];
  readonly resolver: CommandResolver;
  readonly path: string;
}

async function look(
  command: string,
  { users, resolver, path }: Search,
): Promise<readonly Finding[]> {
  const resolve = (env: Readonly<Record<string, string>>): Promise<string | null> =>
    resolver.resolve(command, { kind: "stdio", command, args: [], env })
      .then(({ argv }) => argv[0], () => null);
  const here = await resolve({});
  // that it is not found at all is said of each server
  if (here === null) return [];
  const there = await resolve({ PATH: path });
  if (there !== null) return [finding("program.found", { subject: command, text: there })];
  const names = users.slice(0, 5).map(({ name }) => name).join(", ");
  return [finding("program.terminal_only", {
    subject: command,
    text: `it is ${here}, which a desktop application's PATH does not hold; it starts ${names}`,
    remedy: `write ${JSON.stringify(here)} as "command", so that it is found everywhere`,
  })];
}
