import assert from "node:assert/strict";
import { ListQueue } from "../../src/calls/list_queue.ts";
import { searchTools } from "../../src/calls/search_tools.ts";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import { UpstreamError } from "../../src/errors.ts";
import type { BridgeServer } from "../../src/ipc/messages.ts";
import type { SavedToolDoc, ToolSearch } from "../../src/rpc/calls.ts";
import type { Connection } from "../../src/upstream/connection.ts";
import { eventually, turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { knownTools } from "../support/known_tools.ts";

interface Start {
  readonly name: string;
  readonly finish: () => void;
  readonly fail: (error: Error) => void;
}

/** Servers that start when the test says so, and a search over them. */
function createStage(names: readonly string[]) {
  const clock = new FakeClock();
  const known = knownTools(undefined, clock);
  const starts: Start[] = [];
  const goingOn = new Set<string>();
  const servers = names.map((name): BridgeServer => ({
    name,
    alias: name,
    unavailable: null,
    revision: 1,
    reach: { kind: "stdio" },
  }));
  const connect = async (server: BridgeServer): Promise<Connection> => {
    const started = Promise.withResolvers<void>();
    starts.push({ name: server.name, finish: started.resolve, fail: started.reject });
    await started.promise;
    const tools = [{ name: `find_${server.name}`, description: "Find a file" }];
    const catalogue = buildCatalogue(tools);
    return Object({
      name: server.name,
      freshCatalogue: () => {
        known.listed(server, { tools, catalogue, instructions: undefined });
        return Promise.resolve(catalogue);
      },
    });
  };
  const listQueue = new ListQueue({
    known,
    connect,
    state: (name) => goingOn.has(name) ? { kind: "starting", forMs: 1 } : { kind: "stopped" },
    clock,
    closing: new AbortController().signal,
  });
  let saved: readonly SavedToolDoc[] = [];
  const search = (options: { signal?: AbortSignal; server?: string } = {}): Promise<ToolSearch> => {
    const { signal = new AbortController().signal, server } = options;
    const narrowed = server === undefined ? {} : { server };
    return searchTools(servers, { query: "file", limit: 50, detail: "summary", ...narrowed }, {
      known,
      listQueue,
      clock,
      signal,
      savedTools: () => Promise.resolve(saved),
    });
  };
  const save = (...docs: readonly SavedToolDoc[]) => void (saved = docs);
  /** Resolves when the tools of a server are known, also to a search that waits for them. */
  const listed = async (at: number): Promise<void> => {
    await eventually("a list", async () => {
      const server = servers[at];
      return server !== undefined && (await known.recall(server)).list !== null;
    });
    await turn();
  };
  return { clock, starts, goingOn, listed, search, save };
}

const namesOf = ({ tools, missing }: ToolSearch) => [
  tools.map(({ server }) => server),
  missing.map(({ server }) => server),
];

Deno.test("searchTools() answers after 3 s with what is known, and goes on asking the others", async () => {
  const { clock, starts, listed, search } = createStage(["a", "b", "c", "d", "e", "f"]);
  const searching = search();
  await eventually("four starts", () => starts.length === 4);
  starts[0]?.finish();
  await eventually("a fifth, in its place", () => starts.length === 5);
  await listed(0);
  clock.advance(3_000);
  const found = await searching;
  assert.deepEqual(namesOf(found), [["a"], ["b", "c", "d", "e", "f"]]);
  assert.match(found.missing[0]?.reason ?? "", /being started for the first time/);
  assert.match(found.missing[4]?.reason ?? "", /waits for its first start, as 4 are/);
  for (let at = 1; at < 6; at++) {
    await eventually("the next start", () => starts.length > at);
    starts[at]?.finish();
    await listed(at);
  }
  assert.deepEqual(namesOf(await search()), [["a", "b", "c", "d", "e", "f"], []]);
  assert.equal(starts.length, 6, "each was started once");
});

Deno.test("searchTools() leaves a server alone for ten minutes that did not start", async () => {
  const { clock, starts, search } = createStage(["a"]);
  const failing = search();
  await eventually("a start", () => starts.length === 1);
  starts[0]?.fail(new UpstreamError("START_FAILED", "Cannot start server: no such file"));
  assert.match((await failing).missing[0]?.reason ?? "", /no such file$/);
  clock.advance(9 * 60_000);
  const soon = await search();
  assert.match(soon.missing[0]?.reason ?? "", /no such file; a search tries it again in 1 min/);
  assert.equal(starts.length, 1);
  clock.advance(60_000);
  const later = search();
  await eventually("a second start", () => starts.length === 2);
  starts[1]?.finish();
  assert.deepEqual(namesOf(await later), [["a"], []]);
});

Deno.test("searchTools() takes a start that goes on for no failure", async () => {
  const { clock, starts, goingOn, listed, search } = createStage(["slow"]);
  const searching = search();
  await eventually("a start", () => starts.length === 1);
  clock.advance(3_000);
  await searching;
  goingOn.add("slow");
  starts[0]?.fail(new UpstreamError("START_FAILED", "it goes on in the background"));
  await eventually("it is waited for again", () => starts.length === 2);
  starts[1]?.finish();
  await listed(0);
  assert.deepEqual(namesOf(await search()), [["slow"], []]);
});

Deno.test("searchTools() ends with its run", async () => {
  const { search } = createStage(["a"]);
  const run = new AbortController();
  const searching = search({ signal: run.signal });
  run.abort();
  await assert.rejects(searching, { code: "CANCELED" });
});

Deno.test("searchTools() also finds saved tools, unless one server is searched", async () => {
  const { search, save } = createStage([]);
  const doc = { server: null, alias: "count_files", signature: "count_files()" } as const;
  save({ ...doc, tool: "count_files", description: "Counts files." }, {
    ...doc,
    tool: "add",
    description: "Adds numbers.",
  });
  const { tools } = await search();
  assert.deepEqual(tools.map(({ server, tool }) => [server, tool]), [[null, "count_files"]]);
  assert.ok((tools[0]?.score ?? 0) > 0);
  assert.deepEqual((await search({ server: "a" })).tools, []);
});
