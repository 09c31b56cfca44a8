import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/client";
import { Connection } from "../../src/upstream/connection.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { FakeProcess } from "./fake_process.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";

async function connected() {
  const process = new FakeProcess();
  const clock = new FakeClock();
  const port = { startServer: () => Promise.resolve(process) };
  const openLink = createStdioLinks({ port, clock, log: () => {} });
  const link = await openLink(
    { name: "a", reach: { kind: "stdio" } },
    new AbortController().signal,
  );
  await link.transport.start();
  const client = new Client({ name: "test", version: "0" });
  const opened = { client, link, opening: "initialize" } as const;
  return {
    process,
    clock,
    connection: new Connection({ name: "a", opened, clock, log: () => {}, maxCalls: 2 }),
  };
}

Deno.test("Connection.retire() ends an unused server after a second, by one timer", async () => {
  const { process, clock, connection } = await connected();
  connection.retire();
  connection.retire();
  assert.equal(clock.pending, 1);
  clock.advance(999);
  assert.ok(!process.inputClosed);
  clock.advance(1);
  await connection.ended;
  assert.ok(process.inputClosed);
  await turn();
  assert.equal(clock.pending, 0);
});

Deno.test("Connection.close() leaves no timer behind", async () => {
  const { clock, connection } = await connected();
  connection.retire();
  await connection.close();
  await turn();
  assert.equal(clock.pending, 0);
});

Deno.test("Connection.retire() sets no timer once the connection is closed", async () => {
  const { clock, connection } = await connected();
  await connection.close();
  await turn();
  connection.retire();
  assert.equal(clock.pending, 0);
});
