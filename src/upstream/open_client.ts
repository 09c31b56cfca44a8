import {
  Client,
  type jsonSchemaValidator,
  ProtocolError,
  SdkError,
  SdkErrorCode,
} from "@modelcontextprotocol/client";
import { messageOf, UpstreamError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import {
  howEnded,
  type LinkEnding,
  type LinkTarget,
  type OpenLink,
  type UpstreamLink,
} from "./link.ts";
import { plainWords } from "./plain_words.ts";
import { advice, startFailed } from "./start_failures.ts";
import { deadline, orAborted } from "../system/waiting.ts";

/**
 * How long `server/discover` may stay unanswered before `initialize` is sent after it. Too short
 * does no harm: a server of both eras that starts slowly answers `initialize` as well.
 */
const PROBE_SILENCE_MS = 3_000;
/** JSON-RPC error of a server that speaks no version that was offered (revision 2026-07-28). */
const UNSUPPORTED_PROTOCOL_VERSION = -32022;

/** Which handshake to open with: ask first whether the server knows `server/discover`, or not. */
export type Opening = "probe" | "initialize";

export interface OpenClientOptions {
  readonly server: LinkTarget;
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly clientVersion: string;
  /** Most time from the opening of the link to the end of the handshake. */
  readonly startTimeoutMs: number;
  readonly opening: Opening;
  /** Aborts when the bridge closes. */
  readonly signal: AbortSignal;
}

/** A server after its handshake. */
export interface OpenClient {
  readonly client: Client;
  readonly link: UpstreamLink;
  /** How this server is best opened again. */
  readonly opening: Opening;
}

/**
 * Opens a link to a server and shakes hands, in both eras of the protocol: `server/discover` (revision
 * 2026-07-28), and `initialize` when that is not understood, or not answered. Servers exist that end
 * on a request they do not know: those are linked to again and greeted with `initialize` alone.
 *
 * @throws {UpstreamError} `START_FAILED`, or what `openLink` throws
 */
export async function openClient(options: OpenClientOptions): Promise<OpenClient> {
  const late = deadline({
    clock: options.clock,
    ms: options.startTimeoutMs,
    reason: () => new Error(`no answer to the handshake within ${options.startTimeoutMs / 1000} s`),
    signal: options.signal,
  });
  const { signal } = late;
  try {
    const first = await attempt(options, signal, openingPlan(options.opening));
    if (first.ok) return first.opened;
    const second = signal.aborted ? null : secondPlan(options.opening, first);
    if (second === null) throw failure(options.server, first);
    const why = first.died ? "it ended in the handshake" : plainWords(first.cause);
    options.log("debug", `Server "${options.server.name}": starting it again: ${why}`);
    const again = await attempt(options, signal, second);
    if (again.ok) return again.opened;
    throw failure(options.server, again);
  } finally {
    late.cancel();
  }
}

/** What one link to the server tries. */
interface Plan {
  readonly opening: Opening;
  readonly probeMs: number;
}

interface Failed {
  readonly ok: false;
  readonly cause: unknown;
  readonly ending: LinkEnding | null;
  /** Whether the link ended before we ended it. */
  readonly died: boolean;
}

type Attempt = { readonly ok: true; readonly opened: OpenClient } | Failed;

function openingPlan(opening: Opening): Plan {
  return { opening, probeMs: PROBE_SILENCE_MS };
}

/** A second start that may succeed where the first did not, or `null`. */
function secondPlan(opening: Opening, first: Failed): Plan | null {
  const { cause } = first;
  if (cause instanceof ProtocolError && cause.code === UNSUPPORTED_PROTOCOL_VERSION) {
    // it knows the newer era alone and was slow to say so
    return { opening: "probe", probeMs: 2 ** 31 - 1 };
  }
  return opening === "probe" ? { opening: "initialize", probeMs: 0 } : null;
}

async function attempt(
  options: OpenClientOptions,
  signal: AbortSignal,
  plan: Plan,
): Promise<Attempt> {
  if (signal.aborted) throw startFailed(options.server, messageOf(signal.reason));
  const link = await options.openLink(options.server, signal).catch((error) => {
    if (error instanceof UpstreamError) throw error;
    throw startFailed(options.server, messageOf(error));
  });
  const client = new Client(
    { name: "mcp-code-bridge", version: options.clientVersion },
    {
      // what is not offered cannot be abused: no sampling, no roots, no elicitation
      capabilities: {},
      inputRequired: { autoFulfill: false },
      jsonSchemaValidator: NO_VALIDATOR,
      versionNegotiation: { mode: "auto", probe: { timeoutMs: plan.probeMs } },
    },
  );
  let died = false;
  link.ended.then(() => died = true);
  try {
    const connecting = client.connect(link.transport, {
      timeout: options.startTimeoutMs,
      ...(plan.opening === "initialize" ? { prior: { kind: "legacy" } } : {}),
    });
    await orAborted(connecting, signal);
    const opening = client.getProtocolEra() === "modern" ? "probe" : "initialize";
    return { ok: true, opened: { client, link, opening } };
  } catch (cause) {
    const diedFirst = died || lostConnection(cause);
    await link.close();
    const own = signal.aborted ? null : ownFailure(cause);
    if (own !== null) throw own;
    return { ok: false, cause, ending: await link.ended, died: diedFirst };
  }
}

/** A failure that the link has put into words; the SDK may have wrapped it. Another start helps nothing. */
function ownFailure(cause: unknown): UpstreamError | null {
  if (cause instanceof UpstreamError) return cause.code === "NOT_AVAILABLE" ? cause : null;
  return cause instanceof Error && cause.cause !== undefined ? ownFailure(cause.cause) : null;
}

function lostConnection(cause: unknown): boolean {
  return cause instanceof SdkError &&
    (cause.code === SdkErrorCode.ConnectionClosed ||
      cause.code === SdkErrorCode.EraNegotiationFailed);
}

function failure(server: LinkTarget, failed: Failed): UpstreamError {
  const { ending, died, cause } = failed;
  // what the client says of a death, "connection closed", adds nothing
  const why = died && ending !== null ? `it ${howEnded(ending)}` : plainWords(cause);
  const help = died ? "" : advice(server);
  return startFailed(server, `${why}${help}${ending?.lastWords ?? ""}`);
}

/**
 * The SDK's own validator compiles output schemas to code, which this process forbids, and runs their
 * regular expressions, which may be made to never end. Tools are called by `request()`, which never
 * validates: a bridge hands on what the server gave. This one stands in and is never asked.
 */
const NO_VALIDATOR: jsonSchemaValidator = {
  getValidator: () => {
    throw new Error("output schemas are not checked");
  },
};
