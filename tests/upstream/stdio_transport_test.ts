import assert from "node:assert/strict";
import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import { StdioTransport, type StdioTransportOptions } from "../../src/upstream/stdio_transport.ts";
import type { LargeAnswer } from "../../src/catalogue/large_answer.ts";
import { carriedIn } from "../../src/upstream/carried_result.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeProcess } from "./fake_process.ts";

const PING: JSONRPCMessage = { jsonrpc: "2.0", id: 1, method: "ping" };

function line(id: number): string {
  return `{"jsonrpc":"2.0","id":${id},"result":{}}\n`;
}

async function started(options: Pick<StdioTransportOptions, "readLarge"> = {}) {
  const process = new FakeProcess();
  const clock = new FakeClock();
  const junk: string[] = [];
  const messages: JSONRPCMessage[] = [];
  const transport = new StdioTransport({
    process,
    clock,
    junk: { note: (kind, text) => junk.push(`${kind}: ${new TextDecoder().decode(text)}`) },
    ...options,
  });
  transport.onmessage = (message) => messages.push(message);
  let closed = 0;
  transport.onclose = () => closed += 1;
  await transport.start();
  const ids = () => messages.map((message) => "id" in message ? message.id : null);
  return { process, clock, junk, messages, ids, transport, closed: () => closed };
}

Deno.test("StdioTransport delivers messages in order and skips what is none", async () => {
  const { process, transport, junk, ids } = await started();
  for (const id of [1, 2, 3]) await transport.send({ jsonrpc: "2.0", id, method: "ping" });
  process.print(`*** Welcome ***\n${line(1)}`);
  process.print('{"jsonrpc":"2.0","id');
  process.print(`":2,"result":{}}\r\n\n`);
  process.printBytes(new Uint8Array([0xff, 0xfe, 0x0a]));
  process.print(`{"half": \n${line(3)}`);
  await turn();
  assert.deepEqual(ids(), [1, 2, 3]);
  assert.deepEqual(junk, [
    "no_message: *** Welcome ***",
    "no_message: \ufffd\ufffd",
    'no_message: {"half": ',
  ]);
  await transport.close();
});

Deno.test("StdioTransport reads a message that is printed over several lines", async () => {
  const { process, transport, junk, messages } = await started();
  for (const id of [1, 2, 3]) await transport.send({ jsonrpc: "2.0", id, method: "ping" });
  const spread = (id: number) =>
    JSON.stringify({ jsonrpc: "2.0", id, result: { deep: [{ a: "{" }] } }, null, 2);
  process.print(`{\n${line(1)}${spread(2)}\r\n{\n  "half": 1,\nand words\n`);
  process.print(spread(3).replaceAll("\n", "\r\n"));
  process.print("\n{\n  unfinished");
  process.exit({ code: 0, signal: null });
  await transport.ended;
  assert.deepEqual(
    messages.map((message) =>
      "id" in message && "result" in message && [message.id, message.result]
    ),
    [[1, {}], [2, { deep: [{ a: "{" }] }], [3, { deep: [{ a: "{" }] }]],
  );
  assert.deepEqual(junk.map((text) => text.split("\n", 1)[0]), [
    "no_message: {",
    "spread: {",
    "no_message: {",
    'no_message:   "half": 1,',
    "no_message: and words",
    "spread: {",
    "no_message: {",
    "no_message:   unfinished",
  ]);
});

Deno.test("StdioTransport lets others have a turn while it reads a piece with many messages", async () => {
  const { process, clock, transport, messages } = await started();
  const note = '{"jsonrpc":"2.0","method":"notifications/message","params":{}}\n';
  // as if each message took a millisecond
  transport.onmessage = (message) => {
    messages.push(message);
    clock.advance(1);
  };
  process.print(note.repeat(1_000));
  await turn();
  const first = messages.length;
  assert.ok(first > 0 && first < 1_000, `${first} at once`);
  for (let round = 0; round < 100 && messages.length < 1_000; round++) {
    clock.advance(0);
    await turn();
  }
  assert.equal(messages.length, 1_000);
  await transport.close();
});

Deno.test("StdioTransport has large answers to calls read elsewhere, and what follows passes them", async () => {
  const process = new FakeProcess();
  const reading = Promise.withResolvers<LargeAnswer>();
  const lines: number[] = [];
  const transport = new StdioTransport({
    process,
    clock: new FakeClock(),
    junk: { note: () => {} },
    readLarge: (line) => {
      lines.push(line.length);
      return reading.promise;
    },
  });
  const messages: JSONRPCMessage[] = [];
  transport.onmessage = (message) => messages.push(message);
  await transport.start();
  await transport.send({ jsonrpc: "2.0", id: 1, method: "tools/call" });
  await transport.send({ jsonrpc: "2.0", id: 2, method: "tools/list" });
  await transport.send({ jsonrpc: "2.0", id: 4, method: "ping" });
  const large = (id: number) =>
    `{"jsonrpc":"2.0","id":${id},"result":{"a":[${"0,".repeat(60_000)}0]}}\n`;
  // the second answers no call, the third no request of ours: nobody gets it
  process.print(large(1) + large(2) + large(3) + line(4));
  await turn();
  assert.deepEqual(lines, [large(1).length - 1]);
  assert.deepEqual(messages.map((message) => "id" in message && message.id), [2, 4]);
  const closing = transport.close();
  reading.resolve({ kind: "tool_failed", failure: { words: "no" } });
  await closing;
  const last = messages.at(-1);
  assert.ok(last !== undefined && "result" in last && last.id === 1);
  assert.deepEqual(carriedIn(last.result), { kind: "failed", failure: { words: "no" } });
});

