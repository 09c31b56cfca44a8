import { UpstreamError } from "../errors.ts";
import type { HttpFailure } from "../system/network.ts";
import type { ChosenProxy } from "./proxy_choice.ts";

/** OpenSSL's words for a certificate whose issuer is not among the trusted ones. */
const UNKNOWN_ISSUER: ReadonlySet<string> = new Set([
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_UNTRUSTED",
]);

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to its network",
  ETIMEDOUT: "no connection came about in time",
  ENOTFOUND: "the name has no address",
  EAI_AGAIN: "names cannot be looked up now",
};

export interface FailureScene {
  /** `host:port` of the server. */
  readonly host: string;
  readonly proxy: ChosenProxy | null;
  readonly read: (name: string) => string | undefined;
}

/**
 * Says why no answer came. `EXITED`: the server cannot be reached, so a new connection is to be tried
 * with the next call. `REFUSED`: this one request failed.
 */
export function describeFailure(failure: HttpFailure, scene: FailureScene): UpstreamError {
  const { host, proxy } = scene;
  const through = proxy === null ? "" : ` through the proxy of ${proxy.variable}`;
  const lost = (why: string) =>
    new UpstreamError("EXITED", `cannot be reached at ${host}${through}: ${why}`);
  const { code } = failure;
  const unreachable = UNREACHABLE[code];
  if (unreachable !== undefined) return lost(unreachable);
  if (UNKNOWN_ISSUER.has(code)) return lost(unknownIssuer(scene));
  if (code === "CERT_HAS_EXPIRED") return lost("its certificate has expired");
  if (code === "CERT_NOT_YET_VALID") {
    return lost("its certificate is not valid yet; is the clock right?");
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return lost("its certificate is for another name");
  if (code === "proxy_407") {
    return lost(`the proxy asks for a password: put it into ${proxy?.variable}`);
  }
  if (code.startsWith("proxy_") || code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS")) {
    return lost(failure.message);
  }
  if (code.startsWith("HPE_")) {
    return new UpstreamError("REFUSED", `what answers at ${host}${through} does not speak HTTP`);
  }
  const closed = code === "ECONNRESET" || code === "EPIPE";
  const why = closed ? "it closed the connection before it answered" : failure.message;
  return new UpstreamError("REFUSED", `no answer from ${host}${through}: ${why}`);
}

function unknownIssuer({ read }: FailureScene): string {
  const file = read("NODE_EXTRA_CA_CERTS");
  const remedy = file === undefined
    ? "set NODE_EXTRA_CA_CERTS to a PEM file with it"
    : "the file that NODE_EXTRA_CA_CERTS names does not hold it, or cannot be read";
  return `the authority that issued its certificate is not known here: ${remedy}`;
}
