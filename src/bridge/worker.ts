/**
 * The confined half's entry: the module of the Worker that the launcher starts. It may read and write
 * one folder and nothing else; for processes it asks the launcher.
 */

import type { BridgeMessage, LauncherMessage } from "./messages.ts";
import { startBridge } from "./bridge.ts";
import { createDenoFiles } from "../system/deno_files.ts";
import { createClock } from "../system/deno_system.ts";

interface WorkerScope {
  postMessage(message: BridgeMessage, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<LauncherMessage>) => void): void;
}

// the library's types describe a window, and this is a worker
const scope: WorkerScope = self;

const bridge = startBridge({
  post: (message, transfer = []) => scope.postMessage(message, transfer),
  files: createDenoFiles(),
  clock: createClock(),
});
scope.addEventListener("message", (event) => bridge.receive(event.data));
