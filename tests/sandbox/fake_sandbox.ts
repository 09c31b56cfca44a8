/** A sandbox's process without a process. */

import { IncomingBytes } from "../../src/bridge/incoming_bytes.ts";
import type { PortExit, PortSandbox } from "../../src/ipc/port.ts";
import { FrameDecoder } from "../../src/rpc/codec.ts";
import { HEAD_BYTES, PROTOCOL_VERSION } from "../../src/rpc/frames.ts";
import type { EndReport } from "../../src/sandbox/first_process.ts";
import type { PrepareOptions } from "../../src/sandbox/prepared_sandbox.ts";
import { SECRET_BYTES } from "../../src/sandbox/resync.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { readLargeHere } from "../support/read_here.ts";

export const READY = { type: "ready", protocol: PROTOCOL_VERSION, python: "3.12.1", rooms: false };
/** What a sandbox that can be reset says. */
export const READY_AGAIN = { ...READY, rooms: true };

export function frame(message: unknown): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(message));
  const bytes = new Uint8Array(HEAD_BYTES + payload.length);
  new DataView(bytes.buffer).setUint32(0, payload.length);
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}

/** What the first process writes of the end. */
export function report(fields: Partial<EndReport> = {}): string {
  const whole = {
    exitCode: 0,
    signal: null,
    done: true,
    oomKills: 0,
    peakBytes: null,
    cpuMs: 1,
    ...fields,
  };
  return `\0${JSON.stringify({ type: "end", ...whole })}\n`;
}

/** What the first process writes when every process of the run is dead. */
export function death(nonce: string): string {
  return `\0${JSON.stringify({ type: "dead", nonce })}\n`;
}

export function printed(text: string): unknown {
  return { type: "output", stream: "stdout", text };
}

/** Output as the first process writes it. */
export function outputRecord(text: string): string {
  return `\0${JSON.stringify(printed(text))}\n`;
}

/** A sandbox whose program is the test: it answers each message of the bridge as it is told to. */
export class FakeSandbox implements PortSandbox {
  readonly engine = "podman";
  readonly received: { type: string }[] = [];
  /** The bridge's secret of each reset, in order. */
  readonly markers: Uint8Array[] = [];
  readonly exited: Promise<PortExit>;
  readonly stdout = new IncomingBytes(() => {});
  readonly stderr = new IncomingBytes(() => {});
  killed = false;
  inputClosed = false;
  /** How it answers a reset. The default is that of a zygote whose next room waits. */
  onReset = (marker: Uint8Array): void => {
    this.raw(marker);
    this.send(READY_AGAIN);
  };
  #decoder = new FrameDecoder();
  /** The nonce that stdin is searched for; `null` while it carries messages. */
  #awaited: Uint8Array | null = null;
  #unread: number[] = [];
  readonly #exit = Promise.withResolvers<PortExit>();
  readonly #answer: (message: { type: string }, sandbox: FakeSandbox) => void;
  #ended = false;

  constructor(answer: (message: { type: string }, sandbox: FakeSandbox) => void) {
    this.#answer = answer;
    this.exited = this.#exit.promise;
  }

  get ended(): boolean {
    return this.#ended;
  }

  send(...messages: unknown[]): void {
    for (const message of messages) this.stdout.push(frame(message));
  }

  raw(bytes: Uint8Array): void {
    this.stdout.push(bytes);
  }

  say(words: string): void {
    this.stderr.push(new TextEncoder().encode(words));
  }

  /** Reports the end of a run and its death, and waits for the nonce as a first process does. */
  offerReset(fields: Partial<EndReport> = {}): void {
    this.say(report(fields));
    this.die();
  }

  /** Tells the death of a run whose end is reported, and waits for the nonce. */
  die(told?: string): void {
    this.#awaited = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
    this.#unread = [];
    this.say(death(told ?? this.#awaited.toHex()));
  }

  end(code: number, reason?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.stdout.end();
    this.stderr.end();
    this.#exit.resolve({ code, signal: null, ...(reason === undefined ? {} : { reason }) });
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#ended) return Promise.reject(new Error("the process has ended"));
    if (this.#awaited !== null) {
      this.#unread.push(...bytes);
      this.#resetWhenAsked(this.#awaited);
      return Promise.resolve();
    }
    for (const message of this.#decoder.decode(bytes)) {
      const parsed: { type: string } = JSON.parse(new TextDecoder().decode(message));
      this.received.push(parsed);
      this.#answer(parsed, this);
    }
    return Promise.resolve();
  }

  /** A program that has ended goes when its stdin does. */
  closeInput(): void {
    this.inputClosed = true;
    this.end(1);
  }

  kill(): void {
    this.killed = true;
    this.end(137);
  }

  #resetWhenAsked(nonce: Uint8Array): void {
    const at = new Uint8Array(this.#unread).toHex().indexOf(nonce.toHex()) / 2;
    const marker = this.#unread.slice(at + SECRET_BYTES);
    if (at < 0 || marker.length < SECRET_BYTES) return;
    this.#awaited = null;
    this.#decoder = new FrameDecoder();
    this.markers.push(new Uint8Array(marker.slice(0, SECRET_BYTES)));
    this.onReset(this.markers.at(-1) ?? new Uint8Array());
  }
}

/** What a sandbox is prepared with. */
export function preparing(
  port: PrepareOptions["port"],
  clock: FakeClock = new FakeClock(),
): PrepareOptions {
  return {
    port,
    modules: {},
    lifetimeSeconds: 60,
    clock,
    readLarge: readLargeHere,
    onBegun: () => {},
  };
}
