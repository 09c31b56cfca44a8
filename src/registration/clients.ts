import {
  type ClientEnvironment,
  type ResolvedLocation,
  resolveRow,
} from "../discovery/client_paths.ts";
import { CLIENT_LOCATIONS, type ClientLocation } from "../discovery/client_table.ts";
import { CLIENT_SHAPES, type ClientSlug } from "../discovery/formats/client_shapes.ts";
import { isJsonObject, type JsonObject } from "../json/json.ts";
import { pathsOf } from "../system/paths.ts";
import { jsonSyntax } from "./edit_json.ts";
import { tomlSyntax } from "./edit_toml.ts";
import type { Syntax } from "./entry_editor.ts";

/** How a client starts a server. */
export interface Launch {
  /** An absolute path, or a name to be found on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Settings of the bridge, by their variables. */
  readonly env: Readonly<Record<string, string>>;
}

/** A client in whose configuration the bridge can be entered. */
interface ClientRow {
  /** As in `CLIENT_LOCATIONS`, whose rows say where its files are. */
  readonly client: string;
  readonly syntax: Syntax;
  /** An entry that starts a server. */
  entry(launch: Launch): JsonObject;
  /** The member of an entry that holds its variables. */
  readonly variables: string;
  /** What makes it read its configuration again, as a sentence. */
  readonly restart: string;
  /**
   * The file that is made when none of its files is there; an entry is else written to the first that
   * is. @default {an entry is written to the first row of the table}
   */
  readonly newFile?: string;
  /** Why a file cannot be written to, as a clause, when its servers are in another form. */
  refuse?(file: JsonObject): string | null;
  /** A folder beside its file that shows that it is installed, where its file lies in a shared one. */
  readonly folder?: string;
}

const PLAIN = { syntax: jsonSyntax, variables: "env" } as const;

/**
 * What each client's documentation says of an entry: code.claude.com/docs/en/mcp,
 * modelcontextprotocol.io/docs/develop/connect-local-servers, cursor.com/docs/context/mcp,
 * code.visualstudio.com/docs/copilot/reference/mcp-configuration,
 * docs.windsurf.com/windsurf/cascade/mcp, `codex-rs/config/src/mcp_types.rs` of openai/codex,
 * `docs/tools/mcp-server.md` of google-gemini/gemini-cli, opencode.ai/docs/mcp-servers,
 * docs.github.com/copilot/how-tos/copilot-cli, `docs/src/ai/mcp.md` of zed-industries/zed.
 */
const CLIENTS: Readonly<Record<ClientSlug, ClientRow>> = {
  "claude-code": {
    ...PLAIN,
    client: "Claude Code",
    entry: (launch) => ({ type: "stdio", ...plainEntry(launch) }),
    restart: "Start a new session of Claude Code.",
    folder: ".claude",
  },
  "claude-desktop": {
    ...PLAIN,
    client: "Claude Desktop",
    entry: plainEntry,
    restart: "Quit Claude Desktop and open it again.",
  },
  "cursor": {
    ...PLAIN,
    client: "Cursor",
    entry: (launch) => ({ type: "stdio", ...plainEntry(launch) }),
    restart: "Cursor takes this up by itself; Settings, MCP shows it.",
  },
  "vs-code": {
    ...PLAIN,
    client: "VS Code",
    entry: (launch) => ({ type: "stdio", ...plainEntry(launch) }),
    restart: 'In VS Code, the command "MCP: List Servers" starts and stops it.',
  },
  "windsurf": {
    ...PLAIN,
    client: "Windsurf",
    entry: plainEntry,
    restart: "In Windsurf, press Refresh in the MCP settings of Cascade.",
  },
  "codex": {
    client: "Codex",
    syntax: tomlSyntax,
    entry: plainEntry,
    variables: "env",
    restart: "Start a new session of Codex.",
  },
  "gemini-cli": {
    ...PLAIN,
    client: "Gemini CLI",
    entry: plainEntry,
    restart: "Start Gemini CLI again.",
  },
  "qwen-code": {
    ...PLAIN,
    client: "Qwen Code",
    entry: plainEntry,
    restart: "Start Qwen Code again.",
  },
  "opencode": {
    client: "OpenCode",
    syntax: jsonSyntax,
    entry: ({ command, args, env }) => ({
      type: "local",
      command: [command, ...args],
      enabled: true,
      ...(Object.keys(env).length === 0 ? {} : { environment: env }),
    }),
    variables: "environment",
    restart: "Start OpenCode again.",
    newFile: "opencode.json",
    refuse: refuseSecondOpenCode,
  },
  "copilot-cli": {
    ...PLAIN,
    client: "Copilot CLI",
    entry: (launch) => ({ type: "local", ...plainEntry(launch), tools: ["*"] }),
    restart: "Start Copilot CLI again.",
  },
  "zed": {
    ...PLAIN,
    client: "Zed",
    // older versions take no entry without it
    entry: (launch) => ({ source: "custom", ...plainEntry(launch) }),
    restart: "Zed takes this up by itself; the settings of its Agent Panel show it.",
  },
};

