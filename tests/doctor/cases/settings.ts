import { settings } from "../../../src/doctor/checks/settings.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import type { Case } from "../scene.ts";

const withEnv = (env: Readonly<Record<string, string>>) => ({ system: new FakeSystem({ env }) });

export const SETTINGS_CASES: readonly Case[] = [
  {
    name: "no setting is set",
    check: settings,
    scene: {},
    finds: { "settings.read": /every setting has its default/ },
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
    name: "a setting is misspelled",
    check: settings,
    scene: withEnv({ MCP_BRIDGE_MEMRY: "1" }),
    finds: {
      "settings.read": /every setting has its default/,
      "settings.unknown": /^MCP_BRIDGE_MEMRY: .* did you mean MCP_BRIDGE_MEMORY\? → correct/,
    },
  },
];
