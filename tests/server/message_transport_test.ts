import assert from "node:assert/strict";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { type ByteTransport, createByteTransport } from "../../src/server/message_transport.ts";
import { eventually, turn } from "../support/eventually.ts";

const PING: JSONRPCMessage = { jsonrpc: "2.0", id: 1, method: "ping" };

interface Harness {
  readonly transport: ByteTransport;
  readonly written: string[];
  readonly received: JSONRPCMessage[];
  readonly logged: string[];
}

function createHarness(
  options: { write?: (bytes: Uint8Array) => Promise<void>; maxMessageBytes?: number } = {},
): Harness {
  const written: string[] = [];
  const received: JSONRPCMessage[] = [];
  const logged: string[] = [];
  const transport = createByteTransport({
    write: options.write ?? ((bytes) => {
      written.push(new TextDecoder().decode(bytes));
      return Promise.resolve();
    }),
    log: (level, message) => void logged.push(`${level}: ${message}`),
    ...(options.maxMessageBytes !== undefined && { maxMessageBytes: options.maxMessageBytes }),
  });
  transport.onmessage = (message) => void received.push(message);
  return { transport, written, received, logged };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("ByteTransport.receive() delivers messages and answers what is none, in one stream", async () => {
  const { transport, written, received, logged } = createHarness();
  const line = JSON.stringify(PING);
  transport.receive(bytes(`${line}\r\nbad \x1b line\n\n[]\n${line.slice(0, 9)}`));
  transport.receive(bytes(`${line.slice(9)}\n`));
  assert.deepEqual(received, [PING, PING]);
  transport.end();
  await transport.closed;
  assert.deepEqual(written.map((text) => JSON.parse(text).error.code), [-32700, -32600]);
  assert.deepEqual(written.map((text) => JSON.parse(text).id), [null, null]);
  assert.equal(logged.length, 2);
  for (const entry of logged) assert.match(entry, /^[\x20-\x7e]+$/);
});

Deno.test("ByteTransport.receive() answers a line over the bound and reads the next", async () => {
  const { transport, written, received } = createHarness({ maxMessageBytes: 100 });
  transport.receive(bytes("x".repeat(1000)));
  transport.receive(bytes(`${"x".repeat(1000)}\n${JSON.stringify(PING)}\n`));
  assert.deepEqual(received, [PING]);
  transport.end();
  await transport.closed;
  assert.match(written.join(), /-32600.*it has more than 100 bytes/);
});

Deno.test("ByteTransport.send() writes one line a message, never two at once", async () => {
  const waiting: (() => void)[] = [];
  let writing = 0;
  const lines: string[] = [];
  const { transport } = createHarness({
    write: (chunk) => {
      assert.equal(++writing, 1);
      lines.push(new TextDecoder().decode(chunk));
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(() => {
        writing--;
        resolve();
      });
      return promise;
    },
  });
  const first = transport.send({ ...PING, id: "a\nb" });
  const second = transport.send(PING);
  await turn();
  assert.equal(lines.length, 1);
  waiting[0]?.();
  await first;
  // the connection may end meanwhile: what was sent before is still written
  transport.end();
  await eventually("the second is being written", () => waiting.length === 2);
  waiting[1]?.();
  await second;
  await transport.closed;
  assert.deepEqual(lines, [
    '{"jsonrpc":"2.0","id":"a\\nb","method":"ping"}\n',
    '{"jsonrpc":"2.0","id":1,"method":"ping"}\n',
  ]);
});

Deno.test("ByteTransport.send() closes the connection when the client no longer reads", async () => {
  const { transport, logged, received } = createHarness({
    write: () => Promise.reject(new Error("broken pipe")),
  });
  let closes = 0;
  transport.onclose = () => void closes++;
  await assert.rejects(transport.send(PING), /broken pipe/);
  await transport.closed;
  assert.equal(closes, 1);
  assert.match(logged.join(), /no longer reads: broken pipe/);
  await assert.rejects(transport.send(PING), /connection is closed/);
  transport.receive(bytes(`${JSON.stringify(PING)}\n`));
  assert.deepEqual(received, []);
});

Deno.test("ByteTransport.end() closes once, as does close()", async () => {
  const { transport } = createHarness();
  let closes = 0;
  transport.onclose = () => void closes++;
  transport.end();
  transport.end();
  await transport.close();
  await transport.closed;
  assert.equal(closes, 1);
});
