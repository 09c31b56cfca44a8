import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { makeTemporaryFolder } from "../build/run_interruptibly.ts";
import { npmCache } from "./user_caches.ts";

/** The servers of the demo, in the versions with which it was tested. */
const FILESYSTEM = "@modelcontextprotocol/server-filesystem@2026.8.31";
const EVERYTHING = "@modelcontextprotocol/server-everything@2026.8.31";

const SALES: Readonly<Record<string, string>> = {
  "january.csv": "region,amount\nnorth,120.50\nsouth,80.25\nwest,43.00\n",
  "february.csv": "region,amount\nnorth,99.50\nsouth,120.75\neast,61.30\n",
  "notes.txt": "The west office closed at the end of January.\n",
};

interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A temporary home directory, so that the demo changes none of the user's files. */
export interface DemoHome {
  readonly path: string;
  /** Folder that the filesystem server serves. */
  readonly data: string;
  readonly servers: Readonly<Record<string, ServerCommand>>;
}

/** Creates the home directory with its data and its MCP configuration. */
export async function createDemoHome(resources: AsyncDisposableStack): Promise<DemoHome> {
  const path = await makeTemporaryFolder(resources, { prefix: "mcp-code-bridge-demo-" });
  const data = `${path}/sales`.replaceAll("\\", "/");
  await Deno.mkdir(data);
  for (const [name, text] of Object.entries(SALES)) {
    await Deno.writeTextFile(`${data}/${name}`, text);
  }
  const servers = { filesystem: npx(FILESYSTEM, data), everything: npx(EVERYTHING) };
  const directory = `${path}/.config/mcp/servers`;
  await Deno.mkdir(directory, { recursive: true });
  await Deno.writeTextFile(
    `${directory}/demo.json`,
    JSON.stringify({ mcpServers: servers }, null, 2),
  );
  return { path, data, servers };
}

/** The demo's servers cannot be had. The message is for the person who started it. */
export class NoDemoServers extends Error {}

/** npm gives a registry that cannot be reached up after seconds, not after minutes. */
const SOON: Readonly<Record<string, string>> = {
  npm_config_fetch_retries: "1",
  npm_config_fetch_retry_mintimeout: "1000",
  npm_config_fetch_retry_maxtimeout: "2000",
  npm_config_fetch_timeout: "20000",
};

/**
 * The tool lists of the demo's servers as a client would put them into the model's context. This
 * also downloads the packages, so that the demo does not measure the download.
 *
 * @throws {NoDemoServers}
 */
export async function listUpstreamTools(home: DemoHome): Promise<string> {
  const lists: unknown[] = [];
  for (const { command, args, env } of Object.values(home.servers)) {
    const program = Deno.build.os === "windows" ? `${command}.cmd` : command;
    const path = Deno.env.get("PATH") ?? "";
    const transport = new StdioClientTransport({
      command: program,
      args: [...args],
      env: { ...env, PATH: path, HOME: home.path },
      stderr: "ignore",
    });
    const client = new Client({ name: "demo", version: "1" });
    try {
      await client.connect(transport, { timeout: 300_000 });
      lists.push((await client.listTools()).tools);
    } catch {
      throw new NoDemoServers(
        `Cannot start a server of the demo: \`${command} ${
          args.join(" ")
        }\` gave no answer; the first ` +
          "run needs Node.js and the network (npm's registry), later runs use what was downloaded.",
      );
    } finally {
      await client.close();
    }
  }
  return lists.map((list) => JSON.stringify(list)).join("\n");
}

function npx(name: string, ...args: readonly string[]): ServerCommand {
  // the user's own npm cache, although the servers see another home directory
  return {
    command: "npx",
    args: ["--prefer-offline", "-y", name, ...args],
    env: { ...SOON, npm_config_cache: npmCache() },
  };
}
