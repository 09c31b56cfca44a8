import assert from "node:assert/strict";
import type { Upstreams } from "../../src/calls/upstreams.ts";
import type { HttpDefinition } from "../../src/discovery/server_definition.ts";
import { reachOf } from "../../src/discovery/reach.ts";
import type { UpstreamErrorCode } from "../../src/errors.ts";
import type { JsonObject, JsonValue } from "../../src/json/json.ts";
import { createRedaction } from "../../src/redaction/redaction.ts";
import { type Access, connectRemote } from "../../src/remote/remote_server.ts";
import type { Network } from "../../src/system/network.ts";
import { createNetwork } from "../../src/system/node_network.ts";
import type { Clock } from "../../src/system/system.ts";
import { createHttpLinks } from "../../src/upstream/http_link.ts";
import { callerOf } from "./call_handlers.ts";
import { joinHalves } from "./joined_halves.ts";
import { readAnswerHere } from "./read_here.ts";
import { realClock, testLog } from "./test_port.ts";
import { refusal, testUpstreams } from "./test_upstreams.ts";

/** Programs' calls to servers by URL, over both halves of the real port and real connections. */
export interface HttpBench {
  readonly upstreams: Upstreams;
  readonly log: readonly string[];
  /** Connections that the launcher's half was asked for. */
  readonly connects: readonly string[];
  /** The plain value of a call. */
  call(server: string, tool: string, args?: JsonObject, options?: CallOptions): Promise<JsonValue>;
  /** The message of a call that fails with this code. */
  refusal(code: UpstreamErrorCode, call: Promise<unknown>): Promise<string>;
}

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface HttpBenchOptions {
  readonly network?: Partial<Network>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly privateHosts?: readonly string[];
  /** The clock of the links and the pool. */
  readonly clock?: Clock;
  readonly startTimeoutMs?: number;
  /** The sign-in to a server, by its name and URL. */
  readonly access?: (name: string, url: string) => Access;
}

/** Servers by name: a URL, or an entry. */
export type HttpEntries = Readonly<Record<string, string | Partial<HttpDefinition>>>;

/** Runs a test against servers, and leaves no connection behind. */
export async function withHttp(
  entries: HttpEntries,
  test: (bench: HttpBench) => Promise<void>,
  options: HttpBenchOptions = {},
): Promise<void> {
  const { log, lines } = testLog();
  const connects: string[] = [];
  const clock = options.clock ?? realClock;
  const definitions = new Map(
    Object.entries(entries).map(([name, entry]) => {
      const given = typeof entry === "string" ? { url: entry } : entry;
      return [name, { kind: "http" as const, url: "", headers: {}, ...given }];
    }),
  );
  const { port, remotes } = joinHalves(
    () => Promise.reject(new Error("no processes here")),
    (name, signal) => {
      connects.push(name);
      const definition = definitions.get(name);
      assert.ok(definition !== undefined);
      return connectRemote({
        name,
        definition,
        redaction: createRedaction(definition).redaction,
        network: { ...createNetwork(), ...options.network },
        clock: realClock,
        log,
        read: (variable) => options.variables?.[variable],
        privateHosts: options.privateHosts ?? [],
        access: options.access?.(name, definition.url) ?? null,
      }, signal);
    },
  );
  const known = [...definitions].map(([name, definition]) => ({
    name,
    alias: name,
    unavailable: null,
    revision: 0,
    reach: reachOf(definition),
  }));
  const upstreams = testUpstreams({
    servers: known,
    openLink: createHttpLinks({ port, clock, log, readLarge: readAnswerHere }),
    clock,
    log,
    ...(options.startTimeoutMs === undefined ? {} : { startTimeoutMs: options.startTimeoutMs }),
  });
  const caller = callerOf(upstreams.handlers, known);
  try {
    await test({
      upstreams,
      log: lines,
      connects,
      async call(server, tool, args = {}, { timeoutMs, signal } = {}) {
        const timeout = timeoutMs === undefined ? {} : { timeout_ms: timeoutMs };
        const params = { server, tool, arguments: args, ...timeout };
        const value = await caller("call_tool", params, signal ?? new AbortController().signal);
        assert.ok(typeof value === "object" && value !== null && "value" in value);
        return value["value"] ?? null;
      },
      refusal,
    });
  } finally {
    await upstreams.close();
    remotes.close();
  }
}
