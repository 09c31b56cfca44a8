import { messageOf, UpstreamError } from "../errors.ts";
import type { TellProgress, ToolCall, ToolValue } from "../rpc/calls.ts";
import type { Clock } from "../system/system.ts";
import { prepareArguments, type Prepared } from "./arguments.ts";
import type { LargeTool, PreparedArguments } from "./large_arguments.ts";
import type { Tool } from "../catalogue/catalogue.ts";
import type { Connection } from "../upstream/connection.ts";
import { kindFailure, requestFailure, toolFailure } from "./failures.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import { isJsonObject, ownText } from "../json/json.ts";
import { WrittenJson } from "../json/written_json.ts";
import { failureOf } from "../catalogue/failure_words.ts";
import { readToolResult } from "../catalogue/tool_result.ts";
import type { Carried } from "../upstream/carried_result.ts";
import type { OnProgress } from "../upstream/server_notices.ts";
import { parameterHeaders } from "../upstream/parameter_headers.ts";
import type { CallContext } from "./handlers.ts";
import type { AdmitTool } from "./changed_tools.ts";
import { type CallTimeouts, SERVER_START, withinCallTime } from "./timed_call.ts";
import type { Permit } from "./permit.ts";
import { cleanText } from "../text/clean_text.ts";
import { quoted } from "../text/nearest.ts";
import { MAX_VALUE_DEPTH, TooDeep, unwrapResult, type ValueForm } from "../catalogue/value.ts";
import { orAborted } from "../system/waiting.ts";

/** Characters of a server's words about progress. */
const MAX_PROGRESS_MESSAGE = 1_000;

/** Characters of the reason why a list of tools is not whole. */
const MAX_CUT = 500;

/** A running server, and what a request to it needs. */
export interface CallOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Has large arguments prepared elsewhere. Takes their bytes over; never rejects. */
export type PrepareLarge = (
  written: WrittenJson,
  tool: LargeTool,
) => Promise<PreparedArguments>;

/** What the calls of all runs share. */
export interface CallServices extends CallTimeouts {
  /** Connects to a server by its exact name; starts it when it is not running. */
  readonly connect: (server: string, signal: AbortSignal) => Promise<Connection>;
  /** Notes, or refuses, a tool that is not as it was first seen. */
  readonly admitTool: AdmitTool;
  readonly permit: Permit;
  readonly prepareLarge: PrepareLarge;
}

/**
 * The whole way of one call of a tool, within its own time.
 *
 * @throws {UpstreamError} every code but `LIMIT`; the message names server and tool
 */
export async function callTool(
  call: ToolCall,
  context: CallContext,
  services: CallServices,
): Promise<ToolValue | WrittenJson> {
  const server = context.grant.admit(call.server);
  const { clock } = services;
  const onProgress = call.progress === true ? progressTeller(context.tell) : undefined;
  return await withinCallTime(async (signal, waitFor) => {
    waitFor(SERVER_START);
    const connection = await services.connect(server, signal);
    const options = { connection, clock, signal };
    waitFor("the server's list of tools");
    const tool = await findTool(call.tool, options);
    waitFor(null);
    const { name } = tool.description;
    await services.admitTool({ server, tool: name, notes: context.notes });
    const { arguments: args, strays } = call.arguments instanceof WrittenJson
      ? await prepareWritten(call.arguments, { tool, server, services, signal })
      : prepareArguments(tool, call.arguments, { server });
    for (const stray of strays) context.notes.addStray({ ...stray, server, tool: name });
    // large arguments are no value here, and their headers would be large as well
    const headers = args instanceof WrittenJson ? {} : parameterHeaders(tool.inputSchema, args);
    await services.permit({ server, tool: name, arguments: args, granted: context.grant.names });
    const form = { raw: call.raw, wrapping: tool.wrapping };
    const sent = { name, args, headers, form, onProgress };
    const { readOnly } = tool;
    const addFailed = context.notes.madeCalls.add({ server, tool: name, readOnly });
    try {
      return await sendCall(sent, options).catch(async (error) => {
        if (!tool.repeatable || !await lostSession(connection)) throw error;
        // the server took nothing of it, and says that twice does no harm
        const again = await services.connect(server, signal);
        return await sendCall(sent, { ...options, connection: again });
      });
    } catch (error) {
      // for all that is known here, an aborted one is under way at the server
      if (!signal.aborted) addFailed(messageOf(error));
      throw error;
    }
  }, {
    server,
    what: () => toolOf(call.tool, server),
    timeoutMs: call.timeout_ms,
    context,
    timeouts: services,
  });
}

/** Tells a program of progress as a server tells of it, its message cleaned and cut. */
function progressTeller(tell: TellProgress): OnProgress {
  return ({ progress, total, message }) => {
    tell({
      progress,
      ...(total === undefined ? {} : { total }),
      ...(message === undefined ? {} : { message: cleanText(message, MAX_PROGRESS_MESSAGE) }),
    });
  };
}

