import { configFiles } from "../../../src/doctor/checks/config_files.ts";
import { desktopPrograms } from "../../../src/doctor/checks/desktop_programs.ts";
import { network } from "../../../src/doctor/checks/network.ts";
import { servers } from "../../../src/doctor/checks/servers.ts";
import type { ServerReport } from "../../../src/ipc/server_report.ts";
import { executable } from "../../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../../fakes/fake_system.ts";
import { type Case, type Scene, STATE } from "../scene.ts";

const FILE = "/home/ada/.config/mcp/servers/all.json";

/** A user with these servers, and `/usr/bin/node`. */
function having(
  entries: Readonly<Record<string, unknown>>,
  scene: Omit<Scene, "system"> & FakeSystemOptions = {},
): Scene {
  const system = new FakeSystem({
    ...scene,
    env: { PATH: "/usr/bin", ...scene.env },
    files: {
      [FILE]: JSON.stringify({ mcpServers: entries }),
      "/usr/bin/node": executable(),
      ...scene.files,
    },
  });
  return { ...scene, system };
}

function report(name: string, facts: Partial<ServerReport> = {}): ServerReport {
  return {
    name,
    tokens: null,
    tools: 3,
    listedAt: 0,
    changedTools: [],
    error: null,
    failedAt: null,
    askedMs: 1_200,
    ...facts,
  };
}

const failing = (name: string, error: string) =>
  report(name, { tools: null, error, failedAt: 0, askedMs: 10 });

const OURS = { command: "mcp-code-bridge" };
const NODE = { jira: { command: "node", args: ["--token", "SECRET"] } };
const URL_SERVER = { wiki: { url: "https://wiki.example/mcp" } };

