import type { DiscoveredServer, StdioDefinition } from "../discovery/server_definition.ts";
import { messageOf } from "../errors.ts";
import { CommandResolver } from "../executables/resolve_command.ts";
import type { System } from "../system/system.ts";

/** Where a server's program is, or why it is not found, without the secrets of its definition. */
export type ProgramLook =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "missing"; readonly command: string; readonly reason: string };

/** What a look for the programs of servers found. */
export interface ProgramsLook {
  /** By the servers' names. */
  readonly programs: ReadonlyMap<string, ProgramLook>;
  /** Whether a start would ask the login shell where a program is; a look does not. */
  readonly wouldAskShell: boolean;
}

/** Looks up the programs of the servers that may be started. Starts nothing. */
export async function lookUpPrograms(
  servers: readonly DiscoveredServer[],
  { system, signal }: { readonly system: System; readonly signal: AbortSignal },
): Promise<ProgramsLook> {
  let wouldAskShell = false;
  const resolver = new CommandResolver({
    system,
    log: () => {},
    signal,
    askLoginShell: () => {
      wouldAskShell = true;
      return Promise.resolve(null);
    },
  });
  const programs = new Map<string, ProgramLook>();
  for (const { name, definition } of servers.filter(isProgram)) {
    programs.set(name, await lookUp(name, { definition, resolver }));
  }
  return { programs, wouldAskShell };
}

async function lookUp(
  server: string,
  search: { readonly definition: StdioDefinition; readonly resolver: CommandResolver },
): Promise<ProgramLook> {
  const { definition, resolver } = search;
  try {
    return { kind: "found", path: (await resolver.resolve(server, definition)).argv[0] };
  } catch (error) {
    const { createRedaction } = await import("../redaction/redaction.ts");
    const { redaction } = createRedaction(definition);
    const withoutSecrets = (text: string) => redaction?.text(text) ?? text;
    return {
      kind: "missing",
      command: withoutSecrets(definition.command),
      reason: withoutSecrets(messageOf(error)),
    };
  }
}

function isProgram(
  server: DiscoveredServer,
): server is DiscoveredServer & { readonly definition: StdioDefinition } {
  return server.availability.state === "ready" && server.definition?.kind === "stdio";
}
