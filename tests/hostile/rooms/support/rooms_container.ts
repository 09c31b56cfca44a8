/**
 * A container with rooms that lack lines of defence, spoken to without a bridge: it believes whatever
 * comes. For controls.
 */

import type { ContainerEngineName } from "../../../../src/engines.ts";
import { FILTER_LIST } from "../../../../src/engine/container/filter/filter_list.ts";
import { encodeFilter } from "../../../../src/engine/container/filter/filter_source.ts";
import { buildRunArgs } from "../../../../src/engine/container/run_args.ts";
import { isJsonObject, type JsonObject } from "../../../../src/json/json.ts";
import { LOADER } from "../../../../src/python/modules.ts";
import { encodeMessage, FrameDecoder } from "../../../../src/rpc/codec.ts";
import {
  type MessageToSandbox,
  PROTOCOL_VERSION,
  UNNAMED_PROGRAM,
} from "../../../../src/rpc/frames.ts";
import { type EndReport, FirstProcessReader } from "../../../../src/sandbox/first_process.ts";
import { MarkerScanner, SECRET_BYTES } from "../../../../src/sandbox/resync.ts";
import { joinChunks } from "../../../../src/system/join_chunks.ts";
import { IMAGE } from "../../../support/engines.ts";
import { modulesWithout } from "./room_lines.ts";

/** Containers with a label of their own, so that no bridge takes them for its own. */
const LABEL = "mcp-code-bridge-control";
const LIFETIME_SECONDS = 120;
/** Longest wait for one message: a run that gets none is lost. */
const MESSAGE_MS = 10_000;
/** Longest wait for the end of a run that the first process did not hear of. */
const LATE_MS = 500;

/** A run that cannot be served, because of what an earlier one left. */
export class RunLost extends Error {}

/** A container that serves one run after the other. */
export interface RoomsContainer extends AsyncDisposable {
  /**
   * Runs a program; gives its result, whoever sent it.
   *
   * @throws {RunLost} when the container ends, or nothing comes that can be understood
   */
  run(code: string): Promise<unknown>;
}

/**
 * Starts a container without these lines of defence, and runs a program in two of its rooms.
 *
 * @throws {Error} when that fails: then the lines are not only defence
 */
export async function startRooms(
  engine: ContainerEngineName,
  without: readonly string[],
): Promise<RoomsContainer> {
  const container = new Container(engine, without);
  try {
    for (const expected of [2, 3]) {
      const result = await container.run(`1 + ${expected - 1}`);
      if (result !== expected) throw new Error(`it gave ${JSON.stringify(result)}`);
    }
    return container;
  } catch (error) {
    const words = container.words();
    await container[Symbol.asyncDispose]();
    throw new Error(`rooms without ${without.join(", ")} do not work: ${error}\n${words}`, {
      cause: error,
    });
  }
}

class Container implements RoomsContainer {
  readonly #hasTokens: boolean;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #messages = new Queue<JsonObject>();
  readonly #reports = new Queue<EndReport>();
  readonly #deaths = new Queue<string>();
  readonly #read: Promise<unknown>;
  #decoder = new FrameDecoder();
  #scanner: MarkerScanner | null = null;
  #words = "";
  /** Set by the end of a run; the next one resets the container. */
  #nonce: string | null = null;

