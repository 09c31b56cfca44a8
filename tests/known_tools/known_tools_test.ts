import assert from "node:assert/strict";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import type { JsonObject } from "../../src/json/json.ts";
import type { KnownTools } from "../../src/known_tools/known_tools.ts";
import { FakeFiles } from "../fakes/fake_files.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { knownTools, RECORDS } from "../support/known_tools.ts";

const DIGEST = "0123456789abcdef0123456789abcdef";
const TARGET = { name: "files", revision: 1, digest: DIGEST };

function createFiles(): FakeFiles {
  return new FakeFiles({ separator: "/", uid: 1000, entries: {} });
}

async function list(known: KnownTools, ...tools: readonly JsonObject[]): Promise<void> {
  known.listed(TARGET, { tools, catalogue: buildCatalogue(tools), instructions: "Be brief" });
  await known.settled();
}

async function changes(known: KnownTools): Promise<Record<string, unknown>> {
  return Object.fromEntries(await known.changesOf(TARGET));
}

const tool = (description: string, inputSchema: JsonObject = { type: "object" }) => ({
  name: "look",
  description,
  inputSchema,
});

Deno.test("KnownTools gives a later bridge the list, without the tools that an entry leaves out", async () => {
  const files = createFiles();
  const clock = new FakeClock();
  await list(knownTools(files, clock), tool("Look"), { name: "rm" });
  const tools = { allow: null, deny: ["rm"] };
  const { list: kept } = await knownTools(files, clock).recall({ ...TARGET, tools });
  assert.deepEqual(kept?.catalogue.tools.map(({ description: { name } }) => name), ["look"]);
  assert.deepEqual([kept?.instructions, kept?.listedAt], ["Be brief", clock.now()]);
  const other = { ...TARGET, digest: DIGEST.replace("0", "f") };
  assert.equal((await knownTools(files, clock).recall(other)).list, null);
});

Deno.test("KnownTools.changesOf() names what differs from the first list, in this bridge and later ones", async () => {
  const files = createFiles();
  const known = knownTools(files);
  const properties = { a: { type: "string" }, b: {} };
  await list(known, tool("Look", { type: "object", properties }));
  assert.deepEqual(await changes(known), {});
  const reordered = { properties: { b: {}, a: { type: "string" } }, type: "object" };
  await list(known, tool("Look", reordered), { name: "new" });
  assert.deepEqual(await changes(known), {}, "an order is no change, and a new tool has none");
  await list(known, tool("Send", { ...reordered, required: ["a"] }));
  assert.deepEqual(await changes(known), { look: ["description", "input_schema"] });
  const later = knownTools(files);
  assert.deepEqual(Object.fromEntries((await later.recall(TARGET)).changes), await changes(known));
  await list(later, tool("Look", reordered));
  assert.deepEqual(await changes(later), {}, "it is again as it was");
});

Deno.test("KnownTools.changesOf() is known by the time that a call of a new list could be made", async () => {
  const known = knownTools(createFiles());
  await list(known, tool("Look"));
  const tools = [tool("Send")];
  known.listed(TARGET, { tools, catalogue: buildCatalogue(tools), instructions: undefined });
  assert.deepEqual(await changes(known), { look: ["description"] });
});

Deno.test("KnownTools.accept() holds for every bridge, also one that runs", async () => {
  const files = createFiles();
  await list(knownTools(files), tool("Look"));
  const [running, command] = [knownTools(files), knownTools(files)];
  await list(running, tool("Send it"));
  await list(command, tool("Send it"));
  assert.deepEqual([...await command.accept(TARGET)], [["look", ["description"]]]);
  assert.deepEqual(await changes(command), {});
  assert.deepEqual(await changes(running), {});
  await list(running, tool("Look"));
  assert.deepEqual(await changes(running), { look: ["description"] });
});

Deno.test("KnownTools.accept() says so when it cannot be kept", async () => {
  const files = createFiles();
  files.put(RECORDS, { kind: "file" });
  const known = knownTools(files);
  await list(known, tool("Look"));
  await assert.rejects(known.accept(TARGET), { code: "NOT_AVAILABLE" });
});

Deno.test("KnownTools.failed() is remembered by later bridges until the server gives a list", async () => {
  const files = createFiles();
  const clock = new FakeClock();
  const known = knownTools(files, clock);
  known.failed(TARGET, { message: "it ended", restMs: 1_000 });
  const failure = { message: "it ended", restMs: 1_000, at: clock.now() };
  assert.deepEqual((await known.recall(TARGET)).failure, failure);
  await known.settled();
  assert.deepEqual((await knownTools(files, clock).recall(TARGET)).failure, failure);
  clock.advance(10);
  await list(known, tool("Look"));
  assert.equal((await known.recall(TARGET)).failure, null);
  assert.equal((await knownTools(files, clock).recall(TARGET)).failure, null);
});

Deno.test("KnownTools knows a server without a digest as long as it is the same", async () => {
  const files = createFiles();
  const known = knownTools(files);
  const { name, revision } = TARGET;
  const tools = [tool("Look")];
  const listing = { tools, catalogue: buildCatalogue(tools), instructions: undefined };
  known.listed({ name, revision }, listing);
  assert.notEqual((await known.recall({ name, revision })).list, null);
  assert.equal((await known.recall({ name, revision: 2 })).list, null);
  await known.settled();
  assert.deepEqual(files.listSync(RECORDS), []);
});

Deno.test("KnownTools does not take a list for the newest that was noted by a clock in the future", async () => {
  const files = createFiles();
  const [ahead, now] = [new FakeClock(), new FakeClock()];
  ahead.advance(1_000_000);
  await list(knownTools(files, ahead), tool("Old"));
  const known = knownTools(files, now);
  assert.notEqual((await known.recall(TARGET)).list, null);
  await list(known, tool("New"));
  const [first] = (await known.recall(TARGET)).list?.catalogue.tools ?? [];
  assert.equal(first?.description.description, "New");
});
