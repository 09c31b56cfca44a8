import type { Discovery, ServerDefinition } from "../discovery/server_definition.ts";
import { UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { CreatedRedaction } from "../redaction/redaction.ts";
import { orAborted } from "../system/waiting.ts";
import { printable } from "../text/printable.ts";

export interface FindOptions<Kind extends ServerDefinition["kind"]> {
  readonly discovery: () => Promise<Discovery>;
  readonly kind: Kind;
  /** What cannot be done with another kind of server, and why: `start`, `it is no program`. */
  readonly words: { readonly verb: string; readonly otherwise: string };
}

/**
 * The definition of a server that may be used, by its name.
 *
 * @throws {UpstreamError} `NOT_FOUND` or `NOT_AVAILABLE`
 * @throws the signal's reason when it aborts
 */
export async function findConfigured<Kind extends ServerDefinition["kind"]>(
  name: string,
  options: FindOptions<Kind>,
  signal: AbortSignal,
): Promise<Extract<ServerDefinition, { kind: Kind }>> {
  const { kind, words } = options;
  const { servers } = await orAborted(options.discovery(), signal);
  const server = servers.find((candidate) => candidate.name === name);
  if (server === undefined) {
    throw new UpstreamError("NOT_FOUND", `No server is named ${JSON.stringify(name)}`);
  }
  const { availability, definition } = server;
  if (availability.state === "ready" && definition !== null && isOf(definition, kind)) {
    return definition;
  }
  const reason = availability.state === "ready" ? words.otherwise : availability.reason;
  throw new UpstreamError(
    "NOT_AVAILABLE",
    `Cannot ${words.verb} the server "${name}": ${reason}`,
  );
}

/** Warns of the secrets of a server that are not redacted. */
export function tellUnredacted(
  name: string,
  { left }: Pick<CreatedRedaction, "left">,
  log: Log,
): void {
  if (left.length === 0) return;
  const names = printable(left.join(", "));
  log(
    "warning",
    `Cannot redact all secrets of the server "${printable(name)}": ${names}: too long, or too many`,
  );
}

function isOf<Kind extends ServerDefinition["kind"]>(
  definition: ServerDefinition,
  kind: Kind,
): definition is Extract<ServerDefinition, { kind: Kind }> {
  return definition.kind === kind;
}
