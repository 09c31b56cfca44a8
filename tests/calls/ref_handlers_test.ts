import assert from "node:assert/strict";
import { createRefHandlers } from "../../src/calls/ref_handlers.ts";
import { RefStore } from "../../src/calls/ref_store.ts";
import { createRunCaller } from "../../src/calls/run_caller.ts";
import { RunNotes } from "../../src/calls/run_notes.ts";
import { WrittenJson } from "../../src/json/written_json.ts";
import type { JsonObject } from "../../src/json/json.ts";
import type { CallMethod } from "../../src/rpc/frames.ts";
import { parseFile } from "../../src/rpc/parse_file.ts";
import { toShapedBytes } from "../../src/json/written_json.ts";
import { NO_HANDLERS } from "../support/call_handlers.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Runs of one connection. */
function createConnection() {
  const store = new RefStore({ clock: new FakeClock() });
  const handlers = { ...NO_HANDLERS, ...createRefHandlers(store) };
  const beginRun = () => {
    const notes = new RunNotes();
    const grant = { names: [], briefs: [], admit: () => assert.fail("nothing is granted") };
    const caller = createRunCaller(grant, { handlers, notes, endsAtMs: 1e9 });
    const call = async (method: CallMethod, params: JsonObject, written?: WrittenJson) => {
      const value = await caller(method, params, written)(new AbortController().signal, () => {});
      return value instanceof WrittenJson ? value.value() : value;
    };
    return { call, notes };
  };
  return { store, beginRun };
}

Deno.test("what a run keeps is noted, and opened by another of the connection, by id and by name", async () => {
  const { beginRun } = createConnection();
  const first = beginRun();
  const value = { rows: [{ id: 2n ** 70n }, { id: null }], null: "null" };
  const kept = await first.call("keep_value", { name: "rows", value });
  assert.deepEqual(first.notes.kept(), [kept]);
  const second = beginRun();
  for (const ref of ["r1", "rows"]) {
    assert.deepEqual(await second.call("open_ref", { ref }), { kind: "value", value });
  }
  assert.deepEqual(await second.call("list_refs", {}), [kept]);
  assert.deepEqual(second.notes.kept(), []);
});

Deno.test("another connection opens nothing of it", async () => {
  await createConnection().beginRun().call("keep_value", { value: 1 });
  await assert.rejects(createConnection().beginRun().call("open_ref", { ref: "r1" }), /nothing is/);
});

Deno.test("a large value is kept as it was written, with the shape that was seen", async () => {
  const { beginRun, store } = createConnection();
  const written = new WrittenJson(toShapedBytes([1, 2]));
  await beginRun().call("keep_value", {}, written);
  assert.equal(store.open("r1").content, written);
  assert.equal(store.list()[0]?.schema, "list[int], 2 items");
});

Deno.test("a file is opened with its bytes, whatever it is called", async () => {
  const { beginRun, store } = createConnection();
  const name = 'null "data":null';
  store.keepFile(parseFile({ name, data: "AQI=" }));
  assert.deepEqual(await beginRun().call("open_ref", { ref: "f1" }), {
    kind: "file",
    name,
    mime_type: "application/octet-stream",
    data: "AQI=",
  });
});

Deno.test("calls about refs with wrong params are refused", async () => {
  const { call } = createConnection().beginRun();
  for (
    const [method, params, message] of [
      ["keep_value", {}, /`value` is missing/],
      ["keep_value", { value: 1, name: "" }, /`name` must be a text/],
      ["keep_value", { value: 1, name: 7 }, /`name` must be a text/],
      ["keep_value", { value: 1, name: "r12" }, /must not look like an id/],
      ["keep_value", { value: 1, name: "two\nlines" }, /one line of at most 100/],
      ["keep_value", { value: 1, name: "x".repeat(101) }, /one line of at most 100/],
      ["open_ref", {}, /`ref` must be/],
      ["open_ref", { ref: ["r1"] }, /`ref` must be/],
    ] as const
  ) await assert.rejects(() => call(method, params), message);
});
