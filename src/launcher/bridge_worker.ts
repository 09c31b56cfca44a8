import type { LauncherMessage } from "../ipc/messages.ts";
import { type Right, toWorkerPermissions } from "./permissions.ts";

/** The confined half of the program, running. */
export interface BridgeWorker {
  /** Sends a message. Buffers in `transfer` are moved, not copied. */
  post(message: LauncherMessage, transfer?: Transferable[]): void;
  /** Takes what it posts: anything at all, if it was taken over. */
  onMessage(callback: (value: unknown) => void): void;
  /** Called when its code threw where nobody caught it, or had done so before. */
  onFailure(callback: (reason: string) => void): void;
  terminate(): void;
}

export type StartWorker = (rights: readonly Right[]) => BridgeWorker;

/**
 * The module that a Worker is started with. `deno bundle` does not follow it: it is an entry of the
 * bundle for itself, and this module then lies in the bundle's own folder.
 */
const BRIDGE_MODULE = import.meta.url.endsWith(".ts")
  ? new URL("../bridge/worker.ts", import.meta.url)
  : new URL("./src/bridge/worker.js", import.meta.url);

const READER_MODULE = import.meta.url.endsWith(".ts")
  ? new URL("../bridge/reader_worker.ts", import.meta.url)
  : new URL("./src/bridge/reader_worker.js", import.meta.url);

/** The Worker in which large answers are read. */
export interface ReaderWorker {
  /** The way to it, for the bridge. */
  readonly port: MessagePort;
  terminate(): void;
}

/** Starts the reader, which has no right at all. */
export function startReaderWorker(): ReaderWorker {
  const worker = new Worker(READER_MODULE, {
    type: "module",
    name: "reader",
    deno: { permissions: "none" },
  });
  // whoever waits for it gives up
  worker.addEventListener("error", (event) => event.preventDefault());
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ port: port1 }, [port1]);
  return { port: port2, terminate: () => worker.terminate() };
}

/** Starts the bridge in a Worker that has the rights given and no others. */
export function startBridgeWorker(rights: readonly Right[], module = BRIDGE_MODULE): BridgeWorker {
  const worker = new Worker(module, {
    type: "module",
    name: "bridge",
    deno: { permissions: toWorkerPermissions(rights) },
  });
  const failed = Promise.withResolvers<string>();
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    failed.resolve(event.message);
  });
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage(callback) {
      worker.addEventListener("message", (event: MessageEvent<unknown>) => callback(event.data));
      // what cannot be read back is as good as a message that says nothing
      worker.addEventListener("messageerror", () => callback(null));
    },
    onFailure: (callback) => void failed.promise.then(callback),
    terminate: () => worker.terminate(),
  };
}
