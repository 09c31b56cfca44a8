import tls from "node:tls";

/**
 * The certificate authorities that this machine's programs trust: those of the runtime, the system's
 * store (on Linux `SSL_CERT_FILE` and `SSL_CERT_DIR` name another), and `NODE_EXTRA_CA_CERTS`. `null`
 * where the runtime cannot list them: then its own count.
 *
 * To read them takes 80 ms, so it is done once for each server.
 */
export function trustedAuthorities(): tls.SecureContext | null {
  const list: unknown = Reflect.get(tls, "getCACertificates");
  if (typeof list !== "function") return null;
  const all = ["default", "system", "extra"].flatMap((type): unknown => list(type));
  const ca = [...new Set(all.filter((one) => typeof one === "string"))];
  return ca.length === 0 ? null : tls.createSecureContext({ ca });
}
