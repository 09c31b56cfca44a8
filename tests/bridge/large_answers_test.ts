import assert from "node:assert/strict";
import { LargeAnswers, type ReaderRequest } from "../../src/bridge/large_answers.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A reader that answers nothing by itself. */
function create() {
  const clock = new FakeClock();
  const requests: ReaderRequest[] = [];
  const readers: MessagePort[] = [];
  let ended = 0;
  const answers = new LargeAnswers({
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
    answers.close();
    for (const reader of readers) reader.close();
  };
  return { answers, clock, requests, readers, ended: () => ended, close };
}

const NO_ANSWER = { kind: "no_answer" } as const;

async function until(happened: () => boolean): Promise<void> {
  for (let round = 0; round < 1_000 && !happened(); round++) await turn();
}

Deno.test("LargeAnswers hands a line to a reader, and gives the answer to whoever asked", async () => {
  const { answers, requests, readers, close } = create();
  const first = answers.read(new Uint8Array([1]));
  const second = answers.read(new Uint8Array([2]));
  await until(() => requests.length === 2);
  assert.equal(readers.length, 1);
  assert.deepEqual(requests.map(({ line, maxValues }) => [...line, maxValues]), [[1, 7], [2, 7]]);
  for (const [request, text] of [[requests[1], "two"], [requests[0], "one"]] as const) {
    readers[0]?.postMessage({ id: request?.id, answer: { kind: "tool_failed", text } });
  }
  assert.deepEqual(await Promise.all([first, second]), [
    { kind: "tool_failed", text: "one" },
    { kind: "tool_failed", text: "two" },
  ]);
  close();
});

Deno.test("LargeAnswers ends a reader that has nothing to do, and starts another when needed", async () => {
  const { answers, clock, requests, readers, ended, close } = create();
  const first = answers.read(new Uint8Array([1]));
  await until(() => requests.length === 1);
  readers[0]?.postMessage({ id: requests[0]?.id, answer: NO_ANSWER });
  await first;
  assert.equal(ended(), 0);
  clock.advance(5_000);
  assert.equal(ended(), 1);
  void answers.read(new Uint8Array([2]));
  await until(() => requests.length === 2);
  assert.equal(readers.length, 2);
  close();
});

Deno.test("LargeAnswers gives up a reader that does not answer, and one that cannot start", async () => {
  const { answers, clock, requests, ended, close } = create();
  const slow = answers.read(new Uint8Array([1]));
  await until(() => requests.length === 1);
  clock.advance(60_000);
  assert.deepEqual(await slow, NO_ANSWER);
  assert.equal(ended(), 1);
  close();

  const broken = new LargeAnswers({
    port: { startReader: () => Promise.reject(new Error("no")), endReader: () => {} },
    clock,
    maxValues: 7,
  });
  assert.deepEqual(await broken.read(new Uint8Array([1])), NO_ANSWER);
});

Deno.test("LargeAnswers refuses more than it may hold", async () => {
  const { answers, close } = create();
  const most = new Uint8Array(256 * 1024 * 1024);
  const waiting = answers.read(most);
  assert.equal((await answers.read(new Uint8Array(1))).kind, "too_large");
  close();
  assert.deepEqual(await waiting, NO_ANSWER);
});
