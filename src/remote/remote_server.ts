import type { HttpDefinition } from "../discovery/server_definition.ts";
import { messageOf, UpstreamError } from "../errors.ts";
import type { RemoteRequest } from "../ipc/port.ts";
import type { Log } from "../log.ts";
import type { Redaction } from "../redaction/redaction.ts";
import {
  type HttpClient,
  HttpFailure,
  type HttpResponse,
  type HttpRoute,
  type Network,
} from "../system/network.ts";
import type { Clock } from "../system/system.ts";
import { deadline } from "../system/waiting.ts";
import { allowedAddresses } from "./allowed_addresses.ts";
import { describeFailure } from "./describe_failure.ts";
import { hostAndPort } from "../discovery/host_and_port.ts";
import { chooseProxy, type ChosenProxy } from "./proxy_choice.ts";
import { redirectTarget } from "./redirect.ts";
import { requestHeaders } from "./request_headers.ts";

/** Milliseconds for a connection to one address, before the next is tried. */
const CONNECT_MS = 5_000;
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
}

/** A configured server that is reached by URL. Keeps its URL and its secrets to itself. */
export interface RemoteServer {
  /** What keeps its secrets out of its answers; `null` when there are none. */
  readonly redaction: Redaction | null;
  /**
   * Sends a request, and follows redirects within the server's origin.
   *
   * @throws {UpstreamError} `EXITED` when the server cannot be reached, else `REFUSED`
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
    const proxy = chooseProxy(url, options.read);
    const route = await findRoute(url, { ...options, proxy, signal });
    return new ConnectedServer({
      ...options,
      url,
      proxy,
      client: options.network.client(url, route),
    });
  } catch (error) {
    signal.throwIfAborted();
    const why = options.redaction?.text(messageOf(error)) ?? messageOf(error);
    throw new UpstreamError("START_FAILED", `Cannot reach server "${options.name}": ${why}`);
  }
}

interface RouteOptions extends ConnectRemoteOptions {
  readonly proxy: ChosenProxy | null;
  readonly signal: AbortSignal;
}

async function findRoute(url: URL, options: RouteOptions): Promise<HttpRoute> {
  const { network, privateHosts, proxy, name, log } = options;
  if (proxy === null) {
    const addresses = await allowedAddresses(url, { network, privateHosts });
    return { kind: "direct", address: await firstThatAnswers(url, addresses, options) };
  }
  // an address in the URL can be checked all the same; a name is looked up by the proxy
  await allowedAddresses(url, {
    network: { resolve: () => Promise.resolve([ANY_PUBLIC]) },
    privateHosts,
  });
  log(
    "info",
    `Server "${name}" is reached through the proxy of ${proxy.variable}, which looks its name up: ` +
      "where that leads cannot be checked",
  );
  return { kind: "proxy", proxy: proxy.url };
}

/** Stands for the address that only the proxy knows. */
const ANY_PUBLIC = "1.1.1.1";

async function firstThatAnswers(
  url: URL,
  addresses: readonly string[],
  options: RouteOptions,
): Promise<string> {
  const { port } = hostAndPort(url);
  let failure: unknown = null;
  for (const address of addresses) {
    const late = deadline({
      clock: options.clock,
      ms: CONNECT_MS,
      reason: () => new Error("no connection"),
      signal: options.signal,
    });
    try {
      await options.network.connect({ host: address, port }, late.signal);
      return address;
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof HttpFailure)) throw error;
      failure ??= error;
    } finally {
      late.cancel();
    }
  }
  if (!(failure instanceof HttpFailure)) throw failure;
  throw describeFailure(failure, { host: hostAndPort(url).shown, proxy: null, read: options.read });
}

interface ConnectedOptions extends ConnectRemoteOptions {
  readonly url: URL;
  readonly proxy: ChosenProxy | null;
  readonly client: HttpClient;
}

class ConnectedServer implements RemoteServer {
  readonly redaction: Redaction | null;
  readonly #options: ConnectedOptions;

  constructor(options: ConnectedOptions) {
    this.redaction = options.redaction;
    this.#options = options;
  }

  async request(request: RemoteRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { client, definition, url } = this.#options;
    const headers = requestHeaders(definition.headers, request.headers);
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

  close(): void {
    this.#options.client.close();
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
