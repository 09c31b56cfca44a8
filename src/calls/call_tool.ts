import { UpstreamError } from "../errors.ts";
import type { ToolCall, ToolValue } from "../rpc/calls.ts";
import type { Clock } from "../system/system.ts";
import { prepareArguments } from "./arguments.ts";
import type { LargeTool, PreparedArguments } from "./large_arguments.ts";
import type { Tool } from "../catalogue/catalogue.ts";
import type { Connection } from "../upstream/connection.ts";
import { requestFailure, timeoutFailure, toolFailure } from "./failures.ts";
import { isJsonObject, type JsonObject } from "../json/json.ts";
import { WrittenJson } from "../json/written_json.ts";
import { writtenIn } from "../upstream/large_line.ts";
import { parameterHeaders } from "../upstream/parameter_headers.ts";
import { callTimeMs } from "./call_deadline.ts";
import type { CallContext } from "./handlers.ts";
import type { Permit } from "./permit.ts";
import { quoted } from "../text/nearest.ts";
import { MAX_VALUE_DEPTH, TooDeep, unwrapResult } from "../catalogue/value.ts";
import { deadline, orAborted } from "../system/waiting.ts";

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
export interface CallServices {
  /** Connects to a server by its exact name; starts it when it is not running. */
  readonly connect: (server: string, signal: AbortSignal) => Promise<Connection>;
  readonly permit: Permit;
  readonly prepareLarge: PrepareLarge;
  readonly clock: Clock;
  /** Milliseconds of a call for which the program names no time; `null`: what its run leaves. */
  readonly callTimeoutMs: number | null;
  /** The same for one server, where its definition says so. */
  readonly callTimeoutOf: (server: string) => number | undefined;
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
  const remainingMs = context.endsAtMs - services.clock.monotonic();
  const timeoutMs = call.timeout_ms ?? services.callTimeoutOf(server) ??
    services.callTimeoutMs ?? undefined;
  const ms = callTimeMs({ remainingMs, timeoutMs });
  let expired = false;
  const reason = () => {
    expired = true;
    return new Error("the time of the call is over");
  };
  const { clock } = services;
  const { signal, cancel } = deadline({ clock, ms, reason, signal: context.signal });
  try {
    const connection = await services.connect(server, signal);
    const options = { connection, clock, signal };
    const tool = await findTool(call.tool, options);
    const { name } = tool.description;
    const args = call.arguments instanceof WrittenJson
      ? await prepareWritten(call.arguments, { tool, server, services, signal })
      : prepareArguments(tool, call.arguments, { server });
    // large arguments are no value here, and their headers would be large as well
    const headers = args instanceof WrittenJson ? {} : parameterHeaders(tool.inputSchema, args);
    await services.permit({ server, tool: name, arguments: args, granted: context.grant.names });
    try {
      return await sendCall({ name, args, headers }, options);
    } catch (error) {
      if (!tool.repeatable || !await lostSession(connection)) throw error;
      // the server took nothing of it, and says that twice does no harm
      const again = await services.connect(server, signal);
      return await sendCall({ name, args, headers }, { ...options, connection: again });
    }
  } catch (error) {
    if (expired) throw timeoutFailure(toolOf(call.tool, server), ms);
    throw error;
  } finally {
    cancel();
  }
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

/** @throws {UpstreamError} `BAD_ARGUMENTS` */
async function prepareWritten(
  written: WrittenJson,
  { tool, server, services, signal }: WrittenCall,
): Promise<WrittenJson> {
  const { description: { name, signature }, inputSchema } = tool;
  const large = { server, name, signature, inputSchema };
  const prepared = await orAborted(services.prepareLarge(written, large), signal);
  if (prepared.kind === "bad") throw new UpstreamError("BAD_ARGUMENTS", prepared.message);
  return new WrittenJson(prepared.json);
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
  },
  options: CallOptions,
): Promise<ToolValue | WrittenJson> {
  const { connection, signal } = options;
  // made only for a failure: it costs as much as the check of the arguments
  const what = () => toolOf(call.name, connection.name);
  try {
    const result = await connection.callTool(call.name, call.args, {
      signal,
      headers: call.headers,
    });
    const written = writtenIn(result);
    if (written !== null) return written;
    if (!isJsonObject(result)) {
      throw new UpstreamError("REFUSED", `${what()} failed: its answer is no object`);
    }
    if (result["isError"] === true) throw toolFailure(what(), result);
    return unwrapResult(result);
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
        whyMissing(connection)
      }`;
    throw new UpstreamError("NOT_FOUND", `Server ${quoted(connection.name)} ${missing}`);
  } catch (error) {
    const what = `List of tools of server ${quoted(connection.name)}`;
    throw await requestFailure(error, { ...options, what });
  }
}
