import { createGrant } from "../../calls/grant.ts";
import { RunNotes } from "../../calls/run_notes.ts";
import { indexServers, requestedServer } from "../../calls/servers.ts";
import { messageOf, UpstreamError, UsageError } from "../../errors.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { Job } from "../../ipc/messages.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json.ts";
import { readJson } from "../../json/read_json.ts";
import { writeJson } from "../../json/write_json.ts";
import { WrittenJson } from "../../json/written_json.ts";
import { resultText } from "../../output/cli_text.ts";
import type { ToolValue } from "../../rpc/calls.ts";
import { escapeText } from "../../text/escape.ts";
import type { JobContext } from "./job_context.ts";

/**
 * Calls one tool and prints its value. Starts the server.
 *
 * @returns the exit code
 * @throws {UsageError} when server, tool or arguments cannot be understood
 * @throws {UpstreamError} when the call fails
 */
export async function callOneTool(
  job: Extract<Job, { kind: "call" }>,
  context: JobContext,
): Promise<number> {
  const { clock, emitter, signal } = context;
  const args = parseArguments(job.arguments);
  const known = await context.servers();
  const purpose = "call a tool";
  const { name } = requestedServer(job.server, { servers: indexServers(known), purpose });
  const { handlers } = await context.upstreams();
  const notes = new RunNotes();
  const call = {
    server: name,
    tool: job.tool,
    arguments: args,
    timeout_ms: job.timeoutMs,
    raw: false,
  };
  const value = await handlers.call_tool(call, {
    grant: createGrant(known, [name]),
    // no program waits for a part of the time
    endsAtMs: clock.monotonic() + 2 * job.timeoutMs,
    signal,
    notes,
    // nobody asked for progress
    tell: () => {},
  }).catch((error: unknown) => {
    throw isMisunderstood(error) ? new UsageError(messageOf(error), { cause: error }) : error;
  });
  const encoder = new TextEncoder();
  const text = `${toText(plainValue(value), job)}\n`;
  await emitter.write("stdout", encoder.encode(job.terminal ? escapeText(text) : text));
  const told = notes.list().map((note) => `${note}\n`).join("");
  if (told !== "") await emitter.write("stderr", encoder.encode(escapeText(told)));
  return EXIT_CODES.success;
}

function parseArguments(text: string): JsonObject {
  const value = readArguments(text);
  if (isJsonObject(value)) return value;
  throw new UsageError('Cannot call a tool: its arguments are no JSON object; write {"name": "x"}');
}

function readArguments(text: string): JsonValue {
  try {
    return readJson(text);
  } catch (error) {
    const what = 'Cannot call a tool: its arguments are no JSON, such as {"name": "x"}';
    throw new UsageError(`${what}: ${messageOf(error)}`, { cause: error });
  }
}

/** Whether what was asked for does not exist, or cannot be asked so. */
function isMisunderstood(error: unknown): boolean {
  return error instanceof UpstreamError &&
    (error.code === "NOT_FOUND" || error.code === "BAD_ARGUMENTS");
}

/** The value; the blocks of content where they have none. */
function plainValue(value: ToolValue | WrittenJson): JsonValue {
  if (value instanceof WrittenJson) {
    const read = value.value();
    if (!isJsonObject(read)) return read;
    return read["kind"] === "blocks" ? read["blocks"] ?? null : read["value"] ?? null;
  }
  return value.kind === "json" ? value.value : value.blocks;
}

function toText(value: JsonValue, { json }: { readonly json: boolean }): string {
  return json ? writeJson(value, 2) : resultText(value);
}
