import { PackageError } from "../errors.ts";
import { type AddressClass, classifyAddress } from "../remote/address_class.ts";
import { firstThatAnswers } from "../remote/first_that_answers.ts";
import { chooseProxy, type ChosenProxy } from "../remote/proxy_choice.ts";
import type { HttpRoute, Network } from "../system/network.ts";
import type { Clock } from "../system/system.ts";

export interface IndexRouteOptions {
  readonly network: Pick<Network, "resolve" | "connect">;
  readonly clock: Clock;
  /** Reads a variable of the environment. */
  readonly read: (name: string) => string | undefined;
  /** The address of the index that the user named. */
  readonly index: URL;
}

/** The way to a host, and the proxy on it. */
export interface IndexRoute {
  readonly route: HttpRoute;
  readonly proxy: ChosenProxy | null;
}

const MAX_ADDRESSES = 16;
/** Where a file that an index names must not be fetched from: the machine's own surroundings. */
const INSIDE: ReadonlySet<AddressClass> = new Set([
  "loopback",
  "private",
  "link-local",
  "metadata",
]);

/**
 * Finds the way to a host of an index. The index itself may be anywhere, because the user named it; a
 * host that it names may not be within the user's network.
 *
 * @throws {HttpFailure | PackageError | UpstreamError}
 */
export async function findIndexRoute(
  url: URL,
  { network, clock, read, index }: IndexRouteOptions,
  signal: AbortSignal,
): Promise<IndexRoute> {
  const proxy = chooseProxy(url, read);
  if (proxy !== null) return { route: { kind: "proxy", proxy: proxy.url }, proxy };
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const found = (await network.resolve(host)).slice(0, MAX_ADDRESSES);
  const allowed = found.filter((address) =>
    url.hostname === index.hostname || !INSIDE.has(classifyAddress(address))
  );
  if (allowed.length === 0) {
    throw new PackageError(
      "INDEX_FAILED",
      `Cannot fetch from ${host}: the index names it, and it is within your network`,
    );
  }
  const address = await firstThatAnswers(allowed, { network, clock, url, signal });
  return { route: { kind: "direct", address }, proxy };
}
