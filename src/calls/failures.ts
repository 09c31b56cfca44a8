import { ProtocolError, SdkError, SdkErrorCode } from "@modelcontextprotocol/client";
import { messageOf, UpstreamError } from "../errors.ts";
import type { JsonObject } from "../json/json.ts";
import { cleanText } from "../text/clean_text.ts";
import type { Connection } from "../upstream/connection.ts";
import { nestsDeeperThan } from "../json/json.ts";
import { writeJson } from "../json/write_json.ts";
import { LOST_ANSWER_CODE } from "../upstream/lost_answer.ts";
import { TOO_LARGE_CODE } from "../upstream/messages.ts";
import { MAX_VALUE_DEPTH, textOf } from "../catalogue/value.ts";

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
    return new UpstreamError("REFUSED", `${what} failed: ${words} (code ${cause.code})`);
  }
  if (cause instanceof SdkError && cause.code === SdkErrorCode.UnsupportedResultType) {
    return new UpstreamError(
      "REFUSED",
      `${what} failed: it asks for input, which no one can give`,
    );
  }
  const lost = !(cause instanceof SdkError) || cause.code === SdkErrorCode.ConnectionClosed ||
    cause.code === SdkErrorCode.NotConnected;
  const ending = lost ? await connection.explainLoss() : null;
  if (ending !== null) {
    const { how, lastWords } = ending;
    return new UpstreamError("EXITED", `${what} failed: the server ${how}${lastWords}`);
  }
  const words = cleanText(messageOf(cause), MAX_WORDS);
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
export function toolFailure(what: string, result: JsonObject): UpstreamError {
  const text = textOf(result);
  const structured = result["structuredContent"];
  const shown = structured !== undefined && !nestsDeeperThan(structured, MAX_VALUE_DEPTH);
  const said = text.trim() === "" && shown ? writeJson(structured) : text;
  const words = cleanText(said, MAX_WORDS).trim();
  return new UpstreamError("TOOL_FAILED", `${what} failed: ${words || "the tool gave no reason"}`);
}
