import assert from "node:assert/strict";
import { Client, type JSONRPCMessage, type Transport } from "@modelcontextprotocol/client";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/client/validators/cf-worker";
import type { DescribeCapabilities } from "../../src/server/capabilities_resource.ts";
import {
  type RunningServer,
  type RunPython,
  type ServerSettings,
  startServer,
} from "../../src/server/mcp_server.ts";
import { type ByteTransport, createByteTransport } from "../../src/server/message_transport.ts";
import { UpstreamError } from "../../src/errors.ts";
import type { ClientRefs } from "../../src/server/ref_resources.ts";
import type { RunOutcome } from "../../src/sandbox/outcome.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { captured, outcomeOf } from "../output/sample_outcome.ts";
import type { Log } from "../../src/log.ts";

export const SETTINGS: ServerSettings = {
  timeoutMs: 30_000,
  maxTimeoutMs: 120_000,
  outputMode: "compact",
  maxOutput: 40_000,
};

/** An outcome of a program that printed `hello`. */
export const HELLO: RunOutcome = outcomeOf({ stdout: captured("hello\n") });

/** What every request of protocol 2026-07-28 carries. */
export const MODERN_META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "0" },
};

/** Nothing is kept. */
const NO_REFS: ClientRefs = {
  keepResult: () => {
    throw new UpstreamError("LIMIT", "Nothing is kept in this test");
  },
  list: () => [],
  read: (ref) => assert.fail(`there is no ${ref}`),
};

export interface ServedOptions {
  readonly run?: RunPython;
  readonly refs?: ClientRefs;
  readonly capabilities?: DescribeCapabilities;
  readonly settings?: Partial<ServerSettings>;
  readonly maxMessageBytes?: number;
}

/** A served bridge whose bytes a test holds in its hands. */
export class ServedBridge {
  readonly server: RunningServer;
  readonly transport: ByteTransport;
  readonly clock = new FakeClock();
  /** Every line that the server has written. */
  readonly lines: string[] = [];
  readonly logged: string[] = [];
  /** Set to make every further write fail. */
  writeFailure: Error | null = null;
  #onLine: (line: string) => void = () => {};

  constructor(options: ServedOptions = {}) {
    const log: Log = (level, message) => void this.logged.push(`${level}: ${message}`);
    this.transport = createByteTransport({
      write: (bytes) => this.#write(bytes),
      log,
      ...(options.maxMessageBytes !== undefined && { maxMessageBytes: options.maxMessageBytes }),
    });
    this.server = startServer({
      transport: this.transport,
      run: options.run ?? (() => Promise.resolve(HELLO)),
      refs: () => Promise.resolve(options.refs ?? NO_REFS),
      capabilities: options.capabilities ?? (() => Promise.resolve("# Capabilities")),
      settings: { ...SETTINGS, ...options.settings },
      version: "1.2.3",
      clock: this.clock,
      log,
    });
  }

  /** Sends raw text to the server. */
  sendText(text: string): void {
    this.transport.receive(new TextEncoder().encode(text));
  }

  /** Sends a message; waits for the answer with this id. */
  async ask(
    message: { readonly id: string | number; readonly [key: string]: unknown },
  ): Promise<Answered> {
    const answer = this.nextMessage((received) => received.id === message.id);
    this.sendText(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    return await answer;
  }

  /** Waits for the next message that fits. To be called before what causes it. */
  nextMessage(fits: (message: Answered) => boolean): Promise<Answered> {
    const { promise, resolve } = Promise.withResolvers<Answered>();
    const before = this.#onLine;
    this.#onLine = (line) => {
      before(line);
      const message: Answered = JSON.parse(line);
      if (fits(message)) resolve(message);
    };
    return promise;
  }

  /** The official client, connected to this server. */
  async connect(mode: "legacy" | "auto" | { pin: string }): Promise<Client> {
    const client = new Client({ name: "test", version: "0" }, {
      versionNegotiation: { mode },
      jsonSchemaValidator: new CfWorkerJsonSchemaValidator(),
    });
    await client.connect(this.#clientTransport());
    return client;
  }

  #clientTransport(): Transport {
    const transport: Transport = {
      start: () => Promise.resolve(),
      send: (message: JSONRPCMessage) => {
        this.sendText(`${JSON.stringify(message)}\n`);
        return Promise.resolve();
      },
      close: () => {
        this.transport.end();
        transport.onclose?.();
        return Promise.resolve();
      },
    };
    const before = this.#onLine;
    this.#onLine = (line) => {
      before(line);
      transport.onmessage?.(JSON.parse(line));
    };
    return transport;
  }

  #write(bytes: Uint8Array): Promise<void> {
    if (this.writeFailure !== null) return Promise.reject(this.writeFailure);
    const text = new TextDecoder().decode(bytes);
    for (const line of text.split("\n").slice(0, -1)) {
      this.lines.push(line);
      this.#onLine(line);
    }
    return Promise.resolve();
  }
}

/** A message of the server. */
export interface Answered {
  readonly id?: string | number | null;
  readonly result?: AnsweredResult;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What results hold, whichever they are. */
export interface AnsweredResult {
  readonly protocolVersion?: string;
  readonly serverInfo?: unknown;
  readonly tools?: readonly { readonly name: string }[];
  readonly content?: readonly { readonly type: string; readonly text: string }[];
}
