import { Buffer } from "node:buffer";
import { lookup } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import {
  type HttpClient,
  HttpFailure,
  type HttpRequest,
  type HttpResponse,
  type HttpRoute,
  type Network,
} from "./network.ts";
import { createTunnelAgent, NO_ENV_PROXY, type ProxyTarget } from "./tunnel_agent.ts";
import { trustedAuthorities } from "./trusted_authorities.ts";

/**
 * Milliseconds after which an idle connection is not used again. Servers close theirs after 5 s at
 * the soonest by default; a request that meets the close would be lost, and might not be repeated.
 */
const REUSE_MS = 2_000;

/**
 * The network by `node:http`, and not by `fetch`: only so can a connection be made to an address that
 * was checked while certificate and `Host` are those of the name.
 */
export function createNetwork(): Network {
  return {
    resolve: async (host) => {
      try {
        return (await lookup(host, { all: true })).map(({ address }) => address);
      } catch (error) {
        throw toFailure(error);
      }
    },
    connect,
    client: (origin, route) => new NodeHttpClient(origin, route),
  };
}

function connect(
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = net.connect(target);
  const late = () =>
    socket.destroy(Object.assign(new Error("no connection"), { code: "ETIMEDOUT" }));
  signal.addEventListener("abort", late, { once: true });
  socket.once("connect", () => {
    socket.destroy();
    resolve();
  });
  // an error may follow the first, and none may be left without a listener
  socket.on("error", (error) => reject(toFailure(error)));
  return promise.finally(() => signal.removeEventListener("abort", late));
}

class NodeHttpClient implements HttpClient {
  readonly #origin: URL;
  readonly #route: HttpRoute;
  readonly #agent: http.Agent;
  #lastUsed = 0;

  constructor(origin: URL, route: HttpRoute) {
    this.#origin = origin;
    this.#route = route;
    this.#agent = createAgent(origin, route);
  }

  request(request: HttpRequest): Promise<HttpResponse> {
    this.#dropIdle();
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    const { url, method, body, signal } = request;
    const headers = {
      ...request.headers,
      host: url.host,
      ...(body === null ? {} : { "content-length": String(body.length) }),
    };
    const target = this.#target(url);
    const sent = (url.protocol === "https:" ? https : http).request({
      ...target,
      method,
      headers: { ...headers, ...target.headers },
      agent: this.#agent,
      signal,
    });
    // Deno sends a request again by itself when a connection that was used before breaks, also a POST
    sent.on("socket", () => sent.reusedSocket = false);
    sent.on("error", (error) => reject(toFailure(error)));
    sent.on("response", (answer) => {
      const used = () => void (this.#lastUsed = performance.now());
      answer.once("close", used);
      resolve({
        status: answer.statusCode ?? 0,
        header: (name) => headerOf(answer.headers[name]),
        body: chunksOf(answer),
        discard: () => void answer.on("error", () => {}).destroy(),
      });
    });
    sent.end(body);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }

  #target(
    url: URL,
  ): https.RequestOptions & { readonly headers?: Readonly<Record<string, string>> } {
    const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
    const path = `${url.pathname}${url.search}`;
    const name = hostName(url);
    if (this.#route.kind === "proxy") {
      if (this.#origin.protocol === "https:") return { host: name, port, path };
      const { host, port: proxyPort, headers } = proxyTarget(this.#route.proxy);
      return { host, port: proxyPort, path: `${url.origin}${path}`, headers };
    }
    // no name is sent for an address (RFC 6066)
    const servername = net.isIP(name) === 0 ? { servername: name } : {};
    return { host: this.#route.address, port, path, ...servername };
  }

  #dropIdle(): void {
    if (performance.now() - this.#lastUsed < REUSE_MS) return;
    for (const sockets of Object.values(this.#agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }
}

function createAgent(origin: URL, route: HttpRoute): http.Agent {
  if (origin.protocol !== "https:") return new http.Agent({ keepAlive: true, ...NO_ENV_PROXY });
  const secureContext = trustedAuthorities();
  const options = {
    ...NO_ENV_PROXY,
    keepAlive: true,
    rejectUnauthorized: true,
    ...(secureContext === null ? {} : { secureContext }),
  };
  return route.kind === "direct" ? new https.Agent(options) : createTunnelAgent({
    ...options,
    proxy: proxyTarget(route.proxy),
    servername: hostName(origin),
  });
}

/** A host without the brackets of IPv6. */
function hostName(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

function proxyTarget(proxy: URL): ProxyTarget {
  const secure = proxy.protocol === "https:";
  const port = proxy.port === "" ? (secure ? 443 : 80) : Number(proxy.port);
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const headers: Record<string, string> = user === ":"
    ? {}
    : { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` };
  return { host: hostName(proxy), port, secure, headers };
}

function headerOf(value: string | string[] | undefined): string | null {
  return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
}

async function* chunksOf(answer: http.IncomingMessage): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of answer) {
      yield Buffer.isBuffer(chunk)
        ? new Uint8Array(chunk)
        : new TextEncoder().encode(String(chunk));
    }
  } catch (error) {
    throw toFailure(error);
  }
  if (!answer.complete) throw new HttpFailure("ECONNRESET", "the answer was cut off");
}

function toFailure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (!(error instanceof Error)) return new HttpFailure("", String(error));
  const code: unknown = "code" in error ? error.code : null;
  return new HttpFailure(typeof code === "string" ? code : "", error.message, { cause: error });
}
