import { UpstreamError } from "../errors.ts";
import { HttpFailure, type Network } from "../system/network.ts";
import { type AddressClass, classifyAddress, isAddress } from "./address_class.ts";

/** Most addresses of a name that are looked at. */
const MAX_ADDRESSES = 16;

const REFUSED: Readonly<Record<Exclude<AddressClass, "public">, string>> = {
  loopback: "this machine",
  private: "a private network",
  "link-local": "the local wire (link-local)",
  metadata: "a cloud's metadata service",
  unusable: "no machine",
};

export interface AddressRules {
  readonly network: Pick<Network, "resolve">;
  /** Names whose addresses may be private or loopback. */
  readonly privateHosts: readonly string[];
}

/**
 * The addresses that a URL's host may be connected to, the first to be tried first. An address in the
 * URL may be private or loopback, because the user wrote it. A name may not lead there: whoever
 * answers for the name would choose a machine of the user's network. `localhost` is this machine
 * without being looked up (RFC 6761). Link-local and metadata addresses are never allowed.
 *
 * @throws {UpstreamError} `START_FAILED` when there is none
 */
export async function allowedAddresses(url: URL, rules: AddressRules): Promise<readonly string[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  if (isAddress(host)) {
    const kind = classifyAddress(host);
    if (kind === "public" || kind === "private" || kind === "loopback") return [host];
    throw refused(`the address ${host} leads to ${REFUSED[kind]}`);
  }
  if (host === "localhost" || host.endsWith(".localhost")) return ["127.0.0.1", "::1"];
  const found = (await resolve(host, rules)).slice(0, MAX_ADDRESSES);
  const named = rules.privateHosts.includes(host);
  const allowed = found.filter((address) => {
    const kind = classifyAddress(address);
    return kind === "public" || (named && (kind === "private" || kind === "loopback"));
  });
  if (allowed.length > 0) return allowed;
  const [first = ""] = found;
  const kind = classifyAddress(first);
  const where = kind === "public" ? "" : REFUSED[kind];
  const remedy = kind === "private" || kind === "loopback"
    ? `; if it is meant to, add ${host} to MCP_BRIDGE_PRIVATE_HOSTS, or write the address in the URL`
    : "";
  throw refused(`the name ${host} leads to ${first}, ${where}${remedy}`);
}

async function resolve(host: string, { network }: AddressRules): Promise<readonly string[]> {
  try {
    const found = await network.resolve(host);
    if (found.length > 0) return found;
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const later = error.code === "EAI_AGAIN" ? " now; is there a network?" : "";
    throw refused(`the name ${host} has no address${later}`);
  }
  throw refused(`the name ${host} has no address`);
}

function refused(why: string): UpstreamError {
  return new UpstreamError("START_FAILED", why);
}
