import type { HttpDefinition } from "../discovery/server_definition.ts";
import { messageOf, UpstreamError } from "../errors.ts";
import type { RemoteRequest } from "../ipc/port.ts";
import type { Log } from "../log.ts";
import type { Redaction } from "../redaction/redaction.ts";
import {
  type HttpClient,
  HttpFailure,
  type HttpResponse,
  type Network,
} from "../system/network.ts";
import type { Clock } from "../system/system.ts";
import { describeFailure } from "./describe_failure.ts";
import { findRoute } from "./find_route.ts";
import { hostAndPort } from "../discovery/host_and_port.ts";
import type { ChosenProxy } from "./proxy_choice.ts";
import { redirectTarget } from "./redirect.ts";
import { requestHeaders } from "./request_headers.ts";

/** Redirects of one request that are followed. */
const MAX_REDIRECTS = 5;

export interface ConnectRemoteOptions {
  readonly name: string;
  readonly definition: HttpDefinition;
  readonly redaction: Redaction | null;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads a variable of the launcher's environment. */
  readonly read: (name: string) => string | undefined;
  /** Names that may lead to private addresses. */
  readonly privateHosts: readonly string[];
  /** Tokens of a sign-in. @default {null} there is none */
  readonly access?: Access | null;
}

/** The access token that stands for a sign-in, which may be renewed. */
export interface Access {
  /** The token to be sent now, renewed if it has expired; `null` without a sign-in. */
  token(signal: AbortSignal): Promise<string | null>;
  /** Another token in place of one that the server refused; `null` when there is none. */
  renew(refused: string, signal: AbortSignal): Promise<string | null>;
  /** What is to be done when the server asks for a sign-in, or for more than was granted, as a clause. */
  remedy(challenge: string | null): Promise<string>;
}

/** A configured server that is reached by URL. Keeps its URL and its secrets to itself. */
export interface RemoteServer {
  /** What keeps its secrets out of its answers, as of the last request; `null` without secrets. */
  readonly redaction: Redaction | null;
  /**
   * Sends a request, and follows redirects within the server's origin.
   *
   * @throws {UpstreamError} `EXITED` when the server cannot be reached, `NOT_AVAILABLE` when it wants a
   *   sign-in, else `REFUSED`
   * @throws the signal's reason
   */
  request(request: RemoteRequest, signal: AbortSignal): Promise<HttpResponse>;
  close(): void;
}

/**
 * Finds the address of a server, checks it, and fixes it: all requests go there, whatever its name
 * leads to later. Behind a proxy there is no address: the proxy looks the name up.
 *
 * @throws {UpstreamError} `START_FAILED`
 * @throws the signal's reason
 */
export async function connectRemote(
  options: ConnectRemoteOptions,
  signal: AbortSignal,
): Promise<RemoteServer> {
  const url = new URL(options.definition.url);
  url.hash = "";
  try {
    const what = `Server "${options.name}"`;
    const { route, proxy } = await findRoute(url, { ...options, what }, signal);
    const client = options.network.client(url, route);
    return new ConnectedServer({ ...options, url, proxy, client });
  } catch (error) {
    signal.throwIfAborted();
    const why = options.redaction?.text(messageOf(error)) ?? messageOf(error);
    throw new UpstreamError("START_FAILED", `Cannot reach server "${options.name}": ${why}`);
  }
}

interface ConnectedOptions extends ConnectRemoteOptions {
  readonly url: URL;
  readonly proxy: ChosenProxy | null;
  readonly client: HttpClient;
}

class ConnectedServer implements RemoteServer {
  readonly #options: ConnectedOptions;
  #redaction: Redaction | null;
  #token: string | null = null;

  constructor(options: ConnectedOptions) {
    this.#redaction = options.redaction;
    this.#options = options;
  }

  get redaction(): Redaction | null {
    return this.#redaction;
  }

  async request(request: RemoteRequest, signal: AbortSignal): Promise<HttpResponse> {
    const access = this.#ownAccess;
    const token = await access?.token(signal) ?? null;
    const response = await this.#sendWith(token, request, signal);
    if (access === null || (response.status !== 401 && response.status !== 403)) return response;
    // a request that was refused for its token was not taken: it may be sent with another
    const renewed = response.status === 401 && token !== null
      ? await access.renew(token, signal)
      : null;
    const last = renewed === null
      ? response
      : await this.#sendWith(renewed, request, signal, response);
    if (last.status !== 401 && last.status !== 403) return last;
    const remedy = await access.remedy(last.header("www-authenticate"));
    last.discard();
    throw new UpstreamError("NOT_AVAILABLE", `Server "${this.#options.name}" ${remedy}`);
  }

  close(): void {
    this.#options.client.close();
  }

  /** None when the user's entry says by which header it is to be used. */
  get #ownAccess(): Access | null {
    const { access, definition } = this.#options;
    const named = Object.keys(definition.headers).some((name) => /^authorization$/i.test(name));
    return named ? null : access ?? null;
  }

  async #sendWith(
    token: string | null,
    request: RemoteRequest,
    signal: AbortSignal,
    former?: HttpResponse,
  ): Promise<HttpResponse> {
    former?.discard();
    const { client, definition, url } = this.#options;
    if (token !== null && token !== this.#token) await this.#hide(token);
    const configured = token === null
      ? definition.headers
      : { ...definition.headers, Authorization: `Bearer ${token}` };
    const headers = requestHeaders(configured, request.headers);
    let target = this.#targetOf(request.target);
    for (let followed = 0;; followed++) {
      const { method, body } = request;
      const response = await this.#send(
        () => client.request({ url: target, method, headers, body, signal }),
        signal,
      );
      const redirect = redirectTarget(response, { from: target, origin: url.origin, method });
      if (redirect === null) return response;
      response.discard();
      if (!redirect.ok) throw this.#refused(redirect.reason);
      if (followed === MAX_REDIRECTS) {
        throw this.#refused(`it redirects more than ${MAX_REDIRECTS} times`);
      }
      target = redirect.url;
    }
  }

  /** From now on the token is a secret of the server, too. */
  async #hide(token: string): Promise<void> {
    const { definition } = this.#options;
    const { createRedaction } = await import("../redaction/redaction.ts");
    const headers = { ...definition.headers, Authorization: `Bearer ${token}` };
    this.#redaction = createRedaction({ ...definition, headers }).redaction;
    this.#token = token;
  }

  /** A URL that the server itself named, such as the endpoint of its stream. */
  #targetOf(target: string | null): URL {
    const { url } = this.#options;
    if (target === null) return url;
    const named = URL.parse(target, url.href);
    if (named === null || named.origin !== url.origin || named.username !== "") {
      throw this.#refused("it names an endpoint of another origin, which gets no message");
    }
    named.hash = "";
    return named;
  }

  async #send(send: () => Promise<HttpResponse>, signal: AbortSignal): Promise<HttpResponse> {
    const { proxy, read, url } = this.#options;
    try {
      return await send();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof HttpFailure)) throw error;
      throw describeFailure(error, { host: hostAndPort(url).shown, proxy, read });
    }
  }

  #refused(reason: string): UpstreamError {
    return new UpstreamError("REFUSED", this.redaction?.text(reason) ?? reason);
  }
}
