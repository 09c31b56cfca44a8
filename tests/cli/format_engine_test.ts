import assert from "node:assert/strict";
import { formatEngine } from "../../src/cli/format_engine.ts";
import type { RoomUse } from "../../src/ipc/port.ts";

const STATE = { engine: "embedded", attempts: [], advice: null } as const;
const SETTINGS = { poolSize: null, maxConcurrency: 4 };

Deno.test("formatEngine() names the program that confines the sandboxes once more", () => {
  assert.equal(formatEngine({ state: STATE }, SETTINGS), "Engine: embedded\n");
  const state = { ...STATE, wrapper: "/usr/bin/bwrap" };
  assert.equal(formatEngine({ state }, SETTINGS), "Engine: embedded, inside /usr/bin/bwrap\n");
});

Deno.test("formatEngine() says that sandboxes share user ids where there are fewer than sandboxes", () => {
  const said = (userIds: number) =>
    formatEngine({ state: { ...STATE, engine: "podman", userIds } }, SETTINGS);
  assert.equal(said(8), "Engine: podman\n  user ids: each sandbox has its own\n");
  assert.equal(
    said(7),
    "Engine: podman\n  user ids: 7 for up to 8 sandboxes at once, so that some share one; " +
      "MCP_BRIDGE_CONTAINER_USER takes a longer range\n",
  );
  assert.equal(said(1), "Engine: podman\n  user ids: one for all sandboxes\n");
});

Deno.test("formatEngine() says whether runs get rooms or a container each, and why", () => {
  const said = (rooms: RoomUse) =>
    formatEngine({ state: { ...STATE, engine: "podman", rooms } }, SETTINGS).split("\n")[1];
  assert.equal(
    said({ use: "rooms" }),
    "  runs: one after another in a container, each in a room of its own",
  );
  assert.equal(
    said({ use: "impossible", reason: "unshare:\x1b EPERM" }),
    "  runs: each in a container of its own, because it makes no rooms (unshare:\\x1b EPERM)",
  );
  assert.equal(
    said({ use: "never" }),
    "  runs: each in a container of its own, because MCP_BRIDGE_REUSE is never",
  );
  assert.equal(
    said({ use: "untried" }),
    "  runs: not known yet; the first container since boot, or a change, tries to make a room",
  );
});

Deno.test("formatEngine() says that a run starts the engine's machine", () => {
  const state = { ...STATE, engine: "podman", stopped: 'podman machine "\x1bwork"' } as const;
  assert.equal(
    formatEngine({ state }, SETTINGS),
    'Engine: podman\n  podman machine "\\x1bwork" is not running; the next run starts it\n',
  );
});
