/** A real server that stops reading, over both halves of the real port. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../src/json/json.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import type { Clock } from "../../src/system/system.ts";
import { deadline } from "../../src/system/waiting.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { callerOf } from "../support/call_handlers.ts";
import { joinHalves } from "../support/joined_halves.ts";
import { serverCommand } from "../support/server_command.ts";
import { realClock, testLog } from "../support/test_port.ts";
import { refusal, stdioServers, testUpstreams } from "../support/test_upstreams.ts";

const SYSTEM = createDenoSystem();

/** The limits of the link come 20 times as soon. */
const fastClock: Clock = { ...realClock, after: (ms, call) => realClock.after(ms / 20, call) };

Deno.test("a server that stops reading is ended with its reason, and started at the next call", async () => {
  const { command, args } = serverCommand("stops_reading");
  const { port, table, seen } = joinHalves(() => {
    const argv = [command, ...args] as const;
    return Promise.resolve(SYSTEM.spawn({ argv, env: SYSTEM_ENV, ownGroup: true }));
  });
  const { log } = testLog();
  const servers = stdioServers(["mute"]);
  const upstreams = testUpstreams({
    servers,
    openLink: createStdioLinks({ port, clock: fastClock, log }),
    log,
  });
  const caller = callerOf(upstreams.handlers, servers);
  const late = deadline({ clock: realClock, ms: 30_000, reason: () => new Error("it hangs") });
  const call = (tool: string, given: JsonObject = {}) =>
    caller("call_tool", { server: "mute", tool, arguments: given }, late.signal);
  try {
    const first = await call("pid");
    assert.deepEqual(await call("length", { text: "x".repeat(900_000) }), {
      kind: "json",
      value: { length: 900_000 },
    });
    await call("stop");
    // more than a pipe holds, and less than the window between the halves
    const small = refusal("EXITED", call("pid"));
    const large = refusal("EXITED", call("length", { text: "x".repeat(500_000) }));
    assert.match(
      await large,
      /"length".*the server ended because it did not read its input for 5 s/,
    );
    assert.match(await small, /"pid".*the server ended because it did not read its input for 5 s/);
    assert.notDeepEqual(await call("pid"), first);
    assert.ok(seen.some(({ op }) => op === "kill"));
  } finally {
    late.cancel();
    await upstreams.close();
    await table.close();
  }
});

/** What the test's own runtime needs to run a server from its cache. */
const SYSTEM_ENV = Object.fromEntries(
  ["HOME", "PATH", "DENO_DIR"].flatMap((name) => {
    const value = SYSTEM.env(name);
    return value === undefined ? [] : [[name, value]];
  }),
);