Deno.test("StdioTransport refuses a large message that is no answer to a call", async () => {
  const { process, transport, messages } = await started({ readLarge: () => assert.fail("no") });
  await transport.send(PING);
  process.print(`{"jsonrpc":"2.0","id":1,"result":{"a":[${"0,".repeat(300_000)}0]}}\n`);
  await turn();
  const [message] = messages;
  assert.ok(message !== undefined && "error" in message);
  assert.match(message.error.message, /more than 200000 values/);
  await transport.close();
});

Deno.test("StdioTransport.send() writes one line a message", async () => {
  const { process, transport } = await started();
  await transport.send({ jsonrpc: "2.0", id: 1, method: "x", params: { text: "a\nb" } });
  assert.equal(
    process.written,
    '{"jsonrpc":"2.0","id":1,"method":"x","params":{"text":"a\\nb"}}\n',
  );
  await transport.close();
});

Deno.test("StdioTransport gives exit code and stderr before it says that it is closed", async () => {
  const { process, transport, ids, closed } = await started();
  await transport.send(PING);
  process.complain("first\nlast words\n");
  process.print(line(1).trimEnd());
  process.exit({ code: 7, signal: null });
  assert.deepEqual(await transport.ended, {
    exit: { code: 7, signal: null },
    stderr: ["first", "last words"],
    reason: null,
  });
  await turn();
  assert.deepEqual(ids(), [1], "an answer without a line end still counts");
  assert.equal(closed(), 1);
  await assert.rejects(transport.send(PING), /the server has ended/);
});

Deno.test("StdioTransport ends a server that closes its stdout and lives on", async () => {
  const { process, transport, clock } = await started();
  process.closeStreams();
  await turn();
  assert.equal(process.killed, false);
  clock.advance(1_000);
  assert.equal((await transport.ended).exit?.signal, "SIGKILL");
});

Deno.test("StdioTransport does not wait for a descendant that holds the streams", async () => {
  const { process, transport, clock, closed } = await started();
  process.exit({ code: 1, signal: null }, { streamsStay: true });
  await turn();
  assert.equal(closed(), 0);
  clock.advance(1_000);
  assert.deepEqual((await transport.ended).exit, { code: 1, signal: null });
  assert.equal(clock.pending, 0);
});

Deno.test("StdioTransport.send() never hangs on a server that dies with a full pipe", async () => {
  const { process, transport } = await started();
  process.onWrite = () => new Promise(() => {});
  const refused = assert.rejects(transport.send(PING), /it has ended/);
  await turn();
  process.exit({ code: 1, signal: null });
  await refused;
});

Deno.test("StdioTransport kills a server that reads nothing for 5 s, though all was sent", async () => {
  const { process, transport, clock } = await started();
  process.onFlush = () => new Promise(() => {});
  await transport.send(PING);
  clock.advance(5_999);
  assert.equal(process.killed, false);
  clock.advance(1);
  assert.equal(process.killed, true);
  assert.equal((await transport.ended).reason, "it did not read its input for 5 s");
});

Deno.test("StdioTransport.close() has the server stopped, and waits for its end", async () => {
  const polite = await started();
  await polite.transport.close();
  assert.equal(polite.process.inputClosed, true);
  assert.equal(polite.process.killed, false);

  const slow = await started();
  slow.process.onInputClosed = () => slow.process.closeStreams();
  const closing = slow.transport.close();
  // it has closed its stdout, and still writes its files: the launcher ends it when it must
  slow.clock.advance(3_000);
  await turn();
  assert.equal(slow.process.killed, false);
  assert.equal(slow.closed(), 0);
  slow.process.exit({ code: 0, signal: null });
  await closing;
  assert.equal(slow.closed(), 1);
  await slow.transport.close();
});

Deno.test("StdioTransport answers for the server when its answer is too long", async () => {
  const { process, transport, messages } = await started();
  for (const id of [5, 6]) await transport.send({ ...PING, id });
  process.print('{"jsonrpc":"2.0","id":5,"result":{"content":[{"type":"text","text":"');
  const mebibyte = new Uint8Array(1024 * 1024).fill(0x78);
  for (let piece = 0; piece < 65; piece++) process.printBytes(mebibyte);
  process.print(`"}]}}\n${line(6)}`);
  process.exit({ code: 0, signal: null });
  await transport.ended;
  assert.deepEqual(messages, [
    {
      jsonrpc: "2.0",
      id: 5,
      error: { code: -46_064, message: "its answer is larger than 67108864 bytes" },
    },
    { jsonrpc: "2.0", id: 6, result: {} },
  ]);
});

Deno.test("StdioTransport gives a server with a subscription no longer to read than another", async () => {
  const { process, clock, transport } = await started();
  await transport.send({ jsonrpc: "2.0", id: 1, method: "subscriptions/listen" });
  await turn();
  assert.equal(clock.pending, 1);
  clock.advance(1_000);
  assert.equal(clock.pending, 0, "nobody waits for the answer of a subscription");
  process.onFlush = () => new Promise(() => {});
  await transport.send({ ...PING, id: 2 });
  clock.advance(6_000);
  assert.ok(process.killed);
  assert.equal((await transport.ended).reason, "it did not read its input for 5 s");
  await transport.close();
});
