import rawCaller from "./floors/raw_caller.py" with { type: "text" };
import { readChunks } from "../src/system/chunk_reader.ts";
import type { BareEngine } from "./container.ts";
import type { Command } from "./row.ts";

const OPENING = [
  {
    jsonrpc: "2.0",
    id: 0,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "relay", version: "1" },
    },
  },
  { jsonrpc: "2.0", method: "notifications/initialized" },
];

/**
 * The path of a call without the bridge's work: a program in a container calls a server. As in the
 * bridge, a main thread and a Worker forward the bytes between them, but neither parses them.
 */
export class Relay implements AsyncDisposable {
  readonly #caller: Deno.ChildProcess;
  readonly #server: Deno.ChildProcess;
  readonly #toCaller: WritableStreamDefaultWriter<Uint8Array>;
  readonly #toServer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #worker = new Worker(new URL("./floors/relay_worker.ts", import.meta.url), {
    type: "module",
  });
  #done = Promise.withResolvers<number>();

  private constructor(caller: Deno.ChildProcess, server: Deno.ChildProcess) {
    this.#caller = caller;
    this.#server = server;
    this.#toCaller = caller.stdin.getWriter();
    this.#toServer = server.stdin.getWriter();
    this.#worker.addEventListener("message", ({ data: { to, bytes } }) => {
      (to === "server" ? this.#toServer : this.#toCaller).write(bytes);
    });
  }

  static async start(engine: BareEngine, { command, args }: Command): Promise<Relay> {
    const server = new Deno.Command(command, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const relay = new Relay(engine.start(rawCaller), server);
    await relay.#open();
    return relay;
  }

  /** Makes the program call `count` times in sequence. @returns milliseconds */
  async calls(count: number): Promise<number> {
    this.#done = Promise.withResolvers();
    await this.#toCaller.write(new TextEncoder().encode(`${count}\n`));
    return await this.#done.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#toCaller.close(), this.#toServer.close()]);
    await Promise.all([this.#caller.status, this.#server.status]);
    this.#worker.terminate();
  }

  async #open(): Promise<void> {
    const lines = OPENING.map((message) => `${JSON.stringify(message)}\n`).join("");
    await this.#toServer.write(new TextEncoder().encode(lines));
    const answers = readChunks(this.#server.stdout);
    await answers.next();
    this.#forward("caller", answers);
    this.#forward("server", readChunks(this.#caller.stdout));
  }

  async #forward(to: "caller" | "server", from: ReturnType<typeof readChunks>): Promise<void> {
    for (let chunk = await from.next(); chunk !== null; chunk = await from.next()) {
      const bytes = chunk.slice();
      const end = /^done ([\d.]+)/.exec(new TextDecoder().decode(bytes.subarray(0, 40)));
      if (end !== null) this.#done.resolve(Number(end[1]));
      else this.#worker.postMessage({ to, bytes }, [bytes.buffer]);
    }
  }
}
