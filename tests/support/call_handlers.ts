import type { CallHandlers } from "../../src/calls/handlers.ts";
import type { Grant } from "../../src/calls/grant.ts";
import { createRunCaller } from "../../src/calls/run_caller.ts";
import { indexServers, resolveServer, type UpstreamServer } from "../../src/calls/servers.ts";
import type { ToolCaller } from "../../src/rpc/calls.ts";

const unused = () => Promise.reject(new Error("no such handler in this test"));

/** Handlers of which the test has none. */
export const NO_HANDLERS: CallHandlers = {
  call_tool: unused,
  describe_server: unused,
  list_servers: unused,
  list_tools: unused,
  query_tool_docs: unused,
  search_tool_docs: unused,
  list_saved_tools: unused,
  save_tool: unused,
  load_tool: unused,
};

/** A run that was granted every server, and whose time does not end. */
export function callerOf(
  handlers: Partial<CallHandlers>,
  servers: readonly UpstreamServer[] = [],
): ToolCaller {
  const known = indexServers(servers);
  const grant: Grant = {
    names: servers.map(({ name }) => name),
    briefs: [],
    admit: (wanted) => resolveServer(known, wanted).name,
  };
  return createRunCaller(grant, {
    handlers: { ...NO_HANDLERS, ...handlers },
    // days from now, and still within what a timer can count
    endsAtMs: 1_000_000_000,
    limits: { calls: 1_000_000 },
  });
}
