import assert from "node:assert/strict";
import type { OutputStream } from "../../src/ipc/messages.ts";
import { EmitQueue } from "../../src/launcher/emit_queue.ts";
import { turn } from "../support/eventually.ts";

/** A queue whose readers take each write when the test says so. */
function createQueue(inOneOrder = false) {
  const written: Record<OutputStream, string[]> = { stdout: [], stderr: [] };
  const takes: Record<OutputStream, PromiseWithResolvers<void>[]> = { stdout: [], stderr: [] };
  const broken: unknown[] = [];
  const finished: string[] = [];
  const write = (stream: OutputStream, text: string) => {
    written[stream].push(text);
    const taken = Promise.withResolvers<void>();
    takes[stream].push(taken);
    return taken.promise;
  };
  const queue = new EmitQueue({
    inOneOrder,
    streams: {
      writeStdout: (bytes) => write("stdout", new TextDecoder().decode(bytes)),
      writeStderr: (text) => write("stderr", text),
    },
    onBroken: (error) => broken.push(error),
  });
  const push = (stream: OutputStream, text: string) =>
    queue.push(
      { stream, bytes: new TextEncoder().encode(text) },
      () => finished.push(text),
    );
  /** The reader takes what was written first. */
  const take = async (stream: OutputStream) => {
    takes[stream].shift()?.resolve();
    await turn();
  };
  return { queue, push, take, takes, written, broken, finished };
}

Deno.test("EmitQueue writes each stream in order, one write at a time, and tells when it is done", async () => {
  const { push, take, written, finished } = createQueue();
  for (const text of ["a", "b", "c"]) push("stdout", text);
  await turn();
  assert.deepEqual(written.stdout, ["a"], "the next waits until the reader took this one");
  assert.deepEqual(finished, []);
  await take("stdout");
  assert.deepEqual(written.stdout, ["a", "b"]);
  assert.deepEqual(finished, ["a"]);
  await take("stdout");
  await take("stdout");
  assert.deepEqual(written.stdout, ["a", "b", "c"]);
  assert.deepEqual(finished, ["a", "b", "c"]);
});

Deno.test("EmitQueue lets no stream wait for the reader of the other", async () => {
  const { push, take, written, finished } = createQueue();
  push("stderr", "unread");
  push("stdout", "answer");
  push("stderr", "also unread");
  await take("stdout");
  await turn();
  await take("stdout");
  assert.deepEqual(written, { stdout: ["answer"], stderr: ["unread"] });
  assert.deepEqual(finished, ["answer"]);
});

Deno.test("EmitQueue in one order writes to a stream when the other has taken what came before", async () => {
  const { queue, push, take, written } = createQueue(true);
  push("stdout", "printed");
  push("stderr", "traceback");
  await turn();
  assert.deepEqual(written, { stdout: ["printed"], stderr: [] });
  await take("stdout");
  assert.deepEqual(written.stderr, ["traceback"]);
  await take("stderr");
  await queue.flushed();
});

Deno.test("EmitQueue joins a character of stderr that came in two pieces", async () => {
  const { queue, take, written } = createQueue();
  const bytes = new TextEncoder().encode("ü");
  for (const piece of [bytes.slice(0, 1), bytes.slice(1)]) {
    queue.push({ stream: "stderr", bytes: piece }, () => {});
  }
  await turn();
  await take("stderr");
  assert.equal(written.stderr.join(""), "ü");
});

Deno.test("EmitQueue.flushed() waits for both streams, and for nothing when there is nothing", async () => {
  const { queue, push, take } = createQueue();
  await queue.flushed();
  push("stdout", "a");
  push("stderr", "b");
  let flushed = false;
  const flushing = queue.flushed().then(() => flushed = true);
  await turn();
  await take("stdout");
  assert.equal(flushed, false);
  await take("stderr");
  await flushing;
});

Deno.test("EmitQueue tells once that stdout is broken, drops what follows, and goes on with stderr", async () => {
  const { queue, push, take, takes, written, broken, finished } = createQueue();
  for (const text of ["a", "b", "c"]) push("stdout", text);
  await turn();
  const fault = new Error("broken pipe");
  takes.stdout.shift()?.reject(fault);
  await turn();
  assert.deepEqual(broken, [fault]);
  assert.deepEqual(written.stdout, ["a"]);
  assert.deepEqual(finished, ["a", "b", "c"], "nobody waits for what can never be written");
  push("stderr", "last words");
  await turn();
  await take("stderr");
  await queue.flushed();
  assert.deepEqual(written.stderr, ["last words"]);
});
