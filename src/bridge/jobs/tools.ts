import { describeChange } from "../../calls/changed_tools.ts";
import { indexServers, requestedServer } from "../../calls/servers.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { Job } from "../../ipc/messages.ts";
import { writeJson } from "../../json/write_json.ts";
import type { ToolChanges } from "../../known_tools/tool_mark.ts";
import type { ServerDescription, ToolDescription } from "../../rpc/calls.ts";
import { escapeText } from "../../text/escape.ts";
import { quoted } from "../../text/nearest.ts";
import type { JobContext } from "./job_context.ts";

/** Names that fall together, of which a line shows so many. */
const MAX_SHOWN = 20;

/**
 * Prints the tools of one server with their Python signatures, or accepts them as they are now. Starts
 * the server.
 *
 * @returns the exit code
 * @throws {UsageError} when the server is not configured or unavailable
 * @throws {UpstreamError} when it does not start or does not answer
 */
export async function showTools(
  job: Extract<Job, { kind: "tools" }>,
  context: JobContext,
): Promise<number> {
  const { emitter, signal } = context;
  const servers = indexServers(await context.servers());
  const purpose = job.accept ? "accept the tools of a server" : "list the tools of a server";
  const { name } = requestedServer(job.server, { servers, purpose });
  const upstreams = await context.upstreams();
  const print = (text: string) => emitter.write("stdout", new TextEncoder().encode(text));
  if (job.accept) {
    const accepted = await upstreams.acceptTools(name, signal);
    await print(job.json ? `${writeJson([...accepted.keys()], 2)}\n` : acceptedText(accepted));
    return EXIT_CODES.success;
  }
  if (job.stubs) {
    await print(escapeText(await upstreams.stubs(name, signal)));
    return EXIT_CODES.success;
  }
  const description = await upstreams.describe(name, signal);
  await print(job.json ? `${writeJson(description, 2)}\n` : toText(description));
  return EXIT_CODES.success;
}

function acceptedText(accepted: ToolChanges): string {
  if (accepted.size === 0) return "No tool of the server has changed since it was accepted.\n";
  const lines = [...accepted].map(([tool, changed]) =>
    `Accepted ${quoted(tool)}, whose ${describeChange(changed)} changed.`
  );
  return `${escapeText(lines.join("\n"))}\n`;
}

function toText({ alias, tools, collisions = [] }: ServerDescription): string {
  if (tools.length === 0) return "The server offers no tools.\n";
  const lines = tools.map((tool) => {
    const summary = firstLine(tool.description);
    return [
      `await mcp_${alias}.${tool.signature}`,
      ...(summary === "" ? [] : [summary]),
      ...(tool.changed === undefined
        ? []
        : [`changed since it was first seen: its ${describeChange(tool.changed)}`]),
    ].join("\n    ");
  });
  return `${escapeText([...lines, ...collisionLines(collisions, tools)].join("\n"))}\n`;
}

function collisionLines(
  collisions: readonly (readonly string[])[],
  tools: readonly ToolDescription[],
): readonly string[] {
  const aliases = new Map(tools.map(({ name, alias }) => [name, alias]));
  return collisions.slice(0, MAX_SHOWN).map((names) => {
    const shown = names.slice(0, MAX_SHOWN).map((name) =>
      `${quoted(name)} is ${aliases.get(name)}`
    );
    const more = names.length > MAX_SHOWN ? `, and ${names.length - MAX_SHOWN} more` : "";
    return `Names that are alike in Python: ${shown.join(", ")}${more}`;
  });
}

function firstLine(text: string): string {
  const [line = ""] = text.trim().split("\n");
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
