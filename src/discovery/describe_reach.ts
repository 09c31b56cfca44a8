import { hostAndPort } from "./host_and_port.ts";
import { reachOf } from "./reach.ts";
import type { DiscoveredServer } from "./server_definition.ts";

/** How a server by URL is reached, for people: nothing of its path, which may hold a secret. */
export interface ShownReach {
  readonly transport: "Streamable HTTP" | "SSE";
  /** `example.com:443`. */
  readonly host: string;
}

/** How a server is reached; `null` for a program, or when that is not known. */
export function describeReach(
  { definition }: Pick<DiscoveredServer, "definition">,
): ShownReach | null {
  if (definition === null || definition.kind !== "http") return null;
  const url = URL.parse(definition.url);
  const reach = reachOf(definition);
  if (url === null || reach.kind !== "http") return null;
  return {
    transport: reach.transport === "sse" ? "SSE" : "Streamable HTTP",
    host: hostAndPort(url).shown,
  };
}
