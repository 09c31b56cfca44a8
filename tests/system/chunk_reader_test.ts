import assert from "node:assert/strict";
import { readChunks } from "../../src/system/chunk_reader.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";

/** The same bytes as a plain stream and as a stream of bytes, as pipes are. */
const STREAMS: Readonly<Record<string, () => ReadableStream<Uint8Array>>> = {
  "a plain stream": () => ReadableStream.from([new Uint8Array([1, 2]), new Uint8Array([3])]),
  "a stream of bytes": () =>
    new ReadableStream({
      type: "bytes",
      start(controller) {
        controller.enqueue(new Uint8Array([1, 2]));
        controller.enqueue(new Uint8Array([3]));
        controller.close();
      },
    }),
};

for (const [kind, open] of Object.entries(STREAMS)) {
  Deno.test(`readChunks() reads ${kind} to its end`, async () => {
    const reader = readChunks(open());
    const bytes: number[] = [];
    for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) {
      bytes.push(...chunk);
    }
    assert.deepEqual(bytes, [1, 2, 3]);
    assert.equal(await reader.next(), null);
  });
}

Deno.test("readChunks() reads a pipe that carries more than one read may bring", async () => {
  const system = createDenoSystem();
  const code =
    "await new Blob([new Uint8Array(300_000).fill(9)]).stream().pipeTo(Deno.stdout.writable)";
  const child = system.spawn({ argv: [system.execPath, "eval", code], env: {} });
  const reader = readChunks(child.stdout);
  let total = 0;
  for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) {
    assert.ok(chunk.every((byte) => byte === 9));
    total += chunk.length;
  }
  assert.equal(total, 300_000);
  await child.closeInput();
  await child.stderr.cancel();
  await child.exited;
});

Deno.test("readChunks().cancel() ends a read that is under way", async () => {
  const system = createDenoSystem();
  const child = system.spawn({
    argv: [system.execPath, "eval", "await new Response(Deno.stdin.readable).bytes()"],
    env: {},
  });
  const reader = readChunks(child.stdout);
  const reading = reader.next();
  reader.cancel();
  assert.equal(await reading, null);
  await child.closeInput();
  await child.stderr.cancel();
  await child.exited;
});
