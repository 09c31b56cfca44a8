import { messageOf, PackageError } from "../errors.ts";
import { describeFailure } from "../remote/describe_failure.ts";
import type { ChosenProxy } from "../remote/proxy_choice.ts";
import { findIndexRoute } from "./index_route.ts";
import { joinChunks } from "../system/join_chunks.ts";
import {
  type HttpClient,
  HttpFailure,
  type HttpResponse,
  type Network,
} from "../system/network.ts";
import type { Clock } from "../system/system.ts";
import { deadline } from "../system/waiting.ts";

/** Milliseconds for one file, redirects included. */
const FETCH_MS = 300_000;
const MAX_REDIRECTS = 5;

export interface FetcherOptions {
  readonly network: Network;
  readonly clock: Clock;
  /** Reads a variable of the environment. */
  readonly read: (name: string) => string | undefined;
  /** The address that the user named; its host alone may be private, and get its password. */
  readonly index: URL;
}

export interface FetchRequest {
  readonly accept: string;
  /** A longer answer is refused. */
  readonly maxBytes: number;
  /** Told how many bytes have come. */
  readonly onBytes?: (bytes: number) => void;
}

/** An answer with status 200, or `null` for 404. */
export interface Fetched {
  readonly bytes: Uint8Array;
  /** `content-type`, or the empty text. */
  readonly type: string;
  /** Where it came from, after redirects. */
  readonly url: URL;
}

/**
 * Fetches files of a package index: over TLS, unless the user named the index without, and from no
 * private address but the index's own.
 */
export class Fetcher {
  readonly #options: FetcherOptions;
  readonly #ways = new Map<string, Promise<Way>>();

  constructor(options: FetcherOptions) {
    this.#options = options;
  }

  /** @throws {PackageError} `INDEX_FAILED`, `LIMIT` */
  async fetch(url: URL, request: FetchRequest): Promise<Fetched | null> {
    const late = deadline({
      clock: this.#options.clock,
      ms: FETCH_MS,
      reason: () => failed(url, `it did not come within ${FETCH_MS / 60_000} min`),
    });
    try {
      return await this.#follow(url, request, late.signal);
    } finally {
      late.cancel();
    }
  }

  close(): void {
    for (const way of this.#ways.values()) way.then(({ client }) => client.close(), () => {});
  }

  async #follow(from: URL, request: FetchRequest, signal: AbortSignal): Promise<Fetched | null> {
    let url = from;
    for (let followed = 0; followed <= MAX_REDIRECTS; followed++) {
      const response = await this.#get(url, request.accept, signal);
      const location = response.header("location");
      if (response.status >= 300 && response.status < 400 && location !== null) {
        response.discard();
        const next = URL.parse(location, url.href);
        if (next === null) throw failed(url, "it redirects to no address");
        url = next;
        continue;
      }
      if (response.status === 404) {
        response.discard();
        return null;
      }
      if (response.status !== 200) {
        response.discard();
        throw failed(url, `it answers ${response.status}`);
      }
      const type = response.header("content-type") ?? "";
      return { bytes: await this.#read(url, response, request), type, url };
    }
    throw failed(from, `it redirects more than ${MAX_REDIRECTS} times`);
  }

  async #get(url: URL, accept: string, signal: AbortSignal): Promise<HttpResponse> {
    const { index } = this.#options;
    if (url.protocol !== "https:" && url.origin !== index.origin) {
      throw failed(url, "it is not reached over TLS");
    }
    const plain = withoutPassword(url);
    const way = await this.#wayTo(plain, signal);
    const headers = {
      accept,
      "accept-encoding": "identity",
      "user-agent": "mcp-code-bridge",
      ...(url.origin === index.origin ? passwordOf(index) : {}),
    };
    try {
      return await way.client.request({ url: plain, method: "GET", headers, body: null, signal });
    } catch (error) {
      throw this.#unanswered(plain, error, { proxy: way.proxy, signal });
    }
  }

  async #read(
    url: URL,
    response: HttpResponse,
    { maxBytes, onBytes }: FetchRequest,
  ): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let total = 0;
    try {
      for await (const chunk of response.body) {
        total += chunk.length;
        if (total > maxBytes) {
          throw new PackageError(
            "LIMIT",
            `Cannot fetch ${shown(url)}: it has more than ${maxBytes} bytes`,
          );
        }
        chunks.push(chunk);
        onBytes?.(total);
      }
    } catch (error) {
      if (error instanceof PackageError) throw error;
      throw failed(url, messageOf(error), error);
    } finally {
      response.discard();
    }
    return joinChunks(chunks);
  }

  #wayTo(url: URL, signal: AbortSignal): Promise<Way> {
    const { network } = this.#options;
    const find = async () => {
      const { route, proxy } = await findIndexRoute(url, this.#options, signal).catch((error) => {
        throw this.#unanswered(url, error, { proxy: null, signal });
      });
      return { client: network.client(new URL(url.origin), route), proxy };
    };
    const known = this.#ways.get(url.origin) ?? find();
    this.#ways.set(url.origin, known);
    return known;
  }

  #unanswered(
    url: URL,
    error: unknown,
    { proxy, signal }: { readonly proxy: ChosenProxy | null; readonly signal: AbortSignal },
  ): unknown {
    if (signal.aborted) return signal.reason;
    if (error instanceof PackageError) return error;
    if (!(error instanceof HttpFailure)) return failed(url, messageOf(error), error);
    const { read } = this.#options;
    return failed(url, describeFailure(error, { host: url.host, proxy, read }).message);
  }
}

interface Way {
  readonly client: HttpClient;
  readonly proxy: ChosenProxy | null;
}

/** An address for people: without its password and its query. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function withoutPassword(url: URL): URL {
  const plain = new URL(url.href);
  plain.username = "";
  plain.password = "";
  plain.hash = "";
  return plain;
}

function passwordOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "") return {};
  const bytes = new TextEncoder().encode(
    `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
  );
  return { authorization: `Basic ${bytes.toBase64()}` };
}

function failed(url: URL, why: string, cause?: unknown): PackageError {
  return new PackageError("INDEX_FAILED", `Cannot fetch ${shown(url)}: ${why}`, { cause });
}
