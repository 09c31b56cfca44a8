import assert from "node:assert/strict";
import type { LauncherMessage } from "../../src/ipc/messages.ts";
import { WINDOW_BYTES } from "../../src/ipc/messages.ts";
import { ChildRelay, GIVE_UP_MS } from "../../src/launcher/child_relay.ts";
import { MAX_LATE_BYTES, SILENCE_MS } from "../../src/launcher/late_output.ts";
import { createRedaction, type Redaction } from "../../src/redaction/redaction.ts";
import type { ProcessExit } from "../../src/system/system.ts";
import { eventually, turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A child whose stdout is written by hand, and a relay whose messages are kept. */
function createStage(
  write: (bytes: Uint8Array) => Promise<void> = () => Promise.resolve(),
  redaction: Redaction | null = null,
) {
  const clock = new FakeClock();
  const posted: LauncherMessage[] = [];
  const exited = Promise.withResolvers<ProcessExit>();
  const stdout = new TransformStream<Uint8Array, Uint8Array>();
  const stderr = new TransformStream<Uint8Array, Uint8Array>();
  const relay = new ChildRelay({
    id: 1,
    clock,
    post: (message) => posted.push(message),
    onWritten: () => {},
    end: () => Promise.resolve(),
    redaction,
    process: {
      stdout: stdout.readable,
      stderr: stderr.readable,
      exited: exited.promise,
      write,
      closeInput: () => Promise.resolve(),
    },
  });
  return {
    clock,
    relay,
    exited,
    stdout: stdout.writable.getWriter(),
    stderr: stderr.writable.getWriter(),
    bytes: () => posted.reduce((sum, one) => sum + (one.op === "data" ? one.bytes.length : 0), 0),
    posted,
    has: (op: string) => posted.some((message) => message.op === op),
    until: (condition: () => boolean) => eventually("the relay has posted it", condition),
  };
}

Deno.test("ChildRelay loses no output of a process that ended while the bridge is slow", async () => {
  const stage = createStage();
  const writes = [
    stage.stdout.write(new Uint8Array(WINDOW_BYTES)),
    stage.stdout.write(new Uint8Array(36_000)),
    stage.stdout.write(new Uint8Array(64_000)),
  ];
  await stage.until(() => stage.bytes() === WINDOW_BYTES);
  await turn();
  stage.exited.resolve({ code: 0, signal: null });
  await turn();
  stage.clock.advance(SILENCE_MS * 60);
  await turn();
  assert.equal(stage.has("exited"), false, "the bridge is slow, and the pipe is not silent");
  stage.relay.ack("stdout", WINDOW_BYTES);
  await stage.until(() => stage.bytes() === WINDOW_BYTES + 100_000);
  await Promise.all(writes);
  stage.clock.advance(SILENCE_MS);
  await stage.relay.finished;
  assert.equal(stage.has("exited"), true);
});

Deno.test("ChildRelay gives up a process that goes on although all was done to end it", async () => {
  const stage = createStage();
  await stage.relay.end("bridge");
  await turn();
  assert.equal(stage.has("exited"), false, "it may take a moment");
  stage.clock.advance(GIVE_UP_MS);
  await turn();
  stage.clock.advance(SILENCE_MS);
  await stage.relay.finished;
  assert.deepEqual(stage.posted.find(({ op }) => op === "exited"), {
    op: "exited",
    id: 1,
    exit: { code: 137, signal: "SIGKILL" },
  });
  assert.equal(stage.clock.pending, 0);
});

Deno.test("ChildRelay gives up pipes that a descendant holds open in silence", async () => {
  const stage = createStage();
  stage.exited.resolve({ code: 0, signal: null });
  await turn();
  stage.clock.advance(SILENCE_MS - 1);
  await turn();
  assert.equal(stage.has("exited"), false);
  stage.clock.advance(1);
  await stage.relay.finished;
  assert.equal(stage.clock.pending, 0);
});

Deno.test("ChildRelay bounds what a descendant writes after the end of its process", async () => {
  const stage = createStage();
  stage.exited.resolve({ code: 0, signal: null });
  await turn();
  const chunk = WINDOW_BYTES / 2;
  for (let sent = 0; sent <= MAX_LATE_BYTES; sent += chunk) {
    stage.stdout.write(new Uint8Array(chunk)).catch(() => {});
    await stage.until(() => stage.has("exited") || stage.bytes() === sent + chunk);
    stage.relay.ack("stdout", chunk);
  }
  await stage.relay.finished;
  assert.ok(stage.has("exited"));
  assert.ok(stage.bytes() <= MAX_LATE_BYTES + chunk, `${stage.bytes()} bytes`);
});

Deno.test("ChildRelay waits for nothing once it has given the pipes up", async () => {
  const stage = createStage();
  const blocked = [
    stage.stderr.write(new Uint8Array(WINDOW_BYTES)),
    stage.stderr.write(new Uint8Array(1)),
  ];
  await stage.until(() => stage.bytes() === WINDOW_BYTES);
  stage.exited.resolve({ code: 0, signal: null });
  await turn();
  const flood = stage.stdout.write(new Uint8Array(MAX_LATE_BYTES + 1));
  await stage.until(() => stage.has("exited"));
  stage.relay.ack("stderr", WINDOW_BYTES);
  await stage.relay.finished;
  await Promise.allSettled([...blocked, flood]);
  assert.equal(stage.clock.pending, 0);
});

Deno.test("ChildRelay.flush() is answered once all that was written before is in the pipe", async () => {
  const takes: (() => void)[] = [];
  const { relay, posted, exited, clock } = createStage(() =>
    new Promise((resolve) => takes.push(resolve))
  );
  const flushes = () => posted.filter(({ op }) => op === "flushed").length;
  relay.flush();
  assert.equal(flushes(), 1, "nothing was written");
  relay.write(new Uint8Array(1));
  relay.write(new Uint8Array(2));
  relay.flush();
  takes.shift()?.();
  await turn();
  assert.equal(flushes(), 1, "the second write is under way");
  takes.shift()?.();
  await turn();
  assert.equal(flushes(), 2);

  relay.write(new Uint8Array(1));
  for (let count = 0; count < 1_000; count++) relay.flush();
  takes.shift()?.();
  await turn();
  assert.equal(flushes(), 3, "one answer for all that asked");
  exited.resolve({ code: 0, signal: null });
  await turn();
  clock.advance(SILENCE_MS);
  await relay.finished;
});

Deno.test("ChildRelay.flush() is answered with a failure once a write has failed", async () => {
  const { relay, posted, exited, clock } = createStage(() => Promise.reject(new Error("broken")));
  relay.write(new Uint8Array(1));
  relay.flush();
  await turn();
  assert.deepEqual(posted.map(({ op }) => op), ["write_failed"]);
  relay.flush();
  assert.deepEqual(posted.map(({ op }) => op), ["write_failed", "write_failed"]);
  exited.resolve({ code: 0, signal: null });
  await turn();
  clock.advance(SILENCE_MS);
  await relay.finished;
});

Deno.test("ChildRelay takes secrets out of both streams, across chunks, and holds no line back", async () => {
  const env = { API_TOKEN: "tok-5f2a9c81" };
  const { redaction } = createRedaction({ kind: "stdio", command: "server", args: [], env });
  const stage = createStage(undefined, redaction);
  const textOf = (stream: string) =>
    stage.posted.map((message) =>
      message.op === "data" && message.stream === stream
        ? new TextDecoder().decode(message.bytes)
        : ""
    ).join("");
  const write = (stream: "stdout" | "stderr", text: string) =>
    stage[stream].write(new TextEncoder().encode(text));
  write("stdout", '{"a":"tok-5f');
  write("stderr", "with tok-5f");
  await stage.until(() => textOf("stdout") === '{"a":"' && textOf("stderr") === "with ");
  write("stdout", '2a9c81"}\n');
  await stage.until(() => textOf("stdout") === '{"a":"[redacted:API_TOKEN]"}\n');
  stage.stderr.close();
  await stage.until(() => textOf("stderr") === "with tok-5f" && stage.has("data_end"));
  stage.stdout.close();
  stage.exited.resolve({ code: 0, signal: null });
  await stage.relay.finished;
});
