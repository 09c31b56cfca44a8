/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/**
 * Entry module of the bridge, in the Worker that the launcher starts. It may read and write one
 * folder and nothing else; it asks the launcher for processes.
 */

// first, so that no other module sees what it removes
import "./lock_down.ts";
import type { LauncherMessage } from "../ipc/messages.ts";
import { startBridge } from "./bridge.ts";
import { createClock } from "../system/deno_clock.ts";
import { createDenoFiles } from "../system/deno_files.ts";

const bridge = startBridge({
  post: (message, transfer = []) => self.postMessage(message, transfer),
  files: createDenoFiles(),
  clock: createClock(),
});
self.addEventListener(
  "message",
  (event: MessageEvent<LauncherMessage>) => bridge.receive(event.data),
);
