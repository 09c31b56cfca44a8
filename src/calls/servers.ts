import { UpstreamError } from "../errors.ts";
import { matchName } from "../text/match_name.ts";
import { quoted, suggestion } from "../text/nearest.ts";

/** A server that may be called, as discovery found it. */
export interface UpstreamServer {
  /** Exact name. Unique. */
  readonly name: string;
  /** Python identifier. Unique. */
  readonly alias: string;
  /** Why it cannot be used, as a clause; `null` when it can. */
  readonly unavailable: string | null;
  /** Counts up when its definition changes. @default {0} */
  readonly revision?: number;
}

/**
 * The server that is meant by a name: its exact name, its alias, or either in another case when only
 * one server has it so.
 *
 * @throws {UpstreamError} `NOT_FOUND`, with the names that are known
 */
export function resolveServer(
  servers: readonly UpstreamServer[],
  asked: string,
): UpstreamServer {
  const alike = matchName(servers, asked);
  const [only] = alike;
  if (alike.length === 1 && only !== undefined) return only;
  if (alike.length > 1) {
    const names = alike.map(({ name }) => quoted(name)).join(", ");
    throw new UpstreamError(
      "NOT_FOUND",
      `No server is named ${
        quoted(asked)
      } exactly, and several differ from it only in case: ${names}`,
    );
  }
  throw new UpstreamError(
    "NOT_FOUND",
    `No server is named ${quoted(asked)}` +
      suggestion(asked, servers.map(({ name }) => name), "known servers"),
  );
}

/** @throws {UpstreamError} `NOT_AVAILABLE`, with the reason */
export function assertAvailable(server: UpstreamServer): void {
  if (server.unavailable === null) return;
  throw new UpstreamError(
    "NOT_AVAILABLE",
    `Server ${quoted(server.name)} cannot be used: ${server.unavailable}`,
  );
}
