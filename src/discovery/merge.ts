import { assignAliases } from "./alias.ts";
import type {
  Availability,
  DiscoveredServer,
  Origin,
  ServerDefinition,
} from "./server_definition.ts";

/** A server as one file defines it. */
export interface Candidate {
  readonly name: string;
  /** Whose file it is in. */
  readonly client: string;
  /** `null` when the entry cannot be understood. */
  readonly definition: ServerDefinition | null;
  readonly origin: Origin;
  readonly availability: Availability;
}

/**
 * One server for each name: the first definition wins, whatever became of it, and the others are
 * remembered as shadowed. A broken entry that hid nothing would let a later file take its name.
 */
export function mergeCandidates(candidates: readonly Candidate[]): readonly DiscoveredServer[] {
  const byName = Map.groupBy(candidates, ({ name }) => name);
  const aliases = assignAliases([...byName.keys()]);
  const servers: DiscoveredServer[] = [];
  for (const [name, [winner, ...losers]] of byName) {
    const alias = aliases.get(name);
    if (winner === undefined || alias === undefined) continue;
    const { definition, origin, availability } = winner;
    const shadowed = losers.map((loser) => loser.origin);
    servers.push({ name, alias, definition, origin, availability, shadowed });
  }
  return servers;
}
