import { UpstreamError } from "../errors.ts";
import { writeJson } from "../json/write_json.ts";
import type { ServerBrief } from "../rpc/frames.ts";
import { escapeJson } from "../text/escape.ts";
import { quoted } from "../text/nearest.ts";
import { indexServers, type KnownServer, requestedServer, resolveServer } from "./servers.ts";

/** What one run may call. */
export interface Grant {
  /** Exact names, in the order the request gave them. */
  readonly names: readonly string[];
  /** Every known server, as the program is told of it. */
  readonly briefs: readonly ServerBrief[];
  /**
   * Resolves a server and checks that the program may call it. Starts nothing.
   *
   * @param wanted name or alias
   * @returns its exact name
   * @throws {UpstreamError} `NOT_FOUND`, `NOT_AVAILABLE` or `NOT_GRANTED`, with what to change
   */
  admit(wanted: string): string;
}

/**
 * Turns the `servers` of a request into a grant.
 *
 * @throws {UsageError} when one of them is unknown or cannot be used
 */
export function createGrant(known: readonly KnownServer[], requested: readonly string[]): Grant {
  const servers = indexServers(known);
  const purpose = "grant a server";
  const names = [
    ...new Set(requested.map((asked) => requestedServer(asked, { servers, purpose }).name)),
  ];
  const granted = new Set(names);
  return {
    names,
    briefs: known.map((server) => ({ ...server, granted: granted.has(server.name) })),
    admit(wanted) {
      const { name } = resolveServer(servers, wanted);
      if (granted.has(name)) return name;
      const wider = escapeJson(writeJson([...names, name]));
      throw new UpstreamError(
        "NOT_GRANTED",
        `The server ${quoted(name)} is not in this run's servers: ` +
          `call run_python again with servers=${wider}`,
      );
    },
  };
}
