import { clients } from "../../../src/doctor/checks/clients.ts";
import { orphanProcesses } from "../../../src/doctor/checks/orphan_processes.ts";
import { RecordFiles } from "../../../src/known_tools/record_files.ts";
import { createDefinitionDigest } from "../../../src/launcher/definition_digest.ts";
import { executable } from "../../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../../fakes/fake_system.ts";
import { type Case, contextOf, type Scene, STATE } from "../scene.ts";

const OWN = "/opt/bridge/mcp-code-bridge";

/** A compiled bridge, and what a user's Cursor has in its file. */
function cursorWith(
  entries: Readonly<Record<string, unknown>>,
  options: FakeSystemOptions = {},
): FakeSystem {
  return new FakeSystem({
    compiled: true,
    execPath: OWN,
    env: { PATH: "/usr/bin" },
    ...options,
    files: {
      [OWN]: executable(),
      "/usr/bin/node": executable(),
      "/home/ada/.cursor/mcp.json": JSON.stringify({ mcpServers: entries }),
      ...options.files,
    },
  });
}

const BRIDGE = { "mcp-code-bridge": { command: OWN } };

/** What the bridge has kept of the tools of Cursor's `jira`. */
async function withKeptTools(): Promise<Scene> {
  const system = cursorWith({ ...BRIDGE, jira: { command: "node" }, wiki: { command: "node" } }, {
    files: { [`${STATE}/digest-key`]: "0".repeat(64) },
  });
  const { discovery } = await (await contextOf({ system })).files();
  const jira = discovery.servers.find(({ name }) => name === "jira");
  if (jira === undefined) throw new Error("jira was not found");
  const digest = await createDefinitionDigest({ system, log: () => {}, stateDir: STATE })(jira);
  const directory = `${STATE}/bridge/known-tools`;
  const files = new RecordFiles({
    files: system.files,
    directory,
    lock: (_path, action) => action(),
  });
  await files.update(digest ?? "", (record) => ({
    ...record,
    list: { tools: [{ name: "search", description: "x".repeat(1_000) }], listedAt: 0 },
  }));
  return { system };
}

/** A process of Linux, and the one that it belongs to. */
function withProcess(pid: number, parent: number, environment: string): Scene {
  return {
    system: new FakeSystem({
      files: {
        "/proc/1/stat": "1 (systemd) S 0 1 1",
        "/proc/50/stat": "50 (deno) S 1 50 50",
        [`/proc/${pid}/stat`]: `${pid} (node) (x)) S ${parent} 1 1`,
        [`/proc/${pid}/environ`]: environment,
      },
    }),
  };
}

export const CLIENT_CASES: readonly Case[] = [
  {
    name: "no client has the bridge",
    check: clients,
    scene: { system: cursorWith({ jira: { command: "node" } }) },
    finds: { "client.none": /→ run: mcp-code-bridge register$/ },
  },
  {
    name: "a client has this executable",
    check: clients,
    scene: { system: cursorWith(BRIDGE) },
    finds: { "client.registered": /^Cursor: ~\/\.cursor\/mcp\.json, as "mcp-code-bridge"$/ },
  },
  {
    name: "a client has a path at which nothing is any more",
    check: clients,
    scene: { system: cursorWith({ bridge: { command: "/opt/old/mcp-code-bridge" } }) },
    finds: {
      "client.broken": /there is no program "\/opt\/old\/mcp-code-bridge" → run: .*register$/,
    },
  },
  {
    name: "a client has a source file that is gone",
    check: clients,
    scene: {
      system: cursorWith({ "mcp_code_bridge": { command: "node", args: ["run", "/src/main.ts"] } }),
    },
    finds: { "client.broken": /there is no file "\/src\/main\.ts"/ },
  },
  {
    name: "a client has another copy",
    check: clients,
    scene: {
      system: cursorWith({ bridge: { command: "/opt/old/mcp-code-bridge" } }, {
        files: { "/opt/old/mcp-code-bridge": executable() },
      }),
    },
    finds: {
      "client.registered": /./,
      "client.other": /it starts \/opt\/old\/mcp-code-bridge and not \/opt\/bridge\/.* → run/,
    },
  },
  {
    name: "servers beside the bridge of which nothing is known",
    check: clients,
    scene: { system: cursorWith({ ...BRIDGE, jira: { command: "node" } }) },
    finds: {
      "client.registered": /./,
      "client.beside": /^Cursor: lists 1 beside the bridge \(jira\); .* not known before/,
    },
  },
  {
    name: "servers beside the bridge whose tools were kept",
    check: clients,
    scene: withKeptTools,
    finds: {
      "client.registered": /./,
      "client.beside":
        /lists 2 beside the bridge \(jira, wiki\); the tools of 1 of them are about 1,\d\d\d tokens .* → run: mcp-code-bridge import/,
    },
  },
  {
    name: "a server that the system took over from its bridge",
    check: orphanProcesses,
    scene: withProcess(77, 1, "PATH=/usr/bin\0MCP_BRIDGE_DEPTH=1\0"),
    finds: {
      "leftover.process": /^process 77: node\) \(x\) was started as a server.* → run: kill 77/,
    },
  },
  {
    name: "a server of a bridge that is alive",
    check: orphanProcesses,
    scene: withProcess(77, 50, "MCP_BRIDGE_DEPTH=1\0"),
    finds: {},
  },
  {
    name: "a process that no bridge started",
    check: orphanProcesses,
    scene: withProcess(77, 1, "PATH=/usr/bin\0"),
    finds: {},
  },
];
