import { hostAndPort } from "../discovery/host_and_port.ts";
import type { Log } from "../log.ts";
import { HttpFailure, type HttpRoute, type Network } from "../system/network.ts";
import type { Clock } from "../system/system.ts";
import { allowedAddresses } from "./allowed_addresses.ts";
import { describeFailure } from "./describe_failure.ts";
import { firstThatAnswers } from "./first_that_answers.ts";
import { chooseProxy, type ChosenProxy } from "./proxy_choice.ts";

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
    try {
      const address = await firstThatAnswers(addresses, { ...options, url, signal });
      return { route: { kind: "direct", address }, proxy };
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      const { shown: host } = hostAndPort(url);
      throw describeFailure(error, { host, proxy, read: options.read });
    }
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
