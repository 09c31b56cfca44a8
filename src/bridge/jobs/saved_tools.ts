import { savedToolRecord } from "../../calls/saved_tool_docs.ts";
import { describeOrigin, type SavedTool } from "../../calls/saved_tool_file.ts";
import type { SavedToolFiles } from "../../calls/saved_tool_files.ts";
import { UpstreamError, UsageError } from "../../errors.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import type { Job } from "../../ipc/messages.ts";
import { writeJson } from "../../json/write_json.ts";
import { cleanLine } from "../../text/clean_text.ts";
import { escapeText } from "../../text/escape.ts";
import type { JobContext } from "./job_context.ts";

/** Characters of where a tool comes from. */
const MAX_ORIGIN = 600;

type SavedToolsJob = Extract<Job, { kind: "saved_tools" }>;

/** A tool by its name; `tool` is `null` when its file is damaged. */
interface Named {
  readonly name: string;
  readonly tool: SavedTool | null;
}

export interface SavedToolsContext extends Pick<JobContext, "savedTools"> {
  readonly emitter: Pick<JobContext["emitter"], "write">;
}

/**
 * Lists, shows, deletes or exports the functions that programs saved. It is the user who asks, so
 * `MCP_BRIDGE_SAVED_TOOLS` does not matter. Nothing of a tool runs.
 *
 * @returns the exit code
 * @throws {UsageError} when no tool has a name that was given; then nothing is deleted
 * @throws {UpstreamError} when the folder of saved tools cannot be used
 */
export async function manageSavedTools(
  job: SavedToolsJob,
  { savedTools, emitter }: SavedToolsContext,
): Promise<number> {
  const all = job.names.length === 0 && job.action !== "delete";
  const names = all ? await savedTools.names() : await known(job, savedTools);
  const text = job.action === "delete"
    ? await deleted(names, { job, savedTools })
    : await ACTIONS[job.action](await read(names, savedTools), job);
  const shown = job.terminal ? escapeText(text) : text;
  await emitter.write("stdout", new TextEncoder().encode(shown));
  return EXIT_CODES.success;
}

const ACTIONS = { list: listText, show: sourceText, export: sourceText } as const;

async function known({ names }: SavedToolsJob, store: SavedToolFiles): Promise<readonly string[]> {
  try {
    return await Promise.all(new Set(names).values().map((name) => store.find(name)));
  } catch (error) {
    const isMistaken = error instanceof UpstreamError && error.code !== "NOT_AVAILABLE";
    throw isMistaken ? new UsageError(error.message, { cause: error }) : error;
  }
}

async function read(names: readonly string[], store: SavedToolFiles): Promise<readonly Named[]> {
  return await Promise.all(names.map(async (name) => ({ name, tool: await store.read(name) })));
}

async function listText(tools: readonly Named[], { json }: SavedToolsJob): Promise<string> {
  if (json) return jsonText(tools, "summary");
  if (tools.length === 0) return "No program has saved a tool.\n";
  const entries = await Promise.all(tools.map(async ({ name, tool }) => {
    if (tool === null) return `${name}\n    its file is damaged`;
    const { signature, description } = savedToolRecord(name, tool, "summary");
    return [
      signature,
      ...(description === "" ? [] : [description]),
      cleanLine(await describeOrigin(tool), MAX_ORIGIN),
    ]
      .join("\n    ");
  }));
  return `${entries.join("\n")}\n`;
}

/** The tools as Python, which one may read, keep, or give to another bridge. */
async function sourceText(tools: readonly Named[], { json }: SavedToolsJob): Promise<string> {
  return json ? jsonText(tools, "full") : await sources(tools);
}

async function sources(tools: readonly Named[]): Promise<string> {
  const parts = await Promise.all(tools.map(async ({ name, tool }) => {
    if (tool === null) return `# ${name}: its file is damaged\n`;
    // a comment of one line, whatever the file says of servers
    const origin = cleanLine(await describeOrigin(tool), MAX_ORIGIN);
    return `# ${name}: ${origin}\n${tool.source.trimEnd()}\n`;
  }));
  return parts.join("\n\n");
}

function jsonText(tools: readonly Named[], detail: "summary" | "full"): string {
  const records = tools.map(({ name, tool }) =>
    tool === null ? { name, damaged: true } : savedToolRecord(name, tool, detail)
  );
  return `${writeJson(records, 2)}\n`;
}

async function deleted(
  names: readonly string[],
  { job, savedTools }: { readonly job: SavedToolsJob; readonly savedTools: SavedToolFiles },
): Promise<string> {
  await savedTools.change("delete saved tools", async () => {
    for (const name of names) await savedTools.remove(name);
  });
  if (job.json) return `${writeJson(names, 2)}\n`;
  return `Deleted ${names.join(", ") || "no tool"}.\n`;
}
