import { UpstreamError } from "../errors.ts";
import type { SavedToolRecord, SavedToolSource, ToolToSave } from "../rpc/calls.ts";
import type { Clock } from "../system/system.ts";
import type { CallContext, SavedToolHandlers } from "./handlers.ts";
import { MAX_WRITTEN_TOOLS } from "./run_notes.ts";
import {
  type SavedToolDocs,
  savedToolRecord,
  type SavedToolsPolicy,
  serversBeyond,
} from "./saved_tool_docs.ts";
import {
  describeOrigin,
  formatSavedTool,
  type SavedTool,
  shownServers,
} from "./saved_tool_file.ts";
import {
  checkedName,
  MAX_SAVED_TOOLS,
  MAX_TOOL_BYTES,
  type SavedToolFiles,
} from "./saved_tool_files.ts";

export interface SavedToolsOptions {
  readonly store: SavedToolFiles;
  readonly docs: SavedToolDocs;
  readonly clock: Pick<Clock, "now">;
  readonly policy: SavedToolsPolicy;
}

/**
 * Opens the functions that programs saved for later programs: one file each, in a folder of the
 * state directory. Nothing is read or made before a program asks for it.
 */
export function createSavedTools(options: SavedToolsOptions): SavedToolHandlers {
  const tools = new SavedTools(options);
  if (options.policy === "off") {
    const refuse = (): Promise<never> => Promise.reject(switchedOff());
    return {
      list_saved_tools: () => Promise.resolve([]),
      describe_saved_tools: ({ name }) => name === undefined ? Promise.resolve([]) : refuse(),
      save_tool: refuse,
      load_tool: refuse,
      delete_tool: refuse,
    };
  }
  return {
    list_saved_tools: () => options.store.names(),
    describe_saved_tools: ({ name }, context) =>
      name === undefined ? options.docs.records(context.grant) : tools.describe(name, context),
    save_tool: (params, context) => tools.save(params, context),
    load_tool: ({ name }, context) => tools.load(name, context),
    delete_tool: ({ name }, context) => tools.delete(name, context),
  };
}

/** What one run does with the saved tools. */
class SavedTools {
  readonly #options: SavedToolsOptions;

  constructor(options: SavedToolsOptions) {
    this.#options = options;
  }

  async load(asked: string, context: CallContext): Promise<SavedToolSource> {
    const name = await this.#options.store.find(asked);
    const tool = await this.#readable(name, { purpose: "load", context });
    const beyond = serversBeyond(tool, context.grant);
    const origin = await describeOrigin(tool);
    context.notes.addLoaded(
      name,
      beyond.length === 0 ? origin : `${origin}; here it may also call ${shownServers(beyond)}`,
    );
    return { name, source: tool.source };
  }

  async describe(asked: string, context: CallContext): Promise<readonly SavedToolRecord[]> {
    const name = await this.#options.store.find(asked);
    const tool = await this.#readable(name, { purpose: "describe", context });
    return [savedToolRecord(name, tool, "full")];
  }

  async save(tool: ToolToSave, { grant, notes }: CallContext): Promise<string> {
    const { store, clock } = this.#options;
    const name = checkedName(tool.name);
    const { source, description } = tool;
    const author = { grants: grant.names, savedAt: clock.now() };
    const bytes = formatSavedTool(name, { source, description, author });
    if (bytes.length > MAX_TOOL_BYTES) {
      throw limit(
        `save the tool "${name}"`,
        `it has ${bytes.length} bytes, the most is ${MAX_TOOL_BYTES}`,
      );
    }
    return await store.change(`save the tool "${name}"`, async () => {
      if (!notes.mayWrite(name)) throw tooManyChanges(`save the tool "${name}"`);
      const names = await store.names();
      const exists = names.includes(name);
      if (!exists && names.length >= MAX_SAVED_TOOLS) {
        throw limit(
          `save the tool "${name}"`,
          `${MAX_SAVED_TOOLS} are saved already, the most that are kept; delete one that is not ` +
            "used by runtime.delete_tool(name)",
        );
      }
      const before = exists ? await this.#originOf(name) : null;
      if (before !== null && !tool.replace) {
        throw new UpstreamError(
          "BAD_ARGUMENTS",
          `Cannot save the tool "${name}": there is one of this name (${before}); give the ` +
            "function another name, or overwrite that one by save_tool(function, replace=True)",
        );
      }
      await store.write(name, bytes);
      notes.addWritten(name, { before, after: await describeOrigin({ source, author }) });
      return name;
    });
  }

  /** Deletes a tool that this run may load, or one whose file is damaged. */
  async delete(asked: string, context: CallContext): Promise<string> {
    const { store } = this.#options;
    const what = `delete the tool "${checkedName(asked)}"`;
    return await store.change(what, async () => {
      const name = await store.find(asked);
      if (!context.notes.mayWrite(name)) throw tooManyChanges(what);
      const tool = await store.read(name);
      if (tool !== null) await this.#admit(tool, { name, purpose: "delete", context });
      const before = await this.#originOf(name);
      await store.remove(name);
      context.notes.addWritten(name, { before, after: null });
      return name;
    });
  }

  async #originOf(name: string): Promise<string> {
    const tool = await this.#options.store.read(name);
    return tool === null ? "damaged" : await describeOrigin(tool);
  }

  async #readable(name: string, use: Omit<Use, "name">): Promise<SavedTool> {
    const tool = await this.#options.store.read(name);
    if (tool === null) {
      throw new UpstreamError(
        "NOT_FOUND",
        `Cannot ${use.purpose} the saved tool "${name}": its file is damaged or no regular file; ` +
          "save it again with replace=True",
      );
    }
    await this.#admit(tool, { ...use, name });
    return tool;
  }

  async #admit(tool: SavedTool, { name, purpose, context }: Use): Promise<void> {
    const beyond = serversBeyond(tool, context.grant);
    if (this.#options.policy !== "same-grant" || beyond.length === 0) return;
    throw new UpstreamError(
      "NOT_AVAILABLE",
      `Cannot ${purpose} the saved tool "${name}" (${await describeOrigin(tool)}): this run is ` +
        `also granted ${shownServers(beyond)}, and MCP_BRIDGE_SAVED_TOOLS is "same-grant"; run ` +
        "without, or save the tool again in a run with these servers",
    );
  }
}

/** What a run wants of a tool. */
interface Use {
  readonly name: string;
  readonly purpose: "load" | "describe" | "delete";
  readonly context: CallContext;
}

function limit(what: string, reason: string): UpstreamError {
  return new UpstreamError("LIMIT", `Cannot ${what}: ${reason}`);
}

function tooManyChanges(what: string): UpstreamError {
  const reason = `this run has saved or deleted ${MAX_WRITTEN_TOOLS} tools, the most a run may`;
  return limit(what, reason);
}

function switchedOff(): UpstreamError {
  return new UpstreamError(
    "NOT_AVAILABLE",
    'Cannot use saved tools: MCP_BRIDGE_SAVED_TOOLS is "off"; define the function in the program',
  );
}
