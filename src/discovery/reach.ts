import type { ServerDefinition } from "./server_definition.ts";

/**
 * How the bridge reaches a server: what it must know to open a link, and nothing of how a program is
 * started.
 */
export type Reach = { readonly kind: "stdio" };

/** How a server is reached; `null` when this version has no link for it. */
export function reachOf(definition: ServerDefinition): Reach | null {
  return definition.kind === "stdio" ? { kind: "stdio" } : null;
}
