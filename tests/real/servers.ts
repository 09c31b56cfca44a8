/**
 * Real servers from npm and PyPI, over stdio: their tools are listed, and called as far as they work
 * without the network. The first run fetches them. Run by `deno task test:servers`, because they take
 * longer than all else; server-everything over HTTP is in `tests/e2e/everything_over_http_test.ts`.
 */

import assert from "node:assert/strict";
import type { Upstreams } from "../../src/calls/upstreams.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { countTokens } from "../../scripts/demo/count_tokens.ts";
import { estimateTokens } from "../../src/text/token_estimate.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { callerOf } from "../support/call_handlers.ts";
import { joinHalves } from "../support/joined_halves.ts";
import { readAnswerHere } from "../support/read_here.ts";
import { realClock, testLog } from "../support/test_port.ts";
import { stdioServers, testUpstreams } from "../support/test_upstreams.ts";

const SYSTEM = createDenoSystem();
/** Milliseconds for a first start, which fetches the package. */
const FETCH_MS = 300_000;

/** A call, and what its value says. */
interface RealCall {
  readonly tool: string;
  readonly args?: JsonObject;
  readonly says: RegExp;
}

/** A server, where it is from, and what it does without the network. */
interface RealServer {
  readonly name: string;
  /** Package with its exact version; or several, of which the first has the program. */
  readonly npm?: string;
  readonly pypi?: readonly string[];
  /** Arguments; `@` is a folder of its own, in which is a repository with one commit. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Some of its tools. */
  readonly tools: readonly string[];
  readonly calls: readonly RealCall[];
}

const SERVERS: readonly RealServer[] = [
  {
    name: "everything",
    npm: "@modelcontextprotocol/server-everything@2026.8.31",
    tools: ["echo", "get-sum", "get-structured-content"],
    calls: [
      { tool: "echo", args: { message: "hi" }, says: /Echo: hi/ },
      { tool: "get-sum", args: { a: 2, b: 3 }, says: /5/ },
    ],
  },
  {
    name: "filesystem",
    npm: "@modelcontextprotocol/server-filesystem@2026.8.31",
    args: ["@"],
    tools: ["read_text_file", "write_file", "list_directory"],
    calls: [
      { tool: "write_file", args: { path: "@/a.txt", content: "kept" }, says: /a\.txt/ },
      { tool: "read_text_file", args: { path: "@/a.txt" }, says: /kept/ },
    ],
  },
  {
    name: "memory",
    npm: "@modelcontextprotocol/server-memory@2026.8.31",
    env: { MEMORY_FILE_PATH: "@/memory.jsonl" },
    tools: ["create_entities", "read_graph", "search_nodes"],
    calls: [
      {
        tool: "create_entities",
        args: { entities: [{ name: "Ada", entityType: "person", observations: ["counts"] }] },
        says: /Ada/,
      },
      { tool: "search_nodes", args: { query: "Ada" }, says: /counts/ },
    ],
  },
  {
    name: "sequential-thinking",
    npm: "@modelcontextprotocol/server-sequential-thinking@2026.8.31",
    tools: ["sequentialthinking"],
    calls: [{
      tool: "sequentialthinking",
      args: { thought: "one", nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 },
      says: /thoughtNumber.*1/s,
    }],
  },
  {
    name: "playwright",
    npm: "@playwright/mcp@0.0.83",
    tools: ["browser_navigate", "browser_click", "browser_close"],
    // every call starts a browser
    calls: [],
  },
  {
    name: "desktop-commander",
    npm: "@wonderwhy-er/desktop-commander@0.2.52",
    // a browser that one of its packages would fetch
    env: { PUPPETEER_SKIP_DOWNLOAD: "true" },
    tools: ["start_process", "read_file", "list_directory"],
    calls: [{ tool: "list_directory", args: { path: "@" }, says: /tracked\.txt/ }],
  },
  {
    name: "context7",
    npm: "@upstash/context7-mcp@4.1.1",
    tools: ["resolve-library-id"],
    calls: [],
  },
  {
    name: "notion",
    npm: "@notionhq/notion-mcp-server@2.5.2",
    env: { NOTION_TOKEN: "ntn_of-nobody" },
    tools: ["API-post-search"],
    calls: [],
  },
  {
    name: "time",
    pypi: ["mcp-server-time==2026.10.19"],
    tools: ["get_current_time", "convert_time"],
    calls: [{
      tool: "convert_time",
      args: { source_timezone: "UTC", time: "12:00", target_timezone: "Asia/Tokyo" },
      says: /21:00/,
    }],
  },
  {
    name: "git",
    pypi: ["mcp-server-git==2026.10.19"],
    args: ["--repository", "@"],
    tools: ["git_status", "git_log"],
    calls: [{ tool: "git_log", args: { repo_path: "@" }, says: /the first commit/ }],
  },
  {
    name: "sqlite",
    // it names no bound, and does not work with the second version of its SDK
    pypi: ["mcp-server-sqlite==2025.4.25", "mcp==1.30.0"],
    args: ["--db-path", "@/test.db"],
    tools: ["write_query", "read_query"],
    calls: [
      { tool: "create_table", args: { query: "CREATE TABLE t (n INTEGER)" }, says: /created/ },
      { tool: "write_query", args: { query: "INSERT INTO t VALUES (42)" }, says: /affected/ },
      { tool: "read_query", args: { query: "SELECT n FROM t" }, says: /42/ },
    ],
  },
];

