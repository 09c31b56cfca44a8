import type { Catalogue, Tool } from "../catalogue/catalogue.ts";
import { toolDoc } from "../catalogue/tool_doc.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { ToolChanges } from "../known_tools/tool_mark.ts";
import type {
  ServerDescription,
  ToolDescription,
  ToolDoc,
  ToolDocsQuery,
  ToolList,
} from "../rpc/calls.ts";
import { orAborted } from "../system/waiting.ts";
import { quoted } from "../text/nearest.ts";
import type { CallOptions } from "./call_tool.ts";
import { requestFailure } from "./failures.ts";

/** The tools of a server, as it gave them now or before. */
export interface ServerTools {
  readonly catalogue: Catalogue;
  readonly instructions: string | undefined;
  readonly changes: ToolChanges;
}

/** @throws {UpstreamError} `REFUSED`, `EXITED`, `TIMEOUT`, `CANCELED` */
export async function cataloguedTools(options: CallOptions): Promise<Catalogue> {
  const { connection, signal } = options;
  try {
    return await orAborted(connection.freshCatalogue(), signal);
  } catch (error) {
    const what = `List of tools of server ${quoted(connection.name)}`;
    throw await requestFailure(error, { ...options, what });
  }
}

/** Value of `list_tools`. */
export function toolList({ catalogue, changes }: ServerTools): ToolList {
  return catalogue.tools.map(({ description }): ToolDescription => {
    const changed = changes.get(description.name);
    return changed === undefined ? description : { ...description, changed };
  });
}

/** Value of `describe_server`. */
export function describeServer(server: BridgeServer, tools: ServerTools): ServerDescription {
  const { instructions, catalogue: { collisions } } = tools;
  return {
    name: server.name,
    alias: server.alias,
    tools: toolList(tools),
    ...(collisions.length === 0 ? {} : { collisions }),
    ...(instructions === undefined ? {} : { instructions }),
  };
}

/** Value of `query_tool_docs` for these tools of a server. */
export function toolDocs(
  server: BridgeServer,
  { tools, changes, detail }: {
    readonly tools: readonly Tool[];
    readonly changes: ToolChanges;
    readonly detail: ToolDocsQuery["detail"];
  },
): readonly ToolDoc[] {
  return tools.map((tool) => {
    const changed = changes.get(tool.description.name);
    return toolDoc(tool, {
      server: server.name,
      serverAlias: server.alias,
      detail,
      ...(changed === undefined ? {} : { changed }),
    });
  });
}

/** Value of `server_stubs`. */
export async function stubsOf(
  { name, alias }: BridgeServer,
  { catalogue }: ServerTools,
): Promise<string> {
  // few programs ask for it
  const { writeStubs } = await import("../catalogue/stubs.ts");
  return writeStubs({ name, alias, tools: catalogue.tools });
}
