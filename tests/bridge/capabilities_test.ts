import assert from "node:assert/strict";
import {
  type CapabilitiesOptions,
  describeCapabilities,
  HELPERS,
} from "../../src/bridge/capabilities.ts";
import type { BridgeServer } from "../../src/ipc/messages.ts";
import { bridgeSettings } from "../support/bridge_settings.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

const NEVER = new AbortController().signal;

function server(name: string, unavailable: string | null = null): BridgeServer {
  return { name, alias: name.replaceAll("-", "_"), unavailable, revision: 1, reach: null };
}

function optionsWith(fields: Partial<CapabilitiesOptions> = {}): CapabilitiesOptions {
  return {
    settings: bridgeSettings("/bridge"),
    engineState: () => Promise.resolve({ engine: "podman", attempts: [], advice: "Install it." }),
    servers: () => Promise.resolve([server("git-hub"), server("off", "it is switched off")]),
    packages: () => Promise.resolve([]),
    clock: new FakeClock(),
    ...fields,
  };
}

Deno.test("describeCapabilities() names the engine, limits, servers, packages and helpers", async () => {
  const added = { name: "numpy", version: "2.1.0", modules: ["numpy"], sha256: "", parts: 1 };
  const text = await describeCapabilities(
    optionsWith({ packages: ({ embedded }) => Promise.resolve(embedded ? [] : [added]) }),
    NEVER,
  );
  for (
    const words of [
      "- Engine: podman\n",
      "- Python: 3.9 or newer",
      "- Time: ",
      "- Answer: at most ",
      "- git-hub: mcp_git_hub\n",
      "- off: mcp_off, which cannot be used: it is switched off\n",
      "(numpy 2.1.0)",
      "- `await runtime.search_tool_docs(",
    ]
  ) assert.ok(text.includes(words), `${words}\n${text}`);
  assert.doesNotMatch(text, /Install/);
});

Deno.test("describeCapabilities() names helpers that exist", async () => {
  const folder = new URL("../../src/python/sandbox_runtime/", import.meta.url);
  const files = ["api.py", "contents.py", "refs.py"];
  const source = (await Promise.all(files.map((file) => Deno.readTextFile(new URL(file, folder)))))
    .join("\n");
  const names = HELPERS.map((helper) => /runtime\.(\w+)/.exec(helper)?.[1] ?? helper);
  assert.deepEqual(names.filter((name) => !source.includes(`    def ${name}(`)), []);
});

Deno.test("describeCapabilities() says what is not known in time, and what went wrong", async () => {
  const clock = new FakeClock();
  const described = describeCapabilities(
    optionsWith({
      clock,
      servers: () => new Promise(() => {}),
      engineState: () => Promise.reject(new Error("no engine can be used\x1b")),
    }),
    NEVER,
  );
  await turn();
  clock.advance(3_000);
  const text = await described;
  assert.match(text, /- Engine: no engine can be used\\x1b\n/);
  assert.match(text, /## Servers\n\nnot known yet\n/);
});

Deno.test("describeCapabilities() is bounded, whatever the servers are called", async () => {
  const servers = Array.from({ length: 5_000 }, (_, id) => server(`s${id}\n${"x".repeat(10_000)}`));
  const text = await describeCapabilities(
    optionsWith({ servers: () => Promise.resolve(servers) }),
    NEVER,
  );
  assert.ok(text.length < 25_000, `${text.length}`);
  assert.match(text, /- and 4900 more: runtime\.discovered_servers\(\)/);
});

Deno.test("describeCapabilities() ends when its client takes the request back", async () => {
  const controller = new AbortController();
  controller.abort(new Error("taken back"));
  await assert.rejects(describeCapabilities(optionsWith(), controller.signal), /taken back/);
});
