// deno-lint-ignore-file no-console -- its output is its purpose
/**
 * One of many processes that save tools in one folder: `save_tools.ts DIRECTORY NAME COUNT`. It says
 * that it is ready and waits for the end of stdin. Then it tries to create `COUNT` tools that all such
 * processes want, and as many of its own. It prints the names of those that it created as JSON.
 */

import { SavedToolDocs } from "../../src/calls/saved_tool_docs.ts";
import { SavedToolFiles } from "../../src/calls/saved_tool_files.ts";
import { createSavedTools } from "../../src/calls/saved_tools.ts";
import { UpstreamError } from "../../src/errors.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";
import { callerOf } from "./call_handlers.ts";

const [directory = "", name = "", count = ""] = Deno.args;
const store = new SavedToolFiles({ files: createDenoFiles(), directory });
const docs = new SavedToolDocs({ store, policy: "on" });
const call = callerOf(createSavedTools({ store, docs, policy: "on", clock: { now: () => 0 } }));
const { signal } = new AbortController();

/** The name, if nobody had saved such a tool before. */
async function create(tool: string): Promise<string | null> {
  try {
    await call("save_tool", { name: tool, source: name, description: "" }, signal);
    return tool;
  } catch (error) {
    if (error instanceof UpstreamError && error.code === "BAD_ARGUMENTS") return null;
    throw error;
  }
}

console.log("ready");
for await (const _ of Deno.stdin.readable);
const places = Array.from({ length: Number(count) }, (_, at) => at);
const wanted = places.flatMap((at) => [`shared_${at}`, `${name}_${at}`]);
const created = await Promise.all(wanted.map(create));
console.log(JSON.stringify(created.filter((tool) => tool !== null)));
