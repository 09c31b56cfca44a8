import { messageOf, UpstreamError } from "../errors.ts";
import { isJsonArray, isJsonObject, type JsonValue, ownText, ownValue } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";
import type { SavedToolSource, ToolToSave } from "../rpc/calls.ts";
import { listOwnDirectory, makeOwnDirectory } from "../system/own_directory.ts";
import { sha256 } from "../system/sha256.ts";
import type { Clock, Files } from "../system/system.ts";
import { quoted } from "../text/nearest.ts";
import type { Grant } from "./grant.ts";
import type { CallContext, SavedToolHandlers } from "./handlers.ts";
import { MAX_WRITTEN_TOOLS } from "./run_notes.ts";

/**
 * Which saved tools a run may load: every one; only those whose author's run was granted all that
 * this run is granted; none, and none may be saved.
 */
export type SavedToolsPolicy = "on" | "same-grant" | "off";

export interface SavedToolsOptions {
  readonly files: Files;
  readonly clock: Pick<Clock, "now">;
  /** Absolute path of the folder; made when first needed. */
  readonly directory: string;
  readonly policy: SavedToolsPolicy;
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
/** Files of format 1 do not say who saved them. */
const FORMAT = 2;
/** Digits of the hash that tells versions of a tool apart. */
const HASH_DIGITS = 12;
/** Servers that a note names; the others are counted. */
const MAX_SHOWN_SERVERS = 5;

/** A saved tool as its file has it. */
export interface SavedTool {
  readonly source: string;
  readonly description: string;
  /** Who saved it; `null` in a file of format 1. */
  readonly author: Author | null;
}

interface Author {
  /** Names of the servers that the author's run was granted. */
  readonly grants: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly savedAt: number;
}

/**
 * Opens the functions that programs saved for later programs: one file each, in a folder of the
 * state directory. Nothing is read or made before a program asks for it.
 */
export function createSavedTools(options: SavedToolsOptions): SavedToolHandlers {
  const store = new SavedToolFiles(options);
  if (options.policy === "off") {
    const refuse = (): Promise<never> => Promise.reject(switchedOff());
    return { list_saved_tools: () => Promise.resolve([]), save_tool: refuse, load_tool: refuse };
  }
  return {
    list_saved_tools: () => store.names(),
    save_tool: (params, context) => store.save(params, context),
    load_tool: ({ name }, context) => store.load(name, context),
  };
}

/** The files of the saved tools. */
export class SavedToolFiles {
  readonly #options: SavedToolsOptions;
  /** The last save. They run one at a time, so that none overwrites what another has just saved. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SavedToolsOptions) {
    this.#options = options;
  }

  /**
   * Names of the saved tools, sorted.
   *
   * @throws {UpstreamError} `NOT_AVAILABLE` when the folder cannot be used
   */
  async names(): Promise<readonly string[]> {
    const { files, directory } = this.#options;
    const found = await listOwnDirectory(files, directory).catch((error) => {
      throw unusable("list the saved tools", error);
    });
    return found
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
      .filter((name) => TOOL_NAME.test(name))
      .slice(0, MAX_SAVED_TOOLS);
  }

  /** What tells one state of a tool's file from another; `null` when there is none. */
  async state(name: string): Promise<string | null> {
    const info = await this.#options.files.info(this.#pathOf(name)).catch(() => null);
    return info?.kind === "file" ? `${info.size} ${info.modified}` : null;
  }

  save(tool: ToolToSave, context: CallContext): Promise<string> {
    const saved = this.#last.then(() => this.#save(tool, context));
    this.#last = saved.catch(() => {});
    return saved;
  }

  async load(asked: string, { grant, notes }: CallContext): Promise<SavedToolSource> {
    const name = checkedName(asked);
    const names = await this.names();
    if (!names.includes(name)) {
      const known = names.length === 0
        ? "none is saved"
        : `saved: ${names.slice(0, 40).join(", ")}`;
      throw new UpstreamError("NOT_FOUND", `No saved tool is named "${name}"; ${known}`);
    }
    const tool = await this.read(name);
    if (tool === null) {
      throw new UpstreamError(
        "NOT_FOUND",
        `Cannot load the saved tool "${name}": its file is damaged or no regular file; ` +
          "save it again with replace=True",
      );
    }
    const beyond = serversBeyond(tool, grant);
    const origin = await describeOrigin(tool);
    if (this.#options.policy === "same-grant" && beyond.length > 0) {
      throw new UpstreamError(
        "NOT_AVAILABLE",
        `Cannot load the saved tool "${name}" (${origin}): this run is also granted ` +
          `${shownServers(beyond)}, and MCP_BRIDGE_SAVED_TOOLS is "same-grant"; run without, or ` +
          "save the tool again in a run with these servers",
      );
    }
    notes.addLoaded(
      name,
      beyond.length === 0 ? origin : `${origin}; here it may also call ${shownServers(beyond)}`,
    );
    return { name, source: tool.source };
  }

