import { settings } from "../../../src/doctor/checks/settings.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import type { Case } from "../scene.ts";

const SETTINGS_FILE = "/home/ada/.config/mcp-code-bridge/mcp-code-bridge.jsonc";
const withFile = (text: string) => () =>
  Promise.resolve({ system: new FakeSystem({ files: { [SETTINGS_FILE]: text } }) });

const withEnv = (env: Readonly<Record<string, string>>) => ({ system: new FakeSystem({ env }) });

export const SETTINGS_CASES: readonly Case[] = [
  {
    name: "no setting is set",
    check: settings,
    scene: {},
    finds: { "settings.read": /no setting is set by a variable/ },
  },
  {
    name: "a setting is refused, the others count",
    check: settings,
    scene: withEnv({ MCP_BRIDGE_MEMORY: "SECRET", MCP_BRIDGE_PIDS: "99" }),
    finds: {
      "settings.read": /^environment: set: MCP_BRIDGE_PIDS$/,
      "settings.refused": /^MCP_BRIDGE_MEMORY: not a size; .* → unset MCP_BRIDGE_MEMORY/,
    },
  },
  {
    name: "two settings contradict each other",
    check: settings,
    scene: withEnv({
      MCP_BRIDGE_TIMEOUT: "10s",
      MCP_BRIDGE_MAX_TIMEOUT: "5s",
      MCP_BRIDGE_PIDS: "99",
    }),
    finds: {
      "settings.read": /^environment: set: MCP_BRIDGE_MAX_TIMEOUT, MCP_BRIDGE_PIDS$|PIDS, MCP_/,
      "settings.refused": /^MCP_BRIDGE_TIMEOUT: longer than MCP_BRIDGE_MAX_TIMEOUT, which is 5s/,
    },
  },
  {
    name: "a settings file counts, and one of its keys is misspelled",
    check: settings,
    scene: withFile('{ "pids": 99, "memry": "1g" }'),
    finds: {
      "settings.read": /no setting is set by a variable/,
      "settings.file": /^~\/\.config\/.*\.jsonc: a settings file that counts$/,
      "settings.file_partly": /: 1 entry does not count → `mcp-code-bridge config`/,
    },
  },
  {
    name: "a settings file has a value that is not allowed",
    check: settings,
    scene: withFile('{ "memory": "SECRET" }'),
    finds: {
      "settings.read": /no setting is set by a variable/,
      "settings.file_refused": /cannot be used.* → `mcp-code-bridge config` names/,
    },
  },
  {
    name: "a setting is misspelled",
    check: settings,
    scene: withEnv({ MCP_BRIDGE_MEMRY: "1" }),
    finds: {
      "settings.read": /no setting is set by a variable/,
      "settings.unknown": /^MCP_BRIDGE_MEMRY: .* did you mean MCP_BRIDGE_MEMORY\? → correct/,
    },
  },
];
