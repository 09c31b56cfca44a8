import { UpstreamError, UsageError } from "../errors.ts";
import { writeJson } from "../json/write_json.ts";
import type { ServerBrief } from "../rpc/frames.ts";
import { matchName } from "../text/match_name.ts";
import { quoted, suggestion } from "../text/nearest.ts";

/** A discovered server, before a run says whether it may call it. */
export type KnownServer = Omit<ServerBrief, "granted">;

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
   * @throws {UpstreamError} `NOT_FOUND` or `NOT_GRANTED`, with what to change
   */
  admit(wanted: string): string;
}

/**
 * Turns the `servers` of a request into a grant.
 *
 * @throws {UsageError} when one of them is unknown or cannot be used
 */
export function createGrant(known: readonly KnownServer[], requested: readonly string[]): Grant {
  const names = [...new Set(requested.map((wanted) => grantable(known, wanted)))];
  const granted = new Set(names);
  return {
    names,
    briefs: known.map((server) => ({ ...server, granted: granted.has(server.name) })),
    admit(wanted) {
      const server = findServer(known, wanted);
      if (server === null) {
        throw new UpstreamError(
          "NOT_FOUND",
          `No server is named ${quoted(wanted)}${suggest(known, wanted)}`,
        );
      }
      if (granted.has(server.name)) return server.name;
      const wider = writeJson([...names, server.name]);
      throw new UpstreamError(
        "NOT_GRANTED",
        `The server "${server.name}" is not in this run's servers: ` +
          `call run_python again with servers=${wider}`,
      );
    },
  };
}

/**
 * The server that a name means: its exact name first, then its alias, then either without regard to
 * case if only one fits.
 */
export function findServer(known: readonly KnownServer[], wanted: string): KnownServer | null {
  const [only, ...others] = matchName(known, wanted);
  return only === undefined || others.length > 0 ? null : only;
}

function grantable(known: readonly KnownServer[], wanted: string): string {
  const server = findServer(known, wanted);
  if (server === null) {
    throw new UsageError(
      `Cannot grant the server ${quoted(wanted)}: it is not configured${suggest(known, wanted)}`,
    );
  }
  if (server.unavailable !== null) {
    throw new UsageError(`Cannot grant the server "${server.name}": ${server.unavailable}`);
  }
  return server.name;
}

function suggest(known: readonly KnownServer[], wanted: string): string {
  if (known.length === 0) return "; no server is configured";
  return suggestion(wanted, known.map(({ name }) => name), "known");
}
