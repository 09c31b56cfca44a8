import { UpstreamError, type UpstreamErrorCode, UsageError } from "../errors.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import { NameIndex } from "../text/name_index.ts";
import { quoted } from "../text/nearest.ts";

/** What a server is called and whether it can be used. */
export type KnownServer = Pick<BridgeServer, "name" | "alias" | "unavailable">;

/** Servers, to be found by what a program, a request or a command line calls them. */
export function indexServers<T extends KnownServer>(servers: readonly T[]): NameIndex<T> {
  return new NameIndex(servers, {
    namesOf: (server) => server,
    shown: "name",
    // who is offered a server that cannot be used tries it in vain
    offered: ({ unavailable }) => unavailable === null,
  });
}

/**
 * The server that a program means.
 *
 * @throws {UpstreamError} `NOT_FOUND`, with the names that are known, or `NOT_AVAILABLE`, with the reason
 */
export function resolveServer<T extends KnownServer>(servers: NameIndex<T>, asked: string): T {
  return resolved(judge(servers.find(asked), { servers, asked }));
}

/**
 * The server of exactly this name.
 *
 * @throws {UpstreamError} as {@linkcode resolveServer} does
 */
export function serverNamed<T extends KnownServer>(servers: NameIndex<T>, name: string): T {
  return resolved(judge(servers.named(name), { servers, asked: name }));
}

/**
 * The server that a request or a command line means.
 *
 * @throws {UsageError} `Cannot <purpose>: …`, when it is unknown or cannot be used
 */
export function requestedServer<T extends KnownServer>(
  asked: string,
  options: { readonly servers: NameIndex<T>; readonly purpose: string },
): T {
  const { servers, purpose } = options;
  const judged = judge(servers.find(asked), { servers, asked });
  if ("server" in judged) return judged.server;
  throw new UsageError(`Cannot ${purpose}: ${judged.problem}`);
}

/** A server that can be used, or why it cannot, as a clause. */
type Judged<T> =
  | { readonly server: T }
  | { readonly code: UpstreamErrorCode; readonly problem: string };

function judge<T extends KnownServer>(
  server: T | undefined,
  { servers, asked }: { readonly servers: NameIndex<T>; readonly asked: string },
): Judged<T> {
  if (server === undefined) {
    const problem = `no server is named ${quoted(asked)}${servers.hint(asked, "known servers")}`;
    return { code: "NOT_FOUND", problem };
  }
  if (server.unavailable === null) return { server };
  const problem = `server ${quoted(server.name)} cannot be used: ${server.unavailable}`;
  return { code: "NOT_AVAILABLE", problem };
}

function resolved<T>(judged: Judged<T>): T {
  if ("server" in judged) return judged.server;
  const { code, problem } = judged;
  throw new UpstreamError(code, `${problem.charAt(0).toUpperCase()}${problem.slice(1)}`);
}
