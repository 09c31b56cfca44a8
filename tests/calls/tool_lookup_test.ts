import assert from "node:assert/strict";
import { RunNotes } from "../../src/calls/run_notes.ts";
import { ToolLookup } from "../../src/calls/tool_lookup.ts";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import type { BridgeServer } from "../../src/ipc/messages.ts";
import type { Connection } from "../../src/upstream/connection.ts";
import { orAborted } from "../../src/system/waiting.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { knownTools } from "../support/known_tools.ts";
import { refusal } from "../support/test_upstreams.ts";

const SERVER: BridgeServer = {
  name: "hangs",
  alias: "hangs",
  unavailable: null,
  revision: 1,
  reach: { kind: "stdio" },
};

/** A lookup of a server that never answers, by a run of 30 s. */
function createStage({ granted = false, hasNews = false } = {}) {
  const clock = new FakeClock();
  const known = knownTools(undefined, clock);
  const goingOn: string[] = [];
  const lookup = new ToolLookup({
    known,
    connect: (_server, signal) => orAborted(Promise.withResolvers<Connection>().promise, signal),
    hasNews: () => hasNews,
    goOn: ({ name }) => void goingOn.push(name),
    clock,
  });
  const run = new AbortController();
  const context = {
    signal: run.signal,
    notes: new RunNotes(),
    grant: { names: granted ? [SERVER.name] : [], briefs: [], admit: (name: string) => name },
    endsAtMs: 30_000,
  };
  return { clock, known, goingOn, run, recall: () => lookup.recall(SERVER, context) };
}

Deno.test("ToolLookup.recall() waits 3 s for a server that hangs, has it asked further, and says so", async () => {
  const { clock, recall, goingOn } = createStage();
  const late = refusal("TIMEOUT", recall());
  await turn();
  clock.advance(2_999);
  await turn();
  assert.deepEqual(goingOn, []);
  clock.advance(1);
  assert.match(
    await late,
    /^Cannot list the tools of server "hangs": it has not answered within 3 s, and is asked in/,
  );
  assert.deepEqual(goingOn, ["hangs"]);
  assert.equal(clock.pending, 0);
});

Deno.test("ToolLookup.recall() waits longer for a server that the run may call", async () => {
  const { clock, recall } = createStage({ granted: true });
  const late = refusal("TIMEOUT", recall());
  await turn();
  clock.advance(9_000);
  assert.match(await late, /within 6 s/);
});

Deno.test("ToolLookup.recall() of ten servers that hang ends within the run's time", async () => {
  for (const granted of [false, true]) {
    const { clock, recall } = createStage({ granted });
    for (let asked = 0; asked < 10; asked++) {
      let given = false;
      const late = refusal("TIMEOUT", recall()).then(() => void (given = true));
      await clock.advanceUntil(() => given, 10);
      await late;
    }
    assert.ok(clock.monotonic() < 28_000);
  }
});

Deno.test("ToolLookup.recall() gives the tools that are known where a server with news hangs", async () => {
  const { clock, known, recall, goingOn } = createStage({ hasNews: true });
  const tools = [{ name: "find" }];
  known.listed(SERVER, { tools, catalogue: buildCatalogue(tools), instructions: undefined });
  await known.settled();
  const recalled = recall();
  await turn();
  clock.advance(3_000);
  assert.equal((await recalled).tools.catalogue.tools[0]?.description.name, "find");
  assert.deepEqual(goingOn, []);
});

Deno.test("ToolLookup.recall() ends with its run", async () => {
  const { recall, run } = createStage();
  const recalled = recall();
  run.abort(new Error("over"));
  await assert.rejects(recalled, /over/);
});
