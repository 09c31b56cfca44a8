import { writeJson } from "../../json/write_json.ts";
import { escapeText } from "../../text/escape.ts";
import type { ServerDescription } from "../../rpc/calls.ts";
import { indexServers, requestedServer } from "../../calls/servers.ts";
import type { JobContext } from "./job_context.ts";
import type { Job } from "../../ipc/messages.ts";

/**
 * Prints the tools of one server with their Python signatures. Starts the server.
 *
 * @returns the exit code
 * @throws {UsageError} when the server is not configured or unavailable
 * @throws {UpstreamError} when it does not start or does not answer
 */
export async function showTools(
  job: Extract<Job, { kind: "tools" }>,
  context: JobContext,
): Promise<number> {
  const servers = indexServers(await context.servers());
  const server = requestedServer(job.server, { servers, purpose: "list the tools of a server" });
  const upstreams = await context.upstreams();
  const description = await upstreams.describe(server.name, context.signal);
  const text = job.json ? `${writeJson(description, 2)}\n` : toText(description);
  await context.emitter.write("stdout", new TextEncoder().encode(text));
  return 0;
}

function toText({ alias, tools }: ServerDescription): string {
  if (tools.length === 0) return "The server offers no tools.\n";
  const lines = tools.map((tool) => {
    const summary = firstLine(tool.description);
    return `await mcp_${alias}.${tool.signature}${summary === "" ? "" : `\n    ${summary}`}`;
  });
  return `${escapeText(lines.join("\n"))}\n`;
}

function firstLine(text: string): string {
  const [line = ""] = text.trim().split("\n");
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
