import { UpstreamError } from "../errors.ts";
import type { ToolChanges } from "../known_tools/tool_mark.ts";
import type { ChangedPart } from "../rpc/calls.ts";
import { quoted } from "../text/nearest.ts";
import type { RunNotes } from "./run_notes.ts";

/** What becomes of a call of a tool that is not as it was first seen: it is made, or not. */
export type ToolChangesPolicy = "flag" | "refuse";

/** A tool that is about to be called. */
export interface ToolToAdmit {
  /** Exact name of the server. */
  readonly server: string;
  /** The server's own name for the tool. */
  readonly tool: string;
  readonly notes: RunNotes;
}

/**
 * Notes that a tool which is about to be called is not as it was first seen, or refuses it.
 *
 * @throws {UpstreamError} `NOT_AVAILABLE`
 */
export type AdmitTool = (tool: ToolToAdmit) => void | Promise<void>;

/** @param changesOf what of a server's tools is not as it was first seen */
export function admitTools(
  policy: ToolChangesPolicy,
  changesOf: (server: string) => ToolChanges | Promise<ToolChanges>,
): AdmitTool {
  const judge = ({ server, tool, notes }: ToolToAdmit, changes: ToolChanges): void => {
    const changed = changes.get(tool);
    if (changed === undefined) return;
    if (policy === "refuse") throw refused({ server, tool }, changed);
    notes.addChanged(server, tool);
  };
  return (asked) => {
    const changes = changesOf(asked.server);
    // most calls are of tools that have not changed: they wait for nothing
    return changes instanceof Promise
      ? changes.then((known) => judge(asked, known))
      : judge(asked, changes);
  };
}

const WORDS: Readonly<Record<ChangedPart, string>> = {
  description: "description",
  input_schema: "parameters",
  output_schema: "result",
};

/** What has changed, for people: `description and parameters`. */
export function describeChange(changed: readonly ChangedPart[]): string {
  return changed.map((part) => WORDS[part]).join(" and ");
}

function refused(
  { server, tool }: Pick<ToolToAdmit, "server" | "tool">,
  changed: readonly ChangedPart[],
): UpstreamError {
  return new UpstreamError(
    "NOT_AVAILABLE",
    `Cannot call tool ${quoted(tool)} of server ${quoted(server)}: its ${
      describeChange(changed)
    } ` +
      'changed since it was first seen, and MCP_BRIDGE_TOOL_CHANGES is "refuse"; tell the user, who ' +
      "looks at it with `mcp-code-bridge tools SERVER` and accepts it with " +
      "`mcp-code-bridge tools SERVER --accept`",
  );
}
