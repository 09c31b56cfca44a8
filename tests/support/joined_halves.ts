import assert from "node:assert/strict";
import { LauncherPort } from "../../src/bridge/launcher_port.ts";
import { EngineError } from "../../src/errors.ts";
import type { BridgeMessage, LauncherMessage } from "../../src/ipc/messages.ts";
import { checkPage } from "../../src/launcher/open_browser.ts";
import { parseRequest } from "../../src/launcher/parse_request.ts";
import {
  type ProcessRequest,
  ProcessTable,
  type ProcessTableOptions,
} from "../../src/launcher/process_table.ts";
import {
  type ConnectServer,
  type RemoteMessage,
  RemoteTable,
} from "../../src/launcher/remote_table.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { turn } from "./eventually.ts";

/** The port of the bridge and the launcher's side of it, in one thread. */
export interface JoinedHalves {
  readonly port: LauncherPort;
  readonly table: ProcessTable;
  readonly remotes: RemoteTable;
  /** What the launcher was asked, in order. */
  readonly seen: readonly BridgeMessage[];
}

/** The two halves joined by structured clones, as `postMessage` would. There is no engine. */
export function joinHalves(
  startServer: ProcessTableOptions["startServer"],
  connectServer: ConnectServer = () => Promise.reject(new Error("no network here")),
): JoinedHalves {
  const seen: BridgeMessage[] = [];
  const port: LauncherPort = new LauncherPort((message, transfer = []) => {
    const copy: unknown = structuredClone(message, { transfer });
    const request = parseRequest(copy);
    assert.ok(request !== null, "every message of the port must be understood by the launcher");
    seen.push(request);
    queueMicrotask(() => {
      if (isRemoteMessage(request)) remotes.handle(request);
      if (isProcessRequest(request)) table.handle(request);
    });
  });
  const post = (message: LauncherMessage, transfer: ArrayBuffer[] = []) => {
    const copy = structuredClone(message, { transfer });
    turn().then(() => port.receive(copy));
  };
  const remotes = new RemoteTable({
    post,
    connectServer,
    onExcess: () => assert.fail("the port sends no more than it may"),
  });
  const table: ProcessTable = new ProcessTable({
    post,
    clock: createDenoSystem().clock,
    log: () => {},
    engine: () => Promise.reject(new EngineError("ENGINE_NOT_FOUND", "no engine here")),
    engineState: () => Promise.reject(new EngineError("ENGINE_NOT_FOUND", "no engine here")),
    onExcess: () => assert.fail("the port sends no more than it may"),
    openBrowser: (url) => Promise.resolve(url).then(checkPage).then(() => {}),
    claimReady: (_engine, wanted) => Promise.resolve(wanted),
    startServer,
  });
  return { port, table, remotes, seen };
}

const REMOTE = ["connect_server", "http_request", "disconnect_server", "withdraw", "data_ack"];

function isRemoteMessage(request: BridgeMessage): request is RemoteMessage {
  return REMOTE.includes(request.op);
}

function isProcessRequest(request: BridgeMessage): request is ProcessRequest {
  return ![...REMOTE.slice(0, 3), "emit", "log", "finished"].includes(request.op);
}
