import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import { contentOf, MAX_READ_BYTES } from "../../src/calls/ref_content.ts";
import { REF_LIMITS, type RefLimits, RefStore } from "../../src/calls/ref_store.ts";
import { parseFile } from "../../src/rpc/parse_file.ts";
import { FakeClock } from "../support/fake_clock.ts";

function createStore(limits: Partial<RefLimits> = {}): { store: RefStore; clock: FakeClock } {
  const clock = new FakeClock();
  return { clock, store: new RefStore({ clock, limits: { ...REF_LIMITS, ...limits } }) };
}

function file(name: string, bytes: Uint8Array | string) {
  const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  return parseFile({ name, data: data.toBase64() });
}

function refs(store: RefStore): readonly string[] {
  return store.list().map(({ ref }) => ref);
}

function refuses(action: () => unknown, code: string, message: RegExp): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof UpstreamError && error.code === code);
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("RefStore tells of a value what it looks like, its size and how it begins", () => {
  const { store } = createStore();
  assert.deepEqual(store.keepValue([{ id: 2n ** 70n }], "ids"), {
    ref: "r1",
    name: "ids",
    schema: "list[{id: int}], 1 item",
    mime_type: "application/json",
    bytes: 31,
    head: '[{"id":1180591620717411303424}]',
  });
  assert.equal(store.keepValue("text", null).mime_type, "text/plain");
});

Deno.test("RefStore tells of a file its type, by its name or as it looks", () => {
  const { store } = createStore();
  const kept = [file("a.CSV", "id\n1\n"), file("b", "text"), file("c", new Uint8Array([0, 255]))]
    .map((one) => store.keepFile(one));
  assert.deepEqual(
    kept.map(({ ref, mime_type, schema, bytes, head }) => [ref, mime_type, schema, bytes, head]),
    [
      ["f1", "text/csv", null, 5, "id\n1\n"],
      ["f2", "text/plain", null, 4, "text"],
      ["f3", "application/octet-stream", null, 2, null],
    ],
  );
});

Deno.test("RefStore.open() finds by id, and by name the newest", () => {
  const { store } = createStore();
  for (const value of [1, 2]) store.keepValue(value, "n");
  assert.equal(store.open("r1").content.value(), 1);
  assert.equal(store.open("n").content.value(), 2);
});

Deno.test("RefStore.open() says what there is", () => {
  const { store } = createStore();
  refuses(() => store.open("r1"), "NOT_FOUND", /"r1": nothing is kept; .* 30 minutes/);
  store.keepValue([1], "one");
  store.keepValue([1], null);
  refuses(
    () => store.open("r9\n\u202e"),
    "NOT_FOUND",
    /"r9": there are: r1 \(one\), r2 \(list\[int\], 1 item\); /,
  );
  for (let count = 0; count < 20; count++) store.keepValue(count, "x".repeat(1_000));
  refuses(() => store.open("no"), "NOT_FOUND", /and 10 more; /);
});

Deno.test("RefStore forgets what nobody opened for long, and each by its own time", () => {
  const { store, clock } = createStore({ idleMs: 1_000 });
  store.keepValue(1, null);
  clock.advance(600);
  store.keepValue(2, null);
  clock.advance(399);
  store.open("r1");
  clock.advance(601);
  assert.deepEqual(refs(store), ["r1"]);
  clock.advance(399);
  assert.deepEqual(refs(store), []);
  assert.equal(clock.pending, 0);
});

Deno.test("RefStore makes room by what was not used for longest: by number, and by bytes", () => {
  const { store } = createStore({ refs: 2, bytes: 100 });
  for (const value of [1, 2]) store.keepValue(value, null);
  store.open("r1");
  store.keepValue(3, null);
  assert.deepEqual(refs(store), ["r1", "r3"]);
  store.keepValue("x".repeat(95), null);
  assert.deepEqual(refs(store), ["r3", "r4"]);
  store.keepFile(file("a", "x".repeat(60)));
  assert.deepEqual(refs(store), ["f1"]);
});

Deno.test("RefStore refuses a value that is too large, and keeps what it has", () => {
  const { store } = createStore({ valueBytes: 10 });
  store.keepValue(1, null);
  refuses(
    () => store.keepValue("x".repeat(9), "big"),
    "LIMIT",
    /Cannot keep "big": it has 11 bytes/,
  );
  assert.deepEqual(refs(store), ["r1"]);
});

Deno.test("RefStore.close() forgets everything and leaves no timer", () => {
  const { store, clock } = createStore();
  store.keepValue(1, null);
  store.close();
  assert.deepEqual([refs(store), clock.pending], [[], 0]);
});

Deno.test("contentOf() gives texts as text and all else as JSON or base64", () => {
  const { store } = createStore();
  store.keepValue({ a: [1] }, null);
  store.keepValue("line\nline", null);
  store.keepFile(file("a.csv", "é"));
  store.keepFile(file("b.csv", new Uint8Array([0xff])));
  store.keepFile(file("c.png", new Uint8Array([1, 2])));
  assert.deepEqual(refs(store).map((ref) => contentOf(store.open(ref))), [
    { mimeType: "application/json", text: '{"a":[1]}' },
    { mimeType: "text/plain", text: "line\nline" },
    { mimeType: "text/csv", text: "é" },
    { mimeType: "text/csv", blob: "/w==" },
    { mimeType: "image/png", blob: "AQI=" },
  ]);
});

Deno.test("contentOf() refuses what is too large for a client at once, and says what to do", () => {
  const { store } = createStore();
  store.keepValue("x".repeat(MAX_READ_BYTES), null);
  refuses(() => contentOf(store.open("r1")), "LIMIT", /runtime\.ref\("r1"\) and take a part/);
});
