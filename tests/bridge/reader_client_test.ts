import assert from "node:assert/strict";
import { PLAIN_FORM } from "../../src/catalogue/value.ts";
import { ReaderClient, type ReaderRequest } from "../../src/bridge/reader_client.ts";
import { toJsonBytes, WrittenJson } from "../../src/json/written_json.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A reader that answers nothing by itself. */
function create() {
  const clock = new FakeClock();
  const requests: ReaderRequest[] = [];
  const readers: MessagePort[] = [];
  let ended = 0;
  const reader = new ReaderClient({
    port: {
      startReader: () => {
        const { port1, port2 } = new MessageChannel();
        port2.onmessage = ({ data }) => requests.push(data);
        readers.push(port2);
        return Promise.resolve(port1);
      },
      endReader: () => ended += 1,
    },
    clock,
    maxValues: 7,
  });
  const close = () => {
    reader.close();
    for (const reader of readers) reader.close();
  };
  return { reader, clock, requests, readers, ended: () => ended, close };
}

const TOOL = { server: "s", name: "t", signature: "t()", inputSchema: { type: "object" } };
const NO_ANSWER = { kind: "no_answer", reason: "its answer takes too long to read" } as const;

async function until(happened: () => boolean): Promise<void> {
  for (let round = 0; round < 1_000 && !happened(); round++) await turn();
}

Deno.test("ReaderClient hands a line to a reader, and gives the answer to whoever asked", async () => {
  const { reader, requests, readers, close } = create();
  const first = reader.readAnswer(new Uint8Array([1]), PLAIN_FORM);
  const second = reader.readAnswer(new Uint8Array([2]), PLAIN_FORM);
  await until(() => requests.length === 2);
  assert.equal(readers.length, 1);
  assert.deepEqual(
    requests.map(({ bytes, task }) => [[...bytes], task]),
    [1, 2].map((byte) => [[byte], { kind: "answer", maxValues: 7, form: PLAIN_FORM }]),
  );
  for (const [request, text] of [[requests[1], "two"], [requests[0], "one"]] as const) {
    readers[0]?.postMessage({ id: request?.id, result: { kind: "too_large", reason: text } });
  }
  assert.deepEqual(await Promise.all([first, second]), [
    { kind: "too_large", reason: "one" },
    { kind: "too_large", reason: "two" },
  ]);
  close();
});

Deno.test("ReaderClient ends a reader that has nothing to do, and starts another when needed", async () => {
  const { reader, clock, requests, readers, ended, close } = create();
  const first = reader.readAnswer(new Uint8Array([1]), PLAIN_FORM);
  await until(() => requests.length === 1);
  readers[0]?.postMessage({ id: requests[0]?.id, result: NO_ANSWER });
  await first;
  assert.equal(ended(), 0);
  clock.advance(5_000);
  assert.equal(ended(), 1);
  void reader.readAnswer(new Uint8Array([2]), PLAIN_FORM);
  await until(() => requests.length === 2);
  assert.equal(readers.length, 2);
  close();
});

Deno.test("ReaderClient gives up a reader that does not answer, and one that cannot start", async () => {
  const { reader, clock, requests, ended, close } = create();
  const slow = reader.readAnswer(new Uint8Array([1]), PLAIN_FORM);
  await until(() => requests.length === 1);
  clock.advance(60_000);
  assert.deepEqual(await slow, NO_ANSWER);
  assert.equal(ended(), 1);
  close();

  const broken = new ReaderClient({
    port: { startReader: () => Promise.reject(new Error("no")), endReader: () => {} },
    clock,
    maxValues: 7,
  });
  assert.deepEqual(await broken.readAnswer(new Uint8Array([1]), PLAIN_FORM), NO_ANSWER);
});

Deno.test("ReaderClient refuses more than it may hold", async () => {
  const { reader, close } = create();
  const most = new Uint8Array(256 * 1024 * 1024);
  const waiting = reader.readAnswer(most, PLAIN_FORM);
  assert.equal((await reader.readAnswer(new Uint8Array(1), PLAIN_FORM)).kind, "too_large");
  close();
  assert.deepEqual(await waiting, NO_ANSWER);
});

Deno.test("ReaderClient reads messages of sandboxes however much waits, and says when it is lost", async () => {
  const { reader, requests, readers, close } = create();
  const answer = reader.readAnswer(new Uint8Array(256 * 1024 * 1024), PLAIN_FORM);
  const message = reader.readMessage(new Uint8Array([1]));
  const prepared = reader.prepareArguments(new WrittenJson(toJsonBytes({ a: 1 })), TOOL);
  await until(() => requests.length === 3);
  assert.deepEqual(requests.map(({ task }) => task.kind), ["answer", "message", "arguments"]);
  const refused = { kind: "refused", reason: "no" };
  readers[0]?.postMessage({ id: requests[1]?.id, result: refused });
  assert.deepEqual(await message, refused);
  close();
  assert.deepEqual(await answer, NO_ANSWER);
  const { kind } = await prepared;
  assert.equal(kind, "bad");
});
