import {
  type CallToolResult,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceTemplate,
} from "@modelcontextprotocol/server";
import { BridgeError } from "../errors.ts";
import type { JsonValue } from "../json/json.ts";
import type { WrittenJson } from "../json/written_json.ts";
import type { KeptRef, RunOutcome } from "../sandbox/outcome.ts";
import { escapeName } from "../text/escape.ts";

/** What the runs of this client kept. */
export interface ClientRefs {
  /**
   * Keeps a result that an answer cannot hold.
   *
   * @throws {BridgeError} when it is too large
   */
  keepResult(result: JsonValue | WrittenJson): KeptRef;
  list(): readonly KeptRef[];
  /**
   * A text, or bytes in base64.
   *
   * @param ref its id
   * @throws {BridgeError} when nothing is kept under it, or it is too large
   */
  read(ref: string):
    & { readonly mimeType: string }
    & (
      | { readonly text: string }
      | { readonly blob: string }
    );
}

/** Loads what is kept, when it is first asked for. */
export type GetClientRefs = () => Promise<ClientRefs>;

const PLACE = "resource://mcp-code-bridge/refs/";
/** Links of one answer. */
const MAX_LINKS = 20;
/** The first revision of the protocol that has links to resources; a revision is a date. */
const FIRST_WITH_LINKS = "2025-06-18";

/** Lets the client list and read what the runs of its connection kept. */
export function registerRefs(server: McpServer, refs: GetClientRefs): void {
  const template = new ResourceTemplate(`${PLACE}{ref}`, {
    list: async () => ({ resources: (await refs()).list().map(describe) }),
  });
  server.registerResource(
    "refs",
    template,
    { description: "Values and files that programs of run_python kept" },
    async (uri, { ref }) => ({ contents: [read(await refs(), { uri: uri.href, ref })] }),
  );
}

function read(
  refs: ClientRefs,
  { uri, ref }: { uri: string; ref: string | readonly string[] | undefined },
) {
  try {
    return { uri, ...refs.read(String(ref)) };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message, { uri });
  }
}

/**
 * Links to what a run kept, as blocks of its answer.
 *
 * @param revision of the protocol, as the client speaks it: none before {@linkcode FIRST_WITH_LINKS}
 */
export function refLinks(
  kept: readonly KeptRef[],
  revision: string | undefined,
): CallToolResult["content"] {
  if (revision === undefined || revision < FIRST_WITH_LINKS) return [];
  return kept.slice(0, MAX_LINKS).map((ref) => ({ type: "resource_link", ...describe(ref) }));
}

/** The outcome, which tells where its result is to be had whole, or why it is not. */
export async function withKeptResult(
  outcome: RunOutcome,
  refs: GetClientRefs,
): Promise<RunOutcome> {
  if (outcome.result === undefined) return outcome;
  try {
    const kept = (await refs()).keepResult(outcome.result);
    return { ...outcome, kept: [kept, ...outcome.kept ?? []] };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { ...outcome, notes: [...outcome.notes, `${error.message}.`] };
  }
}

function describe({ ref, name, schema, mime_type, bytes }: KeptRef) {
  return {
    uri: `${PLACE}${ref}`,
    name: escapeName(name ?? ref),
    mimeType: mime_type,
    size: bytes,
    ...(schema === null ? {} : { description: escapeName(schema) }),
  };
}