  constructor(engine: ContainerEngineName, without: readonly string[]) {
    this.#hasTokens = !without.includes("tokens");
    const [verb = "", ...args] = buildRunArgs(engine, {
      containerName: `${LABEL}-${crypto.randomUUID()}`,
      lease: "",
      image: IMAGE,
      imageEnvNames: [],
      user: { user: "65534:65534", base: null },
      limits: {
        memoryBytes: 512 * 1024 * 1024,
        pids: 128,
        cpus: null,
        lifetimeSeconds: LIFETIME_SECONDS,
      },
      // the outer filter lets a room be made in one way only
      filter: { kind: "profile", path: "unconfined" },
      innerFilter: encodeFilter(FILTER_LIST),
      mounts: [],
      remote: false,
      loader: LOADER,
    });
    // a bridge that looks for its own containers must not see it
    const labelled = args.map((arg) => arg.startsWith("mcp-code-bridge=") ? `${LABEL}=1` : arg);
    this.#child = new Deno.Command(engine, {
      args: [verb, ...labelled],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#read = Promise.all([this.#readMessages(), this.#readRecords()]).finally(() => {
      this.#messages.end();
      this.#reports.end();
      this.#deaths.end();
    });
    this.#send({
      type: "boot",
      protocol: PROTOCOL_VERSION,
      modules: modulesWithout(without),
      lifetimeSeconds: LIFETIME_SECONDS,
      containerSeconds: LIFETIME_SECONDS,
    });
  }

  words(): string {
    return this.#words;
  }

  async run(code: string): Promise<unknown> {
    if (this.#nonce !== null) this.#reset(this.#nonce);
    await this.#next("ready");
    this.#send({
      type: "execute",
      code,
      file: UNNAMED_PROGRAM,
      argv: [UNNAMED_PROGRAM],
      servers: [],
      timeoutSeconds: LIFETIME_SECONDS,
    });
    const { done, exitCode } = await this.#reports.next();
    this.#nonce = await this.#deaths.next();
    if (!done && exitCode !== 0) throw new RunLost(`its process ended with ${exitCode}`);
    const { result, error } = await this.#next("done", done ? MESSAGE_MS : LATE_MS);
    if (isJsonObject(error ?? null)) this.#words += `\n${JSON.stringify(error)}`;
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.#child.status;
    await this.#read;
  }

  #reset(nonce: string): void {
    if (!this.#hasTokens) return;
    const token = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
    this.#scanner = new MarkerScanner(token);
    this.#write(joinChunks([Uint8Array.fromHex(nonce), token]));
  }

  async #next(type: string, ms: number = MESSAGE_MS): Promise<JsonObject> {
    for (;;) {
      const message = await this.#messages.next(ms);
      if (message.type === type) return message;
    }
  }

  #send(message: MessageToSandbox): void {
    for (const frame of encodeMessage(message)) this.#write(frame);
  }

  #write(bytes: Uint8Array): void {
    // fails only when the container has ended, which whoever waits is told
    this.#writer.write(bytes.slice()).catch(() => {});
  }

  async #readMessages(): Promise<void> {
    for await (const chunk of this.#child.stdout) {
      let rest: Uint8Array = chunk;
      if (this.#scanner !== null) {
        const { after } = this.#scanner.scan(chunk);
        if (after === null) continue;
        this.#scanner = null;
        this.#decoder = new FrameDecoder();
        rest = after;
      }
      try {
        for (const message of this.#decoder.decode(rest)) {
          this.#take(JSON.parse(new TextDecoder().decode(message)));
        }
      } catch (error) {
        this.#messages.end(`what it wrote is no frame: ${error}`);
      }
    }
  }

  #take(message: JsonObject): void {
    if (message.type !== "call") return this.#messages.add(message);
    const id = typeof message.id === "number" ? message.id : 0;
    this.#send({ type: "reply", id, ok: true, value: null });
  }

  async #readRecords(): Promise<void> {
    const reader = new FirstProcessReader({
      onOutput: ({ text }) => void (this.#words += text),
      onEnd: (report) => this.#reports.add(report),
      onDead: (nonce) => this.#deaths.add(nonce),
      onWords: (bytes) => this.#words += new TextDecoder().decode(bytes),
    });
    for await (const chunk of this.#child.stderr) reader.receive(chunk);
  }
}

/** What has come and was not taken. */
class Queue<T> {
  readonly #ready: T[] = [];
  #waiting: PromiseWithResolvers<T> | null = null;
  #ended: string | null = null;

  add(value: T): void {
    if (this.#waiting === null) this.#ready.push(value);
    else this.#waiting.resolve(value);
    this.#waiting = null;
  }

  end(why = "the container ended"): void {
    this.#ended ??= why;
    this.#waiting?.reject(new RunLost(this.#ended));
    this.#waiting = null;
  }

  /** @throws {RunLost} when nothing comes */
  async next(ms: number = MESSAGE_MS): Promise<T> {
    const first = this.#ready.shift();
    if (first !== undefined) return first;
    if (this.#ended !== null) throw new RunLost(this.#ended);
    this.#waiting = Promise.withResolvers<T>();
    const { promise } = this.#waiting;
    const timer = setTimeout(() => this.end(`nothing came in ${ms} ms`), ms);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }
}
