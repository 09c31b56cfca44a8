import assert from "node:assert/strict";
import type { PortServer } from "../../src/ipc/port.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeProcess } from "./fake_process.ts";

const SIGNAL = new AbortController().signal;

async function opened() {
  const process = new FakeProcess();
  const clock = new FakeClock();
  const port = { startServer: () => Promise.resolve(process) };
  const link = await createStdioLinks({ port, clock, log: () => {} })({
    name: "a",
    reach: { kind: "stdio" },
  }, SIGNAL);
  return { process, clock, link };
}

Deno.test("a link of createStdioLinks() tells how its process ended, and its last words", async () => {
  const { process, link } = await opened();
  await link.transport.start();
  process.complain("no disk\n");
  process.exit({ code: 7, signal: null });
  const ending = {
    how: "ended with exit code 7",
    lastWords: "; last lines of its stderr:\nno disk",
  };
  assert.deepEqual(await link.ended, ending);
  assert.deepEqual(await link.explainLoss(), ending);
});

Deno.test("explainLoss() waits 3 s for an end, and no longer for a server that lives on", async () => {
  const { process, clock, link } = await opened();
  await link.transport.start();
  const explained = link.explainLoss();
  clock.advance(3_000);
  assert.equal(await explained, null);
  const later = link.explainLoss();
  await turn();
  process.exit({ code: 0, signal: "SIGTERM" });
  assert.equal((await later)?.how, "ended with exit code 0 (SIGTERM)");
  assert.equal(clock.pending, 0);
});

Deno.test("a link's close() ends a process that no client has begun to use", async () => {
  const { process, link } = await opened();
  await link.close();
  assert.ok(process.inputClosed);
  assert.equal((await link.ended)?.how, "ended with exit code 0");
});

Deno.test("createStdioLinks() ends a process that comes after its signal has aborted", async () => {
  const starting = Promise.withResolvers<PortServer>();
  const process = new FakeProcess();
  const controller = new AbortController();
  const port = { startServer: () => starting.promise };
  const openLink = createStdioLinks({ port, clock: new FakeClock(), log: () => {} });
  const opening = assert.rejects(
    openLink({ name: "a", reach: { kind: "stdio" } }, controller.signal),
    /too late/,
  );
  controller.abort(new Error("too late"));
  await opening;
  starting.resolve(process);
  await turn();
  assert.ok(process.inputClosed);
});
