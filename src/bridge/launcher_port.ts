import { fromCarriedError } from "../ipc/carried_error.ts";
import { IncomingBytes } from "./incoming_bytes.ts";
import type { BridgeMessage, LauncherMessage, OutputStream } from "../ipc/messages.ts";
import { OutgoingBytes } from "./outgoing_bytes.ts";
import { RemoteBodies } from "./remote_bodies.ts";
import type {
  EngineState,
  PortExit,
  PortRemote,
  PortSandbox,
  PortServer,
  ProcessPort,
  ReaderPort,
  RemotePort,
  RemoteRequest,
  RemoteResponse,
} from "../ipc/port.ts";

/** Sends a message to the launcher. Buffers in `transfer` are moved, not copied. */
export type Post = (message: BridgeMessage, transfer?: ArrayBuffer[]) => void;

interface RemoteProcess {
  readonly stdin: OutgoingBytes;
  readonly stdout: IncomingBytes;
  readonly stderr: IncomingBytes;
  readonly exited: PromiseWithResolvers<PortExit>;
  /** The last pending `flushed()`. */
  flush: PromiseWithResolvers<void> | null;
}

/** The bridge's side of the port: sends requests to the launcher and matches its answers. */
export class LauncherPort implements ProcessPort, ReaderPort, RemotePort {
  readonly #post: Post;
  readonly #asked = new Map<number, PromiseWithResolvers<LauncherMessage>>();
  readonly #processes = new Map<number, RemoteProcess>();
  readonly #bodies: RemoteBodies;
  #lastId = 0;

  constructor(post: Post) {
    this.#post = post;
    this.#bodies = new RemoteBodies(post);
  }

  async startSandbox(signal: AbortSignal): Promise<PortSandbox> {
    const { id, answer } = await this.#ask((id) => ({ op: "start_sandbox", id }), signal);
    if (answer.op !== "sandbox_started") throw unexpected(answer);
    const { engine, limits } = answer;
    return { ...this.#attach(id), engine, ...(limits === undefined ? {} : { limits }) };
  }

  async startServer(name: string, signal: AbortSignal): Promise<PortServer> {
    const { id, answer } = await this.#ask((id) => ({ op: "start_server", id, name }), signal);
    if (answer.op !== "server_started") throw unexpected(answer);
    return this.#attach(id);
  }

  async connectServer(name: string, signal: AbortSignal): Promise<PortRemote> {
    const { id, answer } = await this.#ask((id) => ({ op: "connect_server", id, name }), signal);
    if (answer.op !== "server_connected") throw unexpected(answer);
    return {
      request: (request, until) => this.#request(id, { request, signal: until }),
      close: () => this.#post({ op: "disconnect_server", id }),
    };
  }

  async #request(
    server: number,
    { request, signal }: { readonly request: RemoteRequest; readonly signal: AbortSignal },
  ): Promise<RemoteResponse> {
    const asked = (id: number): BridgeMessage => ({ op: "http_request", id, server, ...request });
    const { answer } = await this.#ask(asked, signal);
    if (answer.op !== "http_response") throw unexpected(answer);
    return this.#bodies.take(answer, signal);
  }

  async engineState(signal: AbortSignal): Promise<EngineState> {
    const { answer } = await this.#ask((id) => ({ op: "engine_state", id }), signal);
    if (answer.op !== "engine_state") throw unexpected(answer);
    return answer.state;
  }

  async openBrowser(url: string, signal: AbortSignal): Promise<void> {
    const { answer } = await this.#ask((id) => ({ op: "open_browser", id, url }), signal);
    if (answer.op !== "browser_opened") throw unexpected(answer);
  }

  async claimReady(count: number, signal: AbortSignal): Promise<number> {
    const { answer } = await this.#ask((id) => ({ op: "claim_ready", id, count }), signal);
    if (answer.op !== "ready_granted") throw unexpected(answer);
    return answer.count;
  }

