/** Headers of the protocol, which the bridge may set; all others are the user's or the connection's. */
const OF_PROTOCOL = /^(?:accept|content-type|last-event-id|mcp-[a-z0-9_-]{1,64})$/;

/**
 * The headers of a request: those of the server's entry, then the protocol's, which win. The rest of
 * what the bridge asks for is left out, so that it can add no credentials and change no route.
 */
export function requestHeaders(
  configured: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(configured)) headers[name.toLowerCase()] = value;
  for (const [name, value] of Object.entries(asked)) {
    if (OF_PROTOCOL.test(name)) headers[name] = value;
  }
  // an encoded answer could be small on the way and without end here
  headers["accept-encoding"] = "identity";
  headers["user-agent"] ??= "mcp-code-bridge";
  return headers;
}
