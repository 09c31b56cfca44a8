import { hostAndPort } from "../discovery/host_and_port.ts";
import type { Log } from "../log.ts";
import { HttpFailure, type HttpRoute, type Network } from "../system/network.ts";
import type { Clock } from "../system/system.ts";
import { deadline } from "../system/waiting.ts";
import { allowedAddresses } from "./allowed_addresses.ts";
import { describeFailure } from "./describe_failure.ts";
import { chooseProxy, type ChosenProxy } from "./proxy_choice.ts";

/** Milliseconds for a connection to one address, before the next is tried. */
const CONNECT_MS = 5_000;
/** Stands for the address that only the proxy knows. */
const ANY_PUBLIC = "1.1.1.1";

export interface FindRouteOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads a variable of the launcher's environment. */
  readonly read: (name: string) => string | undefined;
  /** Names that may lead to private addresses. */
  readonly privateHosts: readonly string[];
  /** What is reached, to begin a line of the log with. */
  readonly what: string;
}

/** A way whose address was checked, or that of a proxy. */
export interface FoundRoute {
  readonly route: HttpRoute;
  readonly proxy: ChosenProxy | null;
}

/**
 * Finds an address of a URL's host, checks it, and looks whether something listens there.
 *
 * @throws {UpstreamError} with a clause about the host
 * @throws the signal's reason
 */
export async function findRoute(
  url: URL,
  options: FindRouteOptions,
  signal: AbortSignal,
): Promise<FoundRoute> {
  const { network, privateHosts, log, what } = options;
  const proxy = chooseProxy(url, options.read);
  if (proxy === null) {
    const addresses = await allowedAddresses(url, { network, privateHosts });
    const address = await firstThatAnswers(url, { ...options, addresses, signal });
    return { route: { kind: "direct", address }, proxy };
  }
  // an address in the URL can be checked all the same; a name is looked up by the proxy
  const anywhere = { resolve: () => Promise.resolve([ANY_PUBLIC]) };
  await allowedAddresses(url, { network: anywhere, privateHosts });
  log(
    "info",
    `${what} is reached through the proxy of ${proxy.variable}, which looks its name up: ` +
      "where that leads cannot be checked",
  );
  return { route: { kind: "proxy", proxy: proxy.url }, proxy };
}

async function firstThatAnswers(
  url: URL,
  options: FindRouteOptions & {
    readonly addresses: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<string> {
  const { port } = hostAndPort(url);
  let failure: unknown = null;
  for (const address of options.addresses) {
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
