import { messageOf, UpstreamError } from "../errors.ts";
import { toCarriedError } from "../ipc/carried_error.ts";
import { ByteWindow } from "../ipc/byte_window.ts";
import { type BridgeMessage, WINDOW_BYTES } from "../ipc/messages.ts";
import { HttpFailure, type HttpResponse } from "../system/network.ts";
import type { RemoteServer } from "../remote/remote_server.ts";
import type { Redaction } from "../redaction/redaction.ts";
import { ByteBudget } from "./byte_budget.ts";
import type { PostToBridge } from "./child_relay.ts";

/** Connected servers and their requests that may be open at once. */
export const MAX_REMOTE_SERVERS = 512;
export const MAX_REMOTE_REQUESTS = 1_024;
/** Bytes of messages that servers have not taken, all together: 256 MiB. */
const MAX_UNSENT_BYTES = 256 * 1024 * 1024;
/** Characters of a header that is handed on. */
const MAX_HEADER_CHARACTERS = 4_096;
/** Headers of an answer that the bridge is told. */
const TOLD_HEADERS = ["content-type", "content-encoding", "mcp-session-id", "retry-after"];

/** A request that is about servers reached by URL. */
export type RemoteMessage = Extract<
  BridgeMessage,
  { op: "connect_server" | "http_request" | "disconnect_server" | "withdraw" | "data_ack" }
>;

/** Connects to a configured server by its exact name. */
export type ConnectServer = (name: string, signal: AbortSignal) => Promise<RemoteServer>;

export interface RemoteTableOptions {
  readonly post: PostToBridge;
  readonly connectServer: ConnectServer;
  /** Called when the bridge sent servers more than it may. */
  readonly onExcess: () => void;
}

interface Exchange {
  /** Aborted when it is withdrawn, or its server disconnected. */
  readonly controller: AbortController;
  readonly window: ByteWindow;
  /** The server that it belongs to; `null` while that is being connected. */
  readonly server: number | null;
}

/** Every server by URL that the bridge asked for, and every request to one, by the ids that it chose. */
export class RemoteTable {
  readonly #options: RemoteTableOptions;
  readonly #servers = new Map<number, RemoteServer>();
  readonly #exchanges = new Map<number, Exchange>();
  readonly #unsent: ByteBudget;
  #closed = false;

  constructor(options: RemoteTableOptions) {
    this.#options = options;
    this.#unsent = new ByteBudget(MAX_UNSENT_BYTES, options.onExcess);
  }

  /** Does what the bridge asks, or refuses it. Never throws. */
  handle(message: RemoteMessage): void {
    switch (message.op) {
      case "connect_server":
        return this.#connect(message);
      case "http_request":
        return this.#request(message);
      case "disconnect_server":
        return this.#disconnect(message.id);
      case "withdraw":
        return this.#exchanges.get(message.id)?.controller.abort(withdrawn());
      case "data_ack":
        return this.#exchanges.get(message.id)?.window.ack(message.bytes);
    }
  }

  /** Ends every connection and makes no more. */
  close(): void {
    this.#closed = true;
    for (const { controller } of this.#exchanges.values()) controller.abort(withdrawn());
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
  }

  #connect({ id, name }: Extract<RemoteMessage, { op: "connect_server" }>): void {
    this.#exchange(id, {
      server: null,
      act: async (signal) => {
        if (this.#servers.size >= MAX_REMOTE_SERVERS) throw tooMany("server");
        const server = await this.#options.connectServer(name, signal);
        if (signal.aborted) {
          server.close();
          throw signal.reason;
        }
        this.#servers.set(id, server);
        this.#options.post({ op: "server_connected", id });
      },
    });
  }

  #disconnect(id: number): void {
    for (const exchange of this.#exchanges.values()) {
      if (exchange.server === id) exchange.controller.abort(withdrawn());
    }
    this.#servers.get(id)?.close();
    this.#servers.delete(id);
  }

  #request(message: Extract<RemoteMessage, { op: "http_request" }>): void {
    const { id, server: serverId, method, target, headers, body } = message;
    const bytes = body?.length ?? 0;
    if (!this.#unsent.take(bytes)) return;
    let held = true;
    const give = () => {
      if (held) this.#unsent.give(bytes);
      held = false;
    };
    this.#exchange(id, {
      server: serverId,
      act: async (signal) => {
        try {
          const server = this.#servers.get(serverId);
          if (server === undefined) throw new UpstreamError("EXITED", "is no longer connected");
          const response = await server.request({ method, target, headers, body }, signal);
          give();
          await this.#relay(id, { response, redaction: server.redaction });
        } finally {
          give();
        }
      },
    });
  }

  #exchange(
    id: number,
    { server, act }: {
      readonly server: number | null;
      readonly act: (signal: AbortSignal) => Promise<void>;
    },
  ): void {
    const { post } = this.#options;
    const refuse = (error: unknown) => post({ op: "refused", id, error: toCarriedError(error) });
    if (this.#closed) return refuse(new UpstreamError("CANCELED", "The bridge is stopping"));
    if (this.#exchanges.has(id) || this.#servers.has(id)) {
      return refuse(new Error(`Cannot use the id ${id}: it is in use`));
    }
    if (this.#exchanges.size >= MAX_REMOTE_REQUESTS) return refuse(tooMany("request"));
    const controller = new AbortController();
    const window = new ByteWindow(WINDOW_BYTES);
    this.#exchanges.set(id, { controller, window, server });
    controller.signal.addEventListener("abort", () => window.fail(withdrawn()), { once: true });
    void act(controller.signal).catch(refuse).finally(() => this.#exchanges.delete(id));
  }

  /** Hands on an answer: its head, its body without the server's secrets, its end. Never throws. */
  async #relay(
    id: number,
    { response, redaction }: {
      readonly response: HttpResponse;
      readonly redaction: Redaction | null;
    },
  ): Promise<void> {
    const { post } = this.#options;
    const redactor = redaction?.stream();
    post({ op: "http_response", id, status: response.status, headers: told(response) });
    try {
      for await (const chunk of response.body) await this.#send(id, redactor?.push(chunk) ?? chunk);
      if (redactor !== undefined) await this.#send(id, redactor.end());
      post({ op: "http_end", id, error: null });
    } catch (error) {
      response.discard();
      const why = error instanceof HttpFailure && error.code !== "ECONNRESET"
        ? messageOf(error)
        : "the connection was closed";
      post({
        op: "http_end",
        id,
        error: toCarriedError(new UpstreamError("REFUSED", `its answer was cut off: ${why}`)),
      });
    }
  }

  async #send(id: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    const own = bytes.slice();
    const sent = this.#exchanges.get(id)?.window.send(
      own.length,
      () => this.#options.post({ op: "data", id, stream: "stdout", bytes: own }, [own.buffer]),
    );
    if (sent !== null) await sent;
  }
}

function told(response: HttpResponse): Readonly<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null);
  for (const name of TOLD_HEADERS) {
    const value = response.header(name);
    if (value !== null && value.length <= MAX_HEADER_CHARACTERS) headers[name] = value;
  }
  return headers;
}

function withdrawn(): UpstreamError {
  return new UpstreamError("CANCELED", "Withdrawn by the bridge");
}

function tooMany(what: string): UpstreamError {
  return new UpstreamError("LIMIT", `Cannot open another ${what}: too many are open`);
}
