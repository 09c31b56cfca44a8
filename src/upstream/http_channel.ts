import {
  type JSONRPCMessage,
  SdkErrorCode,
  SdkHttpError,
  type TransportSendOptions,
} from "@modelcontextprotocol/client";
import { UpstreamError } from "../errors.ts";
import type { PortRemote, RemoteRequest, RemoteResponse } from "../ipc/port.ts";
import type { Clock } from "../system/system.ts";
import { cleanLine } from "../text/clean_text.ts";
import type { Inbox } from "./inbox.ts";
import type { LinkEnding } from "./link.ts";
import { lostAnswer } from "./lost_answer.ts";
import { readBody } from "./read_body.ts";

/** Bytes of an error's body that are read. */
const MAX_ERROR_BYTES = 64 * 1024;
/** Characters of it that are shown. */
const SHOWN_ERROR = 500;

/** One way of the protocol over HTTP. */
export interface HttpChannel {
  /**
   * Resolves when the server took the message, or has begun to answer it.
   *
   * @throws {SdkHttpError} when it answers with an error status
   * @throws {UpstreamError} when it asks for a sign-in
   */
  send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void>;
  /** The revision that was agreed on, which later requests name. */
  setProtocolVersion(version: string): void;
  /** Ends what is open. Resolves when the server was told, or does not listen. */
  close(): Promise<void>;
}

/** What the channels of one link share. */
export interface ChannelContext {
  /** The server's name. */
  readonly name: string;
  readonly remote: PortRemote;
  readonly inbox: Inbox;
  readonly clock: Clock;
  /** Called when the server cannot be used over this link any more. */
  readonly onLost: (ending: LinkEnding) => void;
  readonly onError: (error: Error) => void;
}

/**
 * Sends one request.
 *
 * @throws {ProtocolError} when it gets no answer; after `onLost()`, when the server cannot be reached any more
 */
export async function exchange(
  { remote, onLost }: Pick<ChannelContext, "remote" | "onLost">,
  { request, signal }: { readonly request: RemoteRequest; readonly signal: AbortSignal },
): Promise<RemoteResponse> {
  try {
    return await remote.request(request, signal);
  } catch (error) {
    const known = error instanceof UpstreamError &&
      (error.code === "EXITED" || error.code === "REFUSED");
    if (!known) throw error;
    if (error.code === "EXITED") onLost({ how: error.message, lastWords: "" });
    throw lostAnswer(error.message);
  }
}

/** The media type of an answer, without its parameters. */
export function mediaType({ headers }: Pick<RemoteResponse, "headers">): string {
  return (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/**
 * The beginning of an error's body; the rest is left.
 *
 * @throws {ProtocolError} the body was cut off
 */
export async function readErrorBody(response: RemoteResponse): Promise<string> {
  const { bytes } = await readBody(response, MAX_ERROR_BYTES);
  return new TextDecoder().decode(bytes);
}

/** What an error status means for a request. */
export function statusError(
  name: string,
  { status, headers }: Pick<RemoteResponse, "status" | "headers">,
  body: string,
): Error {
  if (status === 401 || status === 403) {
    const asks = status === 401 ? "asks for a sign-in" : "does not allow this";
    return new UpstreamError(
      "NOT_AVAILABLE",
      `Server "${name}" ${asks} (HTTP ${status}${said(body)}): ` +
        'put a valid "Authorization" into the "headers" of its entry',
    );
  }
  const later = headers["retry-after"];
  const wait = later === undefined ? "" : `; it asks to wait ${cleanLine(later, 40)} s`;
  return new SdkHttpError(
    SdkErrorCode.ClientHttpNotImplemented,
    `the server answers HTTP ${status}${said(body)}${wait}`,
    { status, statusText: "", text: body },
  );
}

/** A page for people says nothing that helps. */
function said(body: string): string {
  const words = /^\s*<(?:!doctype|html)/i.test(body) ? "" : cleanLine(body, SHOWN_ERROR);
  return words === "" ? "" : `: ${words}`;
}
