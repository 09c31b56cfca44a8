import { UpstreamError } from "../errors.ts";
import { parseJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";
import type { SavedToolSource, ToolToSave } from "../rpc/calls.ts";
import type { SavedToolHandlers } from "./handlers.ts";
import type { Files } from "../system/system.ts";
import { quoted } from "../text/nearest.ts";

export interface SavedToolsOptions {
  readonly files: Files;
  /** Absolute path of the folder; made when first needed. */
  readonly directory: string;
}

/** Tools that are kept, at most. */
export const MAX_SAVED_TOOLS = 1_000;
/** Bytes of one tool's file, at most. */
export const MAX_TOOL_BYTES = 256 * 1024;

/** A Python function's name that is also a safe file name on every platform. */
const TOOL_NAME = /^[a-z][a-z0-9_]{0,63}$/;
/** Names that Windows keeps for devices, whatever the extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
const SUFFIX = ".json";
const FORMAT = 1;

/**
 * Opens the functions that programs saved for later programs: one file each, in a folder of the
 * state directory. Nothing is read or made before a program asks for it.
 */
export function createSavedTools(options: SavedToolsOptions): SavedToolHandlers {
  return {
    list_saved_tools: () => listNames(options),
    save_tool: (params) => save(options, params),
    load_tool: ({ name }) => load(options, name),
  };
}

async function listNames({ files, directory }: SavedToolsOptions): Promise<readonly string[]> {
  const found = await files.list(directory);
  return found
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .filter((name) => TOOL_NAME.test(name))
    .slice(0, MAX_SAVED_TOOLS);
}

async function save(options: SavedToolsOptions, tool: ToolToSave): Promise<string> {
  const name = checkedName(tool.name);
  const { source, description } = tool;
  const text = writeJson({ format: FORMAT, name, description, source });
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MAX_TOOL_BYTES) {
    throw new UpstreamError(
      "LIMIT",
      `Cannot save the tool "${name}": it has ${bytes.length} bytes, the most is ${MAX_TOOL_BYTES}`,
    );
  }
  const names = await listNames(options);
  if (!names.includes(name) && names.length >= MAX_SAVED_TOOLS) {
    throw new UpstreamError(
      "LIMIT",
      `Cannot save the tool "${name}": ${MAX_SAVED_TOOLS} are saved already, the most that are kept`,
    );
  }
  await options.files.makeDirectory(options.directory, 0o700);
  await options.files.writeAtomic(pathOf(options, name), bytes, 0o600);
  return name;
}

async function load(options: SavedToolsOptions, asked: string): Promise<SavedToolSource> {
  const name = checkedName(asked);
  const path = pathOf(options, name);
  const info = await options.files.info(path);
  if (info === null || info.kind !== "file") {
    const names = await listNames(options);
    const known = names.length === 0 ? "none is saved" : `saved: ${names.slice(0, 40).join(", ")}`;
    throw new UpstreamError("NOT_FOUND", `No saved tool is named "${name}"; ${known}`);
  }
  const saved: unknown = parseJson(await options.files.readText(path, MAX_TOOL_BYTES));
  if (!isSavedTool(saved) || saved.name !== name) {
    throw new UpstreamError(
      "NOT_FOUND",
      `Cannot load the saved tool "${name}": its file is damaged; save it again`,
    );
  }
  return { name, source: saved.source };
}

function checkedName(name: string): string {
  if (TOOL_NAME.test(name) && !DEVICE_NAME.test(name)) return name;
  throw new UpstreamError(
    "BAD_ARGUMENTS",
    `Cannot use ${quoted(name)} as the name of a saved tool: ` +
      "it must be 1 to 64 of a-z, 0-9 and _, and begin with a letter",
  );
}

function pathOf({ directory }: SavedToolsOptions, name: string): string {
  return `${directory}/${name}${SUFFIX}`;
}

function isSavedTool(value: unknown): value is { name: string; source: string } {
  return typeof value === "object" && value !== null &&
    "format" in value && value.format === FORMAT &&
    "name" in value && typeof value.name === "string" &&
    "source" in value && typeof value.source === "string";
}
