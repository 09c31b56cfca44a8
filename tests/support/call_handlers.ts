import assert from "node:assert/strict";
import type { CallHandlers } from "../../src/calls/handlers.ts";
import type { Grant } from "../../src/calls/grant.ts";
import { createRunCaller } from "../../src/calls/run_caller.ts";
import { RunNotes } from "../../src/calls/run_notes.ts";
import { indexServers, type KnownServer, resolveServer } from "../../src/calls/servers.ts";
import type { TellProgress, ToolCaller } from "../../src/rpc/calls.ts";
import type { CallMethod } from "../../src/rpc/frames.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { WrittenJson } from "../../src/json/written_json.ts";

/** A caller that takes a call up and makes it in one step. */
export type OneStepCaller = (
  method: CallMethod,
  params: JsonObject,
  signal: AbortSignal,
  tell?: TellProgress,
) => Promise<JsonValue>;

/** Both steps of a caller in one. */
export function inOneStep(caller: ToolCaller): OneStepCaller {
  return async (method, params, signal, tell = () => {}) => {
    const value = await caller(method, params)(signal, tell);
    assert.ok(!(value instanceof WrittenJson), "no value of this test is large");
    return value;
  };
}

/** The one step in two, of which the first refuses nothing. */
export function inTwoSteps(caller: OneStepCaller): ToolCaller {
  return (method, params) => (signal) => caller(method, params, signal);
}

const unused = () => Promise.reject(new Error("no such handler in this test"));

/** Handlers of which the test has none. */
export const NO_HANDLERS: CallHandlers = {
  call_tool: unused,
  describe_server: unused,
  list_servers: unused,
  list_tools: unused,
  query_tool_docs: unused,
  search_tool_docs: unused,
  server_stubs: unused,
  list_resources: unused,
  list_resource_templates: unused,
  read_resource: unused,
  list_prompts: unused,
  get_prompt: unused,
  server_logs: unused,
  list_saved_tools: unused,
  describe_saved_tools: unused,
  delete_tool: unused,
  save_tool: unused,
  load_tool: unused,
  list_packages: unused,
  read_package: unused,
  keep_value: unused,
  open_ref: unused,
  list_refs: unused,
};

/** A run that was granted every server, and whose time does not end. */
export function callerOf(
  handlers: Partial<CallHandlers>,
  servers: readonly KnownServer[] = [],
): OneStepCaller {
  const known = indexServers(servers);
  const grant: Grant = {
    names: servers.map(({ name }) => name),
    briefs: [],
    admit: (wanted) => resolveServer(known, wanted).name,
  };
  const caller = createRunCaller(grant, {
    handlers: { ...NO_HANDLERS, ...handlers },
    notes: new RunNotes(),
    // days from now, and still within what a timer can count
    endsAtMs: 1_000_000_000,
    limits: { calls: 1_000_000 },
  });
  return inOneStep(caller);
}