/** A folder with a repository in it, and a place for what PyPI gives. */
interface Workshop extends AsyncDisposable {
  readonly folder: string;
  /** The program of a server, installed if it is Python's. */
  argvOf(server: RealServer): Promise<readonly [string, ...string[]]>;
}

async function openWorkshop(): Promise<Workshop> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "real-servers-" }));
  await Deno.writeTextFile(`${folder}/tracked.txt`, "x\n");
  const git = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
  await output("git", ["-C", folder, "init", "--quiet"]);
  await output("git", ["-C", folder, "add", "tracked.txt"]);
  await output("git", ["-C", folder, ...git, "commit", "--quiet", "-m", "the first commit"]);
  const environments = await Deno.makeTempDir({ prefix: "real-servers-python-" });
  return {
    folder,
    async argvOf({ name, npm, pypi = [], args = [] }) {
      const placed = args.map((arg) => inFolder(arg, folder));
      if (npm !== undefined) return ["npx", "-y", "--prefer-offline", npm, ...placed];
      const environment = `${environments}/${name}`;
      await output("python3", ["-m", "venv", environment]);
      await output(`${environment}/bin/pip`, ["install", "--quiet", ...pypi]);
      return [`${environment}/bin/mcp-server-${name}`, ...placed];
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
      await Deno.remove(environments, { recursive: true });
    },
  };
}

async function output(command: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.ok(success, `${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** `@` at the beginning of a text, anywhere in a value, stands for the folder. */
function inFolder(text: string, folder: string): string {
  return text.replace(/^@(?=\/|$)/, folder);
}

function placed(args: JsonObject, folder: string): JsonObject {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === "string" ? inFolder(value, folder) : value,
    ]),
  );
}

interface Bench {
  readonly upstreams: Upstreams;
  call(tool: string, args: JsonObject): Promise<JsonValue>;
}

/** Runs a test against one server, and leaves nothing of it behind. */
async function withServer(
  server: RealServer,
  workshop: Workshop,
  test: (bench: Bench) => Promise<void>,
): Promise<void> {
  const argv = await workshop.argvOf(server);
  const base = Object.fromEntries(["PATH", "HOME"].map((name) => [name, SYSTEM.env(name) ?? ""]));
  const own = Object.entries(server.env ?? {})
    .map(([name, value]) => [name, inFolder(value, workshop.folder)]);
  const env = { ...base, ...Object.fromEntries(own) };
  const { port, table } = joinHalves(() =>
    Promise.resolve(SYSTEM.spawn({ argv, env, ownGroup: true }))
  );
  const { log } = testLog();
  const { name } = server;
  const known = stdioServers([name]);
  const upstreams = testUpstreams({
    servers: known,
    openLink: createStdioLinks({ port, clock: realClock, log, readLarge: readAnswerHere }),
    log,
    startTimeoutMs: FETCH_MS,
    startWaitMs: FETCH_MS,
  });
  const caller = callerOf(upstreams.handlers, known);
  try {
    await test({
      upstreams,
      call: (tool, args) =>
        caller("call_tool", { server: name, tool, arguments: args }, AbortSignal.timeout(FETCH_MS)),
    });
  } finally {
    await upstreams.close();
    await table.close();
  }
}

for (const server of SERVERS) {
  Deno.test(`the real server ${server.name} lists its tools and is called`, async () => {
    await using workshop = await openWorkshop();
    await withServer(server, workshop, async ({ upstreams, call }) => {
      const { tools } = await upstreams.describe(server.name, AbortSignal.timeout(FETCH_MS));
      const names = new Set(tools.map(({ name }) => name));
      const list = JSON.stringify(
        tools.map(({ name, description, input_schema: inputSchema }) => ({
          name,
          description,
          inputSchema,
        })),
      );
      // what `savings` and its documentation claim of the estimate
      assert.ok(Math.abs(estimateTokens(list) / countTokens(list) - 1) <= 0.07);
      for (const tool of server.tools) assert.ok(names.has(tool), `${tool}: ${[...names]}`);
      for (const { tool, args = {}, says } of server.calls) {
        const value = await call(tool, placed(args, workshop.folder));
        assert.match(JSON.stringify(value), says, tool);
      }
    });
  });
}
