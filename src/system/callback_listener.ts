import http from "node:http";

/** Where a browser comes back after a sign-in. */
export interface CallbackListener {
  readonly redirectUrl: string;
  /** The address with which it came back. Rejects when the signal aborts. */
  readonly answer: Promise<URL>;
  close(): void;
}

const PATH = "/callback";
const PAGE = "<!doctype html><meta charset=utf-8><title>Signed in</title>" +
  "<p>You can close this page and go back to the terminal.";

/**
 * Listens on the loopback interface for one request (RFC 8252, section 7.3).
 *
 * @param port `0` for any that is free
 * @throws {Error} when the port is in use
 */
export async function listenForCallback(
  port: number,
  signal: AbortSignal,
): Promise<CallbackListener> {
  const answer = Promise.withResolvers<URL>();
  const server = http.createServer((request, response) => {
    const url = URL.parse(request.url ?? "", "http://127.0.0.1");
    if (request.method !== "GET" || url === null || url.pathname !== PATH) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": "text/html",
      "content-security-policy": "default-src 'none'",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      connection: "close",
    }).end(PAGE);
    answer.resolve(url);
  });
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(port, "127.0.0.1", () => listening.resolve());
  await listening.promise;
  const bound = server.address();
  const chosen = typeof bound === "object" && bound !== null ? bound.port : port;
  const abort = () => answer.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  answer.promise.catch(() => {});
  return {
    redirectUrl: `http://127.0.0.1:${chosen}${PATH}`,
    answer: answer.promise,
    close: () => {
      signal.removeEventListener("abort", abort);
      server.close();
      server.closeAllConnections();
    },
  };
}
