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
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { turn } from "./eventually.ts";

/** The port of the bridge and the launcher's side of it, in one thread. */
export interface JoinedHalves {
  readonly port: LauncherPort;
  readonly table: ProcessTable;
  /** What the launcher was asked, in order. */
  readonly seen: readonly BridgeMessage[];
}

/** The two halves joined by structured clones, as `postMessage` would. There is no engine. */
export function joinHalves(startServer: ProcessTableOptions["startServer"]): JoinedHalves {
  const seen: BridgeMessage[] = [];
  const port: LauncherPort = new LauncherPort((message, transfer = []) => {
    const copy: unknown = structuredClone(message, { transfer });
    const request = parseRequest(copy);
    assert.ok(request !== null, "every message of the port must be understood by the launcher");
    seen.push(request);
    assert.ok(isProcessRequest(request));
    queueMicrotask(() => table.handle(request));
  });
  const table: ProcessTable = new ProcessTable({
    post: (message: LauncherMessage, transfer = []) => {
      const copy = structuredClone(message, { transfer });
      turn().then(() => port.receive(copy));
    },
    clock: createDenoSystem().clock,
    log: () => {},
    engine: () => Promise.reject(new EngineError("ENGINE_NOT_FOUND", "no engine here")),
    onExcess: () => assert.fail("the port sends no more than it may"),
    openBrowser: (url) => Promise.resolve(url).then(checkPage).then(() => {}),
    claimReady: (_engine, wanted) => Promise.resolve(wanted),
    startServer,
  });
  return { port, table, seen };
}

function isProcessRequest(request: BridgeMessage): request is ProcessRequest {
  return !["emit", "log", "busy", "idle", "finished"].includes(request.op);
}
