import { UpstreamError } from "../errors.ts";
import { isAddress, isInRange } from "./address_class.ts";

/** A proxy, and the variable that names it. */
export interface ChosenProxy {
  readonly url: URL;
  readonly variable: string;
}

/** Reads one environment variable. */
export type ReadVariable = (name: string) => string | undefined;

/**
 * The proxy for a URL, by the variables that other programs obey: `HTTPS_PROXY` or `HTTP_PROXY`, then
 * `ALL_PROXY`, except for the hosts of `NO_PROXY`, each in capitals or not. This machine is never
 * reached through a proxy. `null`: without one.
 *
 * @throws {UpstreamError} `START_FAILED` when the variable names no proxy that can be used
 */
export function chooseProxy(url: URL, read: ReadVariable): ChosenProxy | null {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  if (isLocal(host)) return null;
  const either = (name: string) =>
    [name, name.toLowerCase()].find((one) => read(one) !== undefined);
  const variable = either(url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY") ??
    either("ALL_PROXY");
  if (variable === undefined) return null;
  const exempt = either("NO_PROXY");
  if (exempt !== undefined && isExempt(url, read(exempt) ?? "")) return null;
  const value = (read(variable) ?? "").trim();
  const proxy = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (proxy !== null && (proxy.protocol === "http:" || proxy.protocol === "https:")) {
    return { url: proxy, variable };
  }
  // the value may hold a password
  throw new UpstreamError(
    "START_FAILED",
    `${variable} names no proxy that can be used: it must be an http or https URL`,
  );
}

function isLocal(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" ||
    isInRange(host, "127.0.0.0/8");
}

/** `example.com` and `.example.com` exempt the host and all below it; also addresses and ranges. */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === "*") return true;
    const [, bare = entry, onPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
    if (onPort !== undefined && onPort !== port) return false;
    const name = bare.toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/^\*?\./, "");
    if (name === "") return false;
    if (isAddress(host)) return isInRange(host, name);
    return host === name || host.endsWith(`.${name}`);
  });
}
