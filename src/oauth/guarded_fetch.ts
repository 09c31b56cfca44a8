import { hostAndPort } from "../discovery/host_and_port.ts";
import { describeFailure } from "../remote/describe_failure.ts";
import { findRoute, type FindRouteOptions } from "../remote/find_route.ts";
import { HttpFailure, type HttpResponse } from "../system/network.ts";
import { joinChunks } from "../system/join_chunks.ts";
import { deadline } from "../system/waiting.ts";

/** Bytes of an answer of an authorization server, and milliseconds for it. */
const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** A `fetch` as far as the SDK's functions for OAuth use it. */
export type GuardedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for metadata and tokens: by https, or http on this machine; to addresses that were checked;
 * without redirects, which would carry a code or a secret elsewhere; bounded in size and time.
 */
export function createGuardedFetch(options: Omit<FindRouteOptions, "what">): GuardedFetch {
  return async (input, init = {}) => {
    const url = new URL(input);
    if (url.protocol !== "https:" && !isLocal(url)) {
      throw new Error(`${url.origin} is not asked: it must be https, or this machine`);
    }
    const late = deadline({
      clock: options.clock,
      ms: TIMEOUT_MS,
      reason: () => new Error(`no answer from ${url.origin} within ${TIMEOUT_MS / 1000} s`),
    });
    const { signal } = late;
    const host = hostAndPort(url).shown;
    try {
      const { route, proxy } = await findRoute(url, { ...options, what: host }, signal);
      const client = options.network.client(url, route);
      try {
        const headers = Object.fromEntries(new Headers(init.headers ?? {}));
        const body = init.body === undefined || init.body === null
          ? null
          : new TextEncoder().encode(String(init.body));
        const response = await client.request({
          url,
          method: init.method ?? "GET",
          headers: { ...headers, "accept-encoding": "identity" },
          body,
          signal,
        }).catch((error: unknown) => {
          if (!(error instanceof HttpFailure)) throw error;
          throw describeFailure(error, { host, proxy, read: options.read });
        });
        return await toResponse(response, url);
      } finally {
        client.close();
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      late.cancel();
    }
  };
}

async function toResponse(response: HttpResponse, url: URL): Promise<Response> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    response.discard();
    throw new Error(`${url.origin} redirects (HTTP ${status}), which is not followed`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      response.discard();
      throw new Error(`${url.origin} answers with more than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const name of ["content-type", "www-authenticate"]) {
    const value = response.header(name);
    if (value !== null) headers.set(name, value);
  }
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : joinChunks(chunks), { status, headers });
}

function isLocal({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
