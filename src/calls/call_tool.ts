import { UpstreamError } from "../errors.ts";
import type { ToolCall, ToolValue } from "../rpc/calls.ts";
import type { Clock } from "../system/system.ts";
import { prepareArguments } from "./arguments.ts";
import type { Tool } from "../catalogue/catalogue.ts";
import type { Connection } from "../upstream/connection.ts";
import { requestFailure, toolFailure } from "./failures.ts";
import { isJsonObject } from "../json/json.ts";
import { quoted, suggestion } from "../text/nearest.ts";
import { MAX_VALUE_DEPTH, TooDeep, unwrapResult } from "../catalogue/value.ts";
import { orAborted } from "../system/waiting.ts";

export interface CallOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Calls a tool of a running server: finds it, puts the arguments right, calls, unwraps the result.
 *
 * @throws {UpstreamError} `NOT_FOUND`, `BAD_ARGUMENTS`, `TOOL_FAILED`, `REFUSED`, `MESSAGE_TOO_LARGE`, `EXITED`, `TIMEOUT`,
 * `CANCELED`; the message names server and tool
 */
export async function callTool(
  call: Pick<ToolCall, "tool" | "arguments">,
  options: CallOptions,
): Promise<ToolValue> {
  const { connection, signal } = options;
  const tool = await findTool(call.tool, options);
  const args = prepareArguments(tool, call.arguments, { server: connection.name });
  const { name } = tool.description;
  const what = `Tool ${quoted(name)} of server ${quoted(connection.name)}`;
  try {
    const result = await connection.callTool(name, args, signal);
    if (!isJsonObject(result)) {
      throw new UpstreamError("REFUSED", `${what} failed: its answer is no object`);
    }
    if (result["isError"] === true) throw toolFailure(what, result);
    return unwrapResult(result);
  } catch (error) {
    if (error instanceof TooDeep) {
      throw new UpstreamError(
        "MESSAGE_TOO_LARGE",
        `${what} failed: its result is nested more than ${MAX_VALUE_DEPTH} levels deep; ask it for less`,
      );
    }
    throw await requestFailure(error, { ...options, what });
  }
}

/**
 * The tool that is meant by a name, an alias, or either in another case or punctuation.
 *
 * @throws {UpstreamError} `NOT_FOUND`, with the names that are known
 */
export async function findTool(asked: string, options: CallOptions): Promise<Tool> {
  const { connection, signal } = options;
  const what = `List of tools of server ${quoted(connection.name)}`;
  try {
    const catalogue = connection.knownCatalogue ??
      await orAborted(connection.catalogue(), signal);
    const known = catalogue.find(asked);
    if (known !== undefined) return known;
    const fresh = await orAborted(connection.freshCatalogue(), signal);
    const found = fresh.find(asked);
    if (found !== undefined) return found;
    const aliases = fresh.tools.map(({ description }) => description.alias);
    throw new UpstreamError(
      "NOT_FOUND",
      `Server ${quoted(connection.name)} has no tool ${quoted(asked)}` +
        suggestion(asked, aliases, "its tools"),
    );
  } catch (error) {
    throw await requestFailure(error, { ...options, what });
  }
}