/** Version 2 has its servers in `mcp.servers` (opencode.ai/v2/docs/mcp-servers). */
function refuseSecondOpenCode(file: JsonObject): string | null {
  const { mcp } = file;
  const servers = isJsonObject(mcp) ? mcp["servers"] : undefined;
  if (!isJsonObject(servers) || Object.hasOwn(servers, "type")) return null;
  return 'it has "mcp.servers", the form of OpenCode 2, which is not written here: add an entry by hand';
}

function plainEntry({ command, args, env }: Launch): JsonObject {
  return { command, args, ...(Object.keys(env).length === 0 ? {} : { env }) };
}

/** Names of all clients on the command line. */
export const CLIENT_SLUGS: readonly ClientSlug[] = Object.keys(CLIENT_SHAPES) as ClientSlug[];

/** A client on this machine. */
export interface InstalledClient extends Omit<ClientRow, "newFile" | "folder"> {
  readonly slug: ClientSlug;
  /** The member of its file that holds the servers. */
  readonly key: string;
  /** Its files that are there, as the user's table has them. */
  readonly files: readonly ResolvedLocation[];
  /** The file that an entry is written to; it need not be there. */
  readonly target: ResolvedLocation;
  /** Whether its files or its folder are there. */
  readonly installed: boolean;
}

/** A client on this machine; `null` when its files have no place, because no home directory is known. */
export function findClient(slug: ClientSlug, machine: ClientEnvironment): InstalledClient | null {
  const { newFile, folder, ...row } = CLIENTS[slug];
  const { basename, dirname, join } = pathsOf(machine.platform);
  const locations = CLIENT_LOCATIONS.filter((one) => one.client === row.client && isUsers(one))
    .flatMap((one) => resolveRow(one, { environment: machine, searched: [], root: machine.cwd() }));
  const files = locations.filter(({ path }) => machine.files.existsSync(path));
  const target = newFile === undefined
    ? locations[0]
    : files[0] ?? locations.find(({ path }) => basename(path) === newFile);
  if (target === undefined) return null;
  const directory = dirname(target.path);
  const own = folder === undefined || directory !== machine.home();
  const installed = files.length > 0 ||
    machine.files.existsSync(own ? directory : join(directory, folder));
  return { ...row, slug, key: CLIENT_SHAPES[slug].key, files, target, installed };
}

/** Every client that has a place on this machine. */
export function findClients(machine: ClientEnvironment): readonly InstalledClient[] {
  return CLIENT_SLUGS.map((slug) => findClient(slug, machine)).filter((client) => client !== null);
}

/** Whether a row is a file that the user may change: no project's, no administrator's. */
function isUsers({ scope, kind, base }: ClientLocation): boolean {
  return scope === "user" && kind === "file" && !base.endsWith("_system");
}