async function lostSession(connection: Connection): Promise<boolean> {
  return connection.lost && (await connection.explainLoss())?.sessionLost === true;
}

interface WrittenCall {
  readonly tool: Tool;
  readonly server: string;
  readonly services: CallServices;
  readonly signal: AbortSignal;
}

interface WrittenArguments extends Pick<Prepared, "strays"> {
  readonly arguments: WrittenJson;
}

/** @throws {UpstreamError} `BAD_ARGUMENTS` */
async function prepareWritten(
  written: WrittenJson,
  { tool, server, services, signal }: WrittenCall,
): Promise<WrittenArguments> {
  const { description: { name, signature }, inputSchema } = tool;
  const large = { server, name, signature, inputSchema };
  const prepared = await orAborted(services.prepareLarge(written, large), signal);
  if (prepared.kind === "bad") throw new UpstreamError("BAD_ARGUMENTS", prepared.message);
  return { arguments: new WrittenJson(prepared.json), strays: prepared.strays };
}

function toolOf(tool: string, server: string): string {
  return `Tool ${quoted(tool)} of server ${quoted(server)}`;
}

/** Sends a call as it is, and makes a value of the result. */
async function sendCall(
  call: {
    readonly name: string;
    readonly args: JsonObject | WrittenJson;
    readonly headers: Readonly<Record<string, string>>;
    readonly onProgress: OnProgress | undefined;
    readonly form: ValueForm;
  },
  options: CallOptions,
): Promise<ToolValue | WrittenJson> {
  const { connection, signal } = options;
  // made only for a failure: it costs as much as the check of the arguments
  const what = () => toolOf(call.name, connection.name);
  try {
    const { form, headers, onProgress } = call;
    const carried = await connection.callTool(call.name, call.args, {
      signal,
      headers,
      form,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    if (connection.modern) refuseIncomplete(what, carried);
    switch (carried.kind) {
      case "written":
        return carried.json;
      case "failed":
        throw toolFailure(what(), carried.failure);
      case "result":
        return valueOf(carried.result, { what, form });
    }
  } catch (error) {
    if (error instanceof TooDeep) {
      throw new UpstreamError(
        "MESSAGE_TOO_LARGE",
        `${what()} failed: its result is nested more than ${MAX_VALUE_DEPTH} levels deep; ask it for less`,
      );
    }
    throw await requestFailure(error, { ...options, what: what() });
  }
}

/** @throws {UpstreamError} `TOOL_FAILED` */
function valueOf(
  result: JsonValue,
  { what, form }: { readonly what: () => string; readonly form: ValueForm },
): ToolValue {
  if (form.raw || !readToolResult(result).isError) return unwrapResult(result, form);
  throw toolFailure(what(), failureOf(result));
}

/** @throws {UpstreamError} `REFUSED`: since revision 2026-07-28 a result says whether it is the last */
function refuseIncomplete(what: () => string, carried: Carried): void {
  if (carried.kind === "failed") return;
  const result = carried.kind === "result" && isJsonObject(carried.result) ? carried.result : {};
  const kind = carried.kind === "written" ? carried.resultType : ownText(result, "resultType");
  if (kind !== undefined && kind !== "complete") throw kindFailure(what(), kind, result);
}

function whyMissing(connection: Connection): string {
  const why = connection.explainMissingTools();
  return why === null ? "" : `. What mends it: ${why}`;
}

/**
 * The tool that a program means, by the rule of `NameIndex`. Asks the server anew before it gives up.
 *
 * @throws {UpstreamError} `NOT_FOUND`, with the names that are known
 */
export async function findTool(asked: string, options: CallOptions): Promise<Tool> {
  const { connection, signal } = options;
  try {
    const catalogue = connection.knownCatalogue ??
      await orAborted(connection.catalogue(), signal);
    const known = catalogue.names.find(asked);
    if (known !== undefined) return known;
    const fresh = await orAborted(connection.freshCatalogue(), signal);
    const found = fresh.names.find(asked);
    if (found !== undefined) return found;
    const missing = fresh.withheld.has(asked)
      ? `lets no one use its tool ${quoted(asked)}: its entry in your configuration leaves it out`
      : `has no tool ${quoted(asked)}${fresh.names.hint(asked, "its tools")}${
        fresh.cut === null ? "" : `. Its list ends at ${cleanText(fresh.cut, MAX_CUT)}`
      }${whyMissing(connection)}`;
    throw new UpstreamError("NOT_FOUND", `Server ${quoted(connection.name)} ${missing}`);
  } catch (error) {
    const what = `List of tools of server ${quoted(connection.name)}`;
    throw await requestFailure(error, { ...options, what });
  }
}
