import type { ClientRules } from "./formats/config_format.ts";
import type { Candidate } from "./merge.ts";
import type { Availability, Origin } from "./server_definition.ts";

/** What a file says of all servers of its client. */
export interface FileRules {
  readonly origin: Origin;
  readonly rules: ClientRules;
}

/**
 * Switches off what a file of the same client says is off, wherever that client defines it: Claude
 * Code names servers of `.mcp.json` in `~/.claude.json`. Other clients' definitions stay.
 */
export function applyRules(
  candidates: readonly Candidate[],
  files: readonly FileRules[],
): readonly Candidate[] {
  const byClient = Map.groupBy(files, ({ origin }) => origin.client);
  return candidates.map((candidate) => {
    const availability = switchedOff(candidate.name, byClient.get(candidate.client) ?? []);
    return availability === null ? candidate : { ...candidate, availability };
  });
}

function switchedOff(name: string, files: readonly FileRules[]): Availability | null {
  for (const { rules: { allowed, disabled } } of files) {
    const rule = disabled.find(({ names }) => names.includes(name));
    if (rule !== undefined) {
      return { state: "disabled", reason: `${rule.shown} of its client's settings names it` };
    }
    if (allowed !== undefined && !allowed.names.includes(name)) {
      const reason = `${allowed.shown} of its client's settings does not name it`;
      return { state: "disabled", reason };
    }
  }
  return null;
}