  async #save(tool: ToolToSave, { grant, notes }: CallContext): Promise<string> {
    const { files, clock, directory } = this.#options;
    const name = checkedName(tool.name);
    const { source, description } = tool;
    const author = { grants: grant.names, savedAt: clock.now() };
    const text = writeJson({ format: FORMAT, name, description, source, ...author });
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > MAX_TOOL_BYTES) {
      throw limit(name, `it has ${bytes.length} bytes, the most is ${MAX_TOOL_BYTES}`);
    }
    if (!notes.mayWrite(name)) {
      throw limit(name, `this run has saved ${MAX_WRITTEN_TOOLS} tools, the most a run may save`);
    }
    const names = await this.names();
    const exists = names.includes(name);
    if (!exists && names.length >= MAX_SAVED_TOOLS) {
      throw limit(name, `${MAX_SAVED_TOOLS} are saved already, the most that are kept`);
    }
    const found = exists ? await this.read(name) : null;
    const before = found === null ? "damaged" : await describeOrigin(found);
    if (exists && !tool.replace) {
      throw new UpstreamError(
        "BAD_ARGUMENTS",
        `Cannot save the tool "${name}": there is one of this name (${before}); give the function ` +
          "another name, or overwrite that one by save_tool(function, replace=True)",
      );
    }
    try {
      await makeOwnDirectory(files, directory);
      await files.writeAtomic(this.#pathOf(name), bytes, 0o600);
    } catch (error) {
      throw unusable(`save the tool "${name}"`, error);
    }
    const after = await describeOrigin({ source, author });
    notes.addWritten(name, { before: exists ? before : null, after });
    return name;
  }

  /** `null` when the file is damaged, no regular file, or that of another tool. */
  async read(name: string): Promise<SavedTool | null> {
    try {
      const text = await this.#options.files.readOwnText(this.#pathOf(name), MAX_TOOL_BYTES);
      return toSavedTool(parseJson(text), name);
    } catch {
      return null;
    }
  }

  #pathOf(name: string): string {
    return `${this.#options.directory}/${name}${SUFFIX}`;
  }
}

/** Servers of a run that a tool's author was not granted. */
export function serversBeyond({ author }: SavedTool, { names }: Grant): readonly string[] {
  return author === null ? names : names.filter((server) => !author.grants.includes(server));
}

function checkedName(name: string): string {
  if (TOOL_NAME.test(name) && !DEVICE_NAME.test(name)) return name;
  throw new UpstreamError(
    "BAD_ARGUMENTS",
    `Cannot use ${quoted(name)} as the name of a saved tool: ` +
      "it must be 1 to 64 of a-z, 0-9 and _, and begin with a letter",
  );
}

function limit(name: string, reason: string): UpstreamError {
  return new UpstreamError("LIMIT", `Cannot save the tool "${name}": ${reason}`);
}

/** Without paths, which are facts about the machine: the system's messages end in one. */
function unusable(what: string, error: unknown): UpstreamError {
  const known = whyUnwritten(error);
  if (known !== null) {
    return new UpstreamError("NOT_AVAILABLE", `Cannot ${what}: ${known}; tell the user`, {
      cause: error,
    });
  }
  const message = messageOf(error);
  const reason = /^.*?\(os error \d+\)/.exec(message)?.[0] ?? message;
  return new UpstreamError(
    "NOT_AVAILABLE",
    `Cannot ${what}: the folder of saved tools cannot be used: ${reason}`,
  );
}

/** In words that name no path of the machine; `null` for another reason. */
function whyUnwritten(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC" || code === "EDQUOT") return "no space is left on the disk";
  if (code === "EROFS") return "the bridge's state directory is on a read-only file system";
  if (code === "EACCES" || code === "EPERM") {
    return "the bridge cannot write to its state directory";
  }
  return null;
}

function switchedOff(): UpstreamError {
  return new UpstreamError(
    "NOT_AVAILABLE",
    'Cannot use saved tools: MCP_BRIDGE_SAVED_TOOLS is "off"; define the function in the program',
  );
}

function toSavedTool(value: JsonValue | undefined, name: string): SavedTool | null {
  if (value === undefined || !isJsonObject(value) || ownText(value, "name") !== name) return null;
  const source = ownText(value, "source");
  if (source === undefined) return null;
  const description = ownText(value, "description") ?? "";
  const format = ownValue(value, "format");
  if (format === 1) return { source, description, author: null };
  const grants = ownValue(value, "grants");
  const savedAt = ownValue(value, "savedAt");
  if (format !== FORMAT || !isTextList(grants) || typeof savedAt !== "number") return null;
  return { source, description, author: { grants, savedAt } };
}

function isTextList(value: JsonValue | undefined): value is readonly string[] {
  return value !== undefined && isJsonArray(value) &&
    value.every((item) => typeof item === "string");
}

/** Where a version of a tool comes from: its hash, when it was saved, and by a run with which servers. */
async function describeOrigin(
  { source, author }: Pick<SavedTool, "source" | "author">,
): Promise<string> {
  const hash = (await sha256(source)).slice(0, HASH_DIGITS);
  if (author === null) return `${hash}, of an earlier version that noted no author`;
  const date = new Date(author.savedAt);
  const when = Number.isNaN(date.getTime()) ? "an unknown time" : date.toISOString();
  const whose = author.grants.length === 0
    ? "without servers"
    : `with ${shownServers(author.grants)}`;
  return `${hash}, saved ${when} by a run ${whose}`;
}

function shownServers(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN_SERVERS).map(quoted).join(", ");
  const more = names.length - MAX_SHOWN_SERVERS;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
