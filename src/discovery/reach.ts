import type { ServerDefinition } from "./server_definition.ts";

/**
 * How the bridge reaches a server: what it must know to open a link, and nothing of how a program is
 * started or where a URL leads.
 */
export type Reach =
  | { readonly kind: "stdio" }
  /** By URL: over Streamable HTTP, or first over the transport before it. */
  | { readonly kind: "http"; readonly transport: "streamable" | "sse" };

/** How a server is reached. */
export function reachOf(definition: ServerDefinition): Reach {
  if (definition.kind === "stdio") return { kind: "stdio" };
  return { kind: "http", transport: definition.type === "sse" ? "sse" : "streamable" };
}