  async startReader(): Promise<MessagePort> {
    const { answer } = await this.#ask(
      (id) => ({ op: "start_reader", id }),
      new AbortController().signal,
    );
    if (answer.op !== "reader_started") throw unexpected(answer);
    return answer.port;
  }

  endReader(): void {
    this.#post({ op: "end_reader" });
  }

  /** Takes a message from the launcher about a process or a request. */
  receive(message: LauncherMessage): void {
    switch (message.op) {
      case "sandbox_started":
      case "server_started":
        // register before data can arrive; the launcher ends the process of a withdrawn request
        if (this.#asked.has(message.id)) this.#register(message.id);
        return this.#settle(message.id, message);
      case "http_response":
        if (this.#asked.has(message.id)) this.#bodies.open(message.id);
        return this.#settle(message.id, message);
      case "server_connected":
      case "engine_state":
      case "browser_opened":
      case "ready_granted":
      case "reader_started":
      case "refused":
        return this.#settle(message.id, message);
      case "data":
        this.#bodies.push(message.id, message.bytes);
        return this.#processes.get(message.id)?.[message.stream].push(message.bytes);
      case "http_end":
        return this.#bodies.end(message);
      case "data_end":
        return this.#processes.get(message.id)?.[message.stream].end();
      case "write_ack":
        return this.#processes.get(message.id)?.stdin.ack(message.bytes);
      case "flushed":
        return this.#onFlushed(message.id);
      case "write_failed":
        return this.#onWriteFailed(message.id);
      case "exited":
        return this.#onExited(message.id, message.exit);
    }
  }

  async #ask(
    request: (id: number) => BridgeMessage,
    signal: AbortSignal,
  ): Promise<{ id: number; answer: LauncherMessage }> {
    signal.throwIfAborted();
    const id = ++this.#lastId;
    const asked = Promise.withResolvers<LauncherMessage>();
    this.#asked.set(id, asked);
    const withdraw = () => {
      // an answer that has arrived belongs to the caller, who disposes it
      if (!this.#asked.delete(id)) return;
      this.#post({ op: "withdraw", id });
      asked.reject(signal.reason);
    };
    signal.addEventListener("abort", withdraw, { once: true });
    this.#post(request(id));
    try {
      return { id, answer: await asked.promise };
    } finally {
      signal.removeEventListener("abort", withdraw);
    }
  }

  #settle(id: number, answer: LauncherMessage): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (answer.op === "refused") asked?.reject(fromCarriedError(answer.error));
    else asked?.resolve(answer);
  }

  #register(id: number): void {
    const ack = (stream: OutputStream) => (bytes: number) => {
      if (this.#processes.has(id)) this.#post({ op: "data_ack", id, stream, bytes });
    };
    this.#processes.set(id, {
      stdin: new OutgoingBytes((bytes) => this.#post({ op: "write", id, bytes }, [bytes.buffer])),
      stdout: new IncomingBytes(ack("stdout")),
      stderr: new IncomingBytes(ack("stderr")),
      exited: Promise.withResolvers<PortExit>(),
      flush: null,
    });
  }

  #attach(id: number): PortServer {
    const process = this.#processes.get(id);
    if (process === undefined) throw new Error(`Cannot attach to process ${id}: it has gone`);
    return {
      stdout: process.stdout,
      stderr: process.stderr,
      exited: process.exited.promise,
      write: (bytes) => process.stdin.write(bytes),
      flushed: () => this.#flush(id),
      closeInput: () => {
        process.stdin.flush();
        this.#tell({ op: "close_input", id });
      },
      stop: () => {
        process.stdin.flush();
        this.#tell({ op: "stop", id });
      },
      kill: () => this.#tell({ op: "kill", id }),
    };
  }

  #flush(id: number): Promise<void> {
    const process = this.#processes.get(id);
    if (process === undefined) return Promise.reject(ended());
    process.stdin.flush();
    process.flush = Promise.withResolvers();
    this.#post({ op: "flush", id });
    return process.flush.promise;
  }

  #onFlushed(id: number): void {
    this.#processes.get(id)?.flush?.resolve();
  }

  #onWriteFailed(id: number): void {
    const process = this.#processes.get(id);
    process?.stdin.fail(ended());
    process?.flush?.reject(ended());
  }

  #tell(message: BridgeMessage & { id: number }): void {
    if (this.#processes.has(message.id)) this.#post(message);
  }

  #onExited(id: number, exit: PortExit): void {
    const process = this.#processes.get(id);
    this.#processes.delete(id);
    process?.stdin.fail(ended());
    process?.flush?.reject(ended());
    // both streams have ended: the launcher sends `exited` last
    process?.stdout.end();
    process?.stderr.end();
    process?.exited.resolve(exit);
  }
}

function ended(): Error {
  return new Error("Cannot write to the process: it has ended");
}

function unexpected(answer: LauncherMessage): Error {
  return new Error(`Cannot use the launcher's answer: it was "${answer.op}"`);
}
