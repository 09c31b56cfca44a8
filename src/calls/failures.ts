import { ProtocolError, SdkError, SdkErrorCode } from "@modelcontextprotocol/client";
import { UpstreamError } from "../errors.ts";
import {
  boundedData,
  dataInWords,
  inputInWords,
  type ToolFailure,
} from "../catalogue/failure_words.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { cleanText } from "../text/clean_text.ts";
import type { Connection } from "../upstream/connection.ts";
import { LOST_ANSWER_CODE } from "../upstream/lost_answer.ts";
import { TOO_LARGE_CODE } from "../upstream/messages.ts";
import { plainWords } from "../upstream/plain_words.ts";

/** Characters of a server's own words that an error repeats. */
const MAX_WORDS = 8_192;

export interface FailureContext {
  /** What failed, to begin the message with: `Tool "x" of server "y"`. */
  readonly what: string;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

/** Says in our words why a request to a server failed. */
export async function requestFailure(
  cause: unknown,
  context: FailureContext,
): Promise<UpstreamError> {
  if (cause instanceof UpstreamError) return cause;
  const { what, connection, signal } = context;
  if (signal.aborted) return abortFailure(what);
  if (cause instanceof ProtocolError) {
    const words = cleanText(cause.message, MAX_WORDS);
    if (cause.code === TOO_LARGE_CODE) {
      return new UpstreamError("MESSAGE_TOO_LARGE", `${what} failed: ${words}; ask it for less`);
    }
    if (cause.code === LOST_ANSWER_CODE) {
      return new UpstreamError("EXITED", `${what} failed: ${words}`);
    }
    // it came as JSON
    const data = cause.data as JsonValue | undefined;
    const adds = cleanText(dataInWords(data), MAX_WORDS);
    const message = `${what} failed: ${words} (code ${cause.code})${adds}`;
    return new UpstreamError("REFUSED", message, boundedData(data));
  }
  const lost = !(cause instanceof SdkError) || cause.code === SdkErrorCode.ConnectionClosed ||
    cause.code === SdkErrorCode.NotConnected;
  const ending = lost ? await connection.explainLoss() : null;
  if (ending !== null) {
    const { how, lastWords } = ending;
    return new UpstreamError("EXITED", `${what} failed: the server ${how}${lastWords}`);
  }
  const words = cleanText(plainWords(cause), MAX_WORDS);
  return new UpstreamError("REFUSED", `${what} failed: ${words}`);
}

/** The run that asked has ended, or gave up on the call. */
export function abortFailure(what: string): UpstreamError {
  return new UpstreamError("CANCELED", `${what} failed: the run that asked has ended`);
}

export interface LateCall {
  /** Milliseconds that the call had. */
  readonly ms: number;
  /** What it still waited for; `null`: the tool's answer. */
  readonly waitsFor: string | null;
}

/** The time of the call is over. */
export function timeoutFailure(what: string, { ms, waitsFor }: LateCall): UpstreamError {
  const seconds = Math.round(ms) / 1000;
  const seen = waitsFor === null
    ? `no answer within ${seconds} s; pass a larger timeout, or ask for less`
    : `it was not sent within ${seconds} s, because it waited for ${waitsFor}; try again, or pass a ` +
      "larger timeout";
  return new UpstreamError("TIMEOUT", `${what} failed: ${seen}`);
}

/** The tool ran and says that it failed. */
export function toolFailure(what: string, { words, data }: ToolFailure): UpstreamError {
  const said = cleanText(words, MAX_WORDS).trim();
  const message = `${what} failed: ${said || "the tool gave no reason"}`;
  return new UpstreamError("TOOL_FAILED", message, { data });
}

/** The server's result is not the last word on the call, but of this kind (revision 2026-07-28). */
export function kindFailure(what: string, kind: string, result: JsonObject): UpstreamError {
  const asked = kind === "input_required" ? inputInWords(result) : null;
  const why = asked === null
    ? `its result is of the kind "${cleanText(kind, 100)}", which is not understood here`
    : `it asks for input, which no one can give${asked === "" ? "" : `: ${asked}`}`;
  return new UpstreamError("REFUSED", `${what} failed: ${cleanText(why, MAX_WORDS)}`, {
    ...boundedData(asked === null ? undefined : result["inputRequests"]),
  });
}
