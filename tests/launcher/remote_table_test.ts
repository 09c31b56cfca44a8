import assert from "node:assert/strict";
import type { LauncherMessage } from "../../src/ipc/messages.ts";
import { WINDOW_BYTES } from "../../src/ipc/messages.ts";
import {
  MAX_REMOTE_REQUESTS,
  type RemoteMessage,
  RemoteTable,
} from "../../src/launcher/remote_table.ts";
import type { RemoteServer } from "../../src/remote/remote_server.ts";
import { HttpFailure, type HttpResponse } from "../../src/system/network.ts";
import { turn } from "../support/eventually.ts";

const KIB = new Uint8Array(64 * 1024);

function createStage(request: RemoteServer["request"]) {
  const told: LauncherMessage[] = [];
  const excess: string[] = [];
  let closed = 0;
  const table = new RemoteTable({
    post: (message) => void told.push(message),
    connectServer: () => Promise.resolve({ redaction: null, request, close: () => void closed++ }),
    onExcess: () => void excess.push("excess"),
  });
  return { table, told, excess, closed: () => closed };
}

function ask(id: number, body: Uint8Array | null = null): RemoteMessage {
  return { op: "http_request", id, server: 1, method: "POST", target: null, headers: {}, body };
}

/** An answer of 640 MiB; the counts say what was taken of it, and whether it was left. */
function endless() {
  const counts = { taken: 0, discarded: 0 };
  const response: HttpResponse = {
    status: 200,
    header: (name) => name === "content-type" ? "text/event-stream" : `secret ${name}`,
    body: (async function* () {
      for (let chunk = 0; chunk < 10_000; chunk++) {
        counts.taken += KIB.length;
        yield KIB;
        await turn();
      }
    })(),
    discard: () => void counts.discarded++,
  };
  return { counts, response };
}

async function settle(): Promise<void> {
  for (let turns = 0; turns < 80; turns++) await turn();
}

Deno.test("RemoteTable reads no more of an answer than the bridge takes, and ends it when it is withdrawn", async () => {
  const { counts, response } = endless();
  const stage = createStage(() => Promise.resolve(response));
  stage.table.handle({ op: "connect_server", id: 1, name: "web" });
  await turn();
  stage.table.handle(ask(2));
  await settle();
  assert.ok(counts.taken >= WINDOW_BYTES && counts.taken <= WINDOW_BYTES + 2 * KIB.length);
  stage.table.handle({ op: "data_ack", id: 2, stream: "stdout", bytes: WINDOW_BYTES });
  await settle();
  assert.ok(counts.taken >= 2 * WINDOW_BYTES);
  stage.table.handle({ op: "withdraw", id: 2 });
  await settle();
  assert.equal(counts.discarded, 1);
});

Deno.test("RemoteTable tells the bridge the headers that the protocol knows, and no other", async () => {
  const { response } = endless();
  const stage = createStage(() => Promise.resolve(response));
  stage.table.handle({ op: "connect_server", id: 1, name: "web" });
  await turn();
  stage.table.handle(ask(2));
  await turn();
  const head = stage.told.find(({ op }) => op === "http_response");
  assert.ok(head?.op === "http_response");
  assert.deepEqual(Object.keys(head.headers).sort(), [
    "content-encoding",
    "content-type",
    "mcp-session-id",
    "retry-after",
  ]);
  stage.table.close();
});

Deno.test("RemoteTable refuses a server that is not connected, an id in use, and too many requests", async () => {
  const stage = createStage(() => new Promise(() => {}));
  stage.table.handle(ask(1));
  await turn();
  stage.table.handle({ op: "connect_server", id: 1, name: "web" });
  await turn();
  stage.table.handle({ op: "connect_server", id: 1, name: "web" });
  for (let id = 2; id < MAX_REMOTE_REQUESTS + 3; id++) stage.table.handle(ask(id));
  await turn();
  const refusals = stage.told.filter((message) => message.op === "refused")
    .map(({ error: { message } }) => message);
  assert.deepEqual(refusals, [
    "is no longer connected",
    "Cannot use the id 1: it is in use",
    "Cannot open another request: too many are open",
  ]);
});

Deno.test("RemoteTable ends a bridge that sends more than servers take", async () => {
  const stage = createStage(() => new Promise(() => {}));
  stage.table.handle({ op: "connect_server", id: 1, name: "web" });
  await turn();
  const body = new Uint8Array(64 * 1024 * 1024);
  for (let id = 2; id < 5; id++) stage.table.handle(ask(id, body));
  assert.deepEqual(stage.excess, []);
  for (let id = 5; id < 7; id++) stage.table.handle(ask(id, body));
  assert.ok(stage.excess.length > 0);
});

Deno.test("RemoteTable says that an answer was cut off", async () => {
  const { response } = endless();
  const body = (async function* () {
    yield KIB;
    throw new HttpFailure("ECONNRESET", "aborted");
  })();
  const stage = createStage(() => Promise.resolve({ ...response, body }));
  stage.table.handle({ op: "connect_server", id: 1, name: "web" });
  await turn();
  stage.table.handle(ask(2));
  await settle();
  const end = stage.told.at(-1);
  assert.ok(end?.op === "http_end");
  assert.equal(end.error?.message, "its answer was cut off: the connection was closed");
});

Deno.test("RemoteTable.close() ends connections and requests, and makes no more", async () => {
  const { counts, response } = endless();
  const stage = createStage(() => Promise.resolve(response));
  stage.table.handle({ op: "connect_server", id: 1, name: "web" });
  await turn();
  stage.table.handle(ask(2));
  await settle();
  stage.table.close();
  await settle();
  assert.deepEqual([stage.closed(), counts.discarded], [1, 1]);
  stage.table.handle({ op: "connect_server", id: 3, name: "web" });
  const last = stage.told.at(-1);
  assert.ok(last?.op === "refused" && last.error.code === "CANCELED");
});

Deno.test("RemoteTable closes a server whose connection comes too late", async () => {
  const coming = Promise.withResolvers<RemoteServer>();
  let closed = 0;
  const told: LauncherMessage[] = [];
  const table = new RemoteTable({
    post: (message) => void told.push(message),
    connectServer: () => coming.promise,
    onExcess: () => {},
  });
  table.handle({ op: "connect_server", id: 1, name: "web" });
  table.handle({ op: "withdraw", id: 1 });
  coming.resolve({
    redaction: null,
    request: () => new Promise(() => {}),
    close: () => void closed++,
  });
  await settle();
  assert.equal(closed, 1);
  assert.deepEqual(told.map(({ op }) => op), ["refused"]);
});
