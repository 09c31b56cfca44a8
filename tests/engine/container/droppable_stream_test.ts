import assert from "node:assert/strict";

import { DroppableStream } from "../../../src/engine/container/droppable_stream.ts";

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

Deno.test("DroppableStream.readable passes on what comes, and its end", async () => {
  const watched: Uint8Array[] = [];
  const source = ReadableStream.from([bytes(1), bytes(2, 3)]);
  const stream = new DroppableStream(source, (chunk) => watched.push(chunk));
  assert.deepEqual(await Array.fromAsync(stream.readable), [bytes(1), bytes(2, 3)]);
  assert.deepEqual(watched, [bytes(1), bytes(2, 3)]);
});

Deno.test("DroppableStream.readable takes nothing before somebody reads", async () => {
  let taken = 0;
  const source = new ReadableStream<Uint8Array>({ pull: () => void taken++ }, { highWaterMark: 0 });
  const stream = new DroppableStream(source);
  await Promise.resolve();
  assert.equal(taken, 0);
  await stream.readable.cancel();
});

Deno.test("DroppableStream.drop() reads the source to its end without a reader", async () => {
  const ended = Promise.withResolvers<void>();
  let left = 100;
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left-- > 0) return controller.enqueue(bytes(1));
      controller.close();
      ended.resolve();
    },
  }, { highWaterMark: 0 });
  new DroppableStream(source).drop();
  await ended.promise;
});

Deno.test("DroppableStream.drop() ends the stream for a reader once the source has ended", async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const stream = new DroppableStream(readable);
  const reading = Array.fromAsync(stream.readable);
  await writer.write(bytes(1));
  stream.drop();
  // the read that was under way may still get one
  await writer.write(bytes(2));
  await writer.write(bytes(3));
  await writer.close();
  assert.deepEqual((await reading).slice(0, 1), [bytes(1)]);
  assert.ok((await reading).length < 3);
});

Deno.test("DroppableStream.drop() takes a broken source for an ended one", async () => {
  const source = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error("broken pipe")),
  }, { highWaterMark: 0 });
  const stream = new DroppableStream(source);
  stream.drop();
  assert.deepEqual(await Array.fromAsync(stream.readable), []);
});
