/**
 * The network as the launcher uses it: names, and requests to one origin. `node_network.ts` is the
 * only real implementation; tests may pass their own.
 */

/** The way of the connections to an origin. */
export type HttpRoute =
  /** To this address, whatever the origin's name resolves to later. */
  | { readonly kind: "direct"; readonly address: string }
  /** Through a proxy, which resolves the name by itself. */
  | { readonly kind: "proxy"; readonly proxy: URL };

export interface HttpRequest {
  /** A URL of the client's origin. */
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** Ends the request and its answer. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** A header by its name in lower case; `null` when it is absent. */
  header(name: string): string | null;
  /** Read no faster than it is taken. Throws {@linkcode HttpFailure} when the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends an answer whose body nobody wants. */
  discard(): void;
}

/** Sends requests to one origin by one route. Redirects are answers like others. */
export interface HttpClient {
  /** @throws {HttpFailure} when no answer begins */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Ends its connections. */
  close(): void;
}

export interface Network {
  /**
   * The addresses of a name, as the system gives them to every program.
   *
   * @throws {HttpFailure} `ENOTFOUND` and its like
   */
  resolve(host: string): Promise<readonly string[]>;
  /**
   * Opens a TCP connection and closes it.
   *
   * @throws {HttpFailure} when there is none; `ETIMEDOUT` when the signal aborts
   */
  connect(
    target: { readonly host: string; readonly port: number },
    signal: AbortSignal,
  ): Promise<void>;
  client(origin: URL, route: HttpRoute): HttpClient;
}

/** Something went wrong below HTTP. The code is the system's or OpenSSL's, or one of `proxy_*`. */
export class HttpFailure extends Error {
  override name = "HttpFailure";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