export const SERVER_CASES: readonly Case[] = [
  {
    name: "no configuration file",
    check: configFiles,
    scene: {},
    finds: { "config.none": /no client's file of servers was found → put servers into/ },
  },
  {
    name: "files that are read, broken, and not trusted",
    check: configFiles,
    scene: having(NODE, {
      files: {
        "/home/ada/.claude.json": "{ broken",
        "/work/project/.mcp.json": JSON.stringify({ mcpServers: NODE }),
      },
    }),
    finds: {
      "config.broken": /^~\/\.claude\.json: Claude Code: line 1, .* → correct the file there/,
      "config.read": /^~\/\.config\/mcp\/servers\/all\.json: MCP servers directory: 1 server$/,
      "config.untrusted": /^\.\/\.mcp\.json: .* → .*mcp-code-bridge trust \.\/\.mcp\.json$/,
    },
  },
  {
    name: "a list of trusted files that others may write to",
    check: configFiles,
    scene: having(NODE, { files: { [`${STATE}/trust.json`]: { kind: "file", mode: 0o666 } } }),
    finds: {
      "config.read": /./,
      "config.doubtful": /trust\.json" may be written to by others; nothing is trusted → put right/,
    },
  },
  {
    name: "a server that lists its tools",
    check: servers,
    scene: having(NODE, { reports: [report("jira")] }),
    finds: { "server.ready": /^jira: 3 tools, listed after 1\.2 s$/ },
  },
  {
    name: "servers that are not to be started",
    check: servers,
    scene: having({ ...NODE, ...URL_SERVER, gone: { command: "nowhere" } }, {
      startServers: false,
      reports: new Error("doctor asked a server"),
    }),
    finds: {
      "server.unasked": /^jira: its program is \/usr\/bin\/node; .*|^wiki: reached by URL/,
      "server.missing": /^gone: .*no program "nowhere" was found.* → install the program/,
    },
  },
  {
    name: "entries that are switched off, wrong, or the bridge itself",
    check: servers,
    scene: having({
      off: { command: "node", disabled: true },
      bad: { command: 7 },
      self: { command: "mcp-code-bridge" },
    }),
    finds: {
      "server.off": /^off: its entry says .* → nothing, unless/,
      "server.invalid": /^bad: .* → correct its entry/,
    },
  },
  {
    name:
      "a server that fails, one that must be signed in to, one by URL, and one that npx fetches",
    check: servers,
    scene: having(
      { ...NODE, ...URL_SERVER, notes: { url: "https://n.example" }, far: { command: "npx" } },
      {
        files: { "/usr/bin/npx": executable() },
        reports: [
          failing("jira", "it ended with exit code 1: no token"),
          failing("wiki", "cannot be reached at wiki.example:443"),
          failing("notes", "asks for a sign-in: run: mcp-code-bridge login notes"),
          failing("far", "it did not answer"),
        ],
      },
    ),
    finds: {
      "server.failed":
        /^jira: .*no token → start its command|^wiki: .* → see whether its address|^notes: .* → sign in: mcp-code-bridge login SERVER|^far: .* → npx asks the registry/,
    },
  },
  {
    name: "a server whose program is not found",
    check: servers,
    scene: having({ gone: { command: "nowhere" } }, {
      reports: [failing("gone", 'no program "nowhere" was found: looked in /usr/bin')],
    }),
    finds: { "server.missing": /^gone: .* → install the program, or write its absolute path/ },
  },
  {
    name: "a server that starts slower than a call waits, and changed its tools",
    check: servers,
    scene: having(NODE, {
      reports: [report("jira", { tools: 1, askedMs: 12_000, changedTools: ["a", "b"] })],
    }),
    finds: {
      "server.ready": /^jira: 1 tool, listed after 12\.0 s$/,
      "server.slow": /after 12\.0 s, and a call waits 10 s for a start → install its program/,
      "server.changed": /^jira: not as first seen: a, b → .*--accept$/,
    },
  },
  {
    name: "a server that does not answer in time, although it failed once before",
    check: servers,
    scene: having(NODE, {
      reports: [{
        tokens: null,
        name: "jira",
        tools: null,
        listedAt: null,
        changedTools: [],
        error: "of last week",
        failedAt: 0,
      }],
    }),
    finds: { "server.silent": /^jira: it did not list its tools within 45 s → start its command/ },
  },
  {
    name: "servers that cannot be asked",
    check: servers,
    scene: having(NODE, { reports: new Error("the state directory is a link") }),
    finds: { "server.unchecked": /the state directory is a link → do what it asks for/ },
  },
  {
    name: "the bridge's own entry in two clients' files",
    check: servers,
    scene: having({ bridge: OURS }, {
      files: { "/home/ada/.cursor/mcp.json": JSON.stringify({ mcpServers: { bridge: OURS } }) },
    }),
    finds: {},
  },
  {
    name: "a name that two files define",
    check: servers,
    scene: having(NODE, {
      files: { "/home/ada/.cursor/mcp.json": JSON.stringify({ mcpServers: NODE }) },
      reports: [report("jira")],
    }),
    finds: {
      "server.ready": /./,
      "server.hidden": /^jira: .*all\.json counts, and not that of ~\/\.cursor\/mcp\.json → rename/,
    },
  },
  {
    name: "a program in a usual directory, and one that only this terminal finds",
    check: desktopPrograms,
    scene: having({ ...NODE, own: { command: "mine" } }, {
      env: { PATH: "/usr/bin:/home/ada/tools" },
      files: { "/home/ada/tools/mine": executable() },
    }),
    finds: {
      "program.found": /^node: \/usr\/bin\/node$/,
      "program.terminal_only":
        /^mine: it is \/home\/ada\/tools\/mine, .*; it starts own → write "\/home\/ada\/tools\/mine"/,
    },
  },
  {
    name: "a program that is found nowhere, and one with a path",
    check: desktopPrograms,
    scene: having({ gone: { command: "nowhere" }, exact: { command: "/usr/bin/node" } }),
    finds: {},
  },
  {
    name: "a server by URL that fails behind a proxy",
    check: network,
    scene: having(URL_SERVER, {
      env: { HTTPS_PROXY: "http://ada:SECRET@proxy.example" },
      reports: [failing("wiki", "cannot be reached")],
    }),
    finds: { "network.proxy": /^HTTPS_PROXY: .*servers that failed: wiki → .*NO_PROXY$/ },
  },
  {
    name: "a server by URL that fails although its proxy is passed by",
    check: network,
    scene: having(URL_SERVER, {
      env: { HTTPS_PROXY: "http://proxy.example", NO_PROXY: "wiki.example" },
      reports: [failing("wiki", "cannot be reached")],
    }),
    finds: {},
  },
  {
    name: "a certificate of an authority that is not known",
    check: network,
    scene: having(URL_SERVER, {
      env: { SSL_CERT_FILE: "/etc/ca.pem" },
      files: { "/etc/ca.pem": "" },
      reports: [failing("wiki", "the authority that issued its certificate is not known here")],
    }),
    finds: {
      "network.certificate": /^wiki: .*, and those of SSL_CERT_FILE → set NODE_EXTRA_CA_CERTS/,
    },
  },
  {
    name: "a file of certificates that is not there",
    check: network,
    scene: having({}, { env: { NODE_EXTRA_CA_CERTS: "/etc/gone.pem" } }),
    finds: { "network.no_file": /^NODE_EXTRA_CA_CERTS: .* → correct the path/ },
  },
];
