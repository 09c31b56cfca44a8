/** Where a URL leads. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
  /** `example.com:443`, `[::1]:8080`: it holds no secret, as a path might. */
  readonly shown: string;
}

/** The host and the port of an http or https URL. */
export function hostAndPort(url: URL): HostAndPort {
  const port = url.port !== "" ? Number(url.port) : url.protocol === "https:" ? 443 : 80;
  const host = url.hostname.replace(/\.$/, "");
  return { host, port, shown: `${host}:${port}` };
}
