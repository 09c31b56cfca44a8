import assert from "node:assert/strict";
import { join } from "node:path";
import { RecordFiles } from "../../src/known_tools/record_files.ts";
import { EMPTY_RECORD, type ServerRecord } from "../../src/known_tools/server_record.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";
import { FakeFiles, link } from "../fakes/fake_files.ts";
import { RECORDS } from "../support/known_tools.ts";

const DIGEST = "0123456789abcdef0123456789abcdef";
const FILE = `${RECORDS}/${DIGEST}.json`;
const FAILED: ServerRecord = { ...EMPTY_RECORD, failure: { message: "x", at: 1, restMs: 2 } };

function onFakes(entries: ConstructorParameters<typeof FakeFiles>[0]["entries"] = {}) {
  const files = new FakeFiles({ separator: "/", uid: 1000, entries });
  const lock = <T>(_path: string, action: () => Promise<T>) => action();
  return { files, records: new RecordFiles({ files, directory: RECORDS, lock }) };
}

Deno.test("RecordFiles keeps a record for others of the user, and for nobody else", async () => {
  const { files, records } = onFakes();
  assert.equal(await records.read(DIGEST), null);
  assert.equal(await records.state(DIGEST), null);
  await records.update(DIGEST, (before) => ({ ...before, failure: FAILED.failure }));
  assert.deepEqual(await records.read(DIGEST), FAILED);
  assert.equal(files.entries.get(FILE)?.mode, 0o600);
  await records.update(DIGEST, () => null);
  assert.deepEqual(await records.read(DIGEST), FAILED);
});

Deno.test("RecordFiles takes a damaged file and a symbolic link for none, and writes in their place", async () => {
  const other = "/home/ada/notes.json";
  for (const entry of ["no JSON", link(other), { kind: "directory" } as const]) {
    const { files, records } = onFakes({ [FILE]: entry, [other]: "mine" });
    assert.equal(await records.read(DIGEST), null);
    await records.update(DIGEST, (before) => {
      assert.deepEqual(before, EMPTY_RECORD);
      return FAILED;
    });
    assert.deepEqual(await records.read(DIGEST), FAILED);
    assert.equal(await files.readText(other, 100), "mine");
  }
});

Deno.test("RecordFiles writes through no link in the place of its folder, and says so", async () => {
  const { files, records } = onFakes({ "/elsewhere/x": "", [RECORDS]: link("/elsewhere") });
  await assert.rejects(records.update(DIGEST, () => FAILED), /is a symbolic link; remove it/);
  assert.deepEqual(await files.list("/elsewhere"), ["x"]);
});

Deno.test("RecordFiles makes no path of what is no digest", async () => {
  const { files, records } = onFakes();
  for (const name of ["../../trusted", "", DIGEST.toUpperCase(), `${DIGEST}/x`]) {
    await records.update(name, () => FAILED);
    assert.equal(await records.read(name), null);
  }
  assert.deepEqual(files.listSync(RECORDS), []);
});

Deno.test("RecordFiles removes the records that were written longest ago when there are too many", async () => {
  const names = Array.from({ length: 500 }, (_, at) => at.toString(16).padStart(32, "0"));
  const entries = Object.fromEntries(
    names.map((name, at) => [
      `${RECORDS}/${name}.json`,
      { kind: "file", bytes: new Uint8Array(), modified: 1_000 - at } as const,
    ]),
  );
  const { files, records } = onFakes(entries);
  await records.update(DIGEST, () => FAILED);
  const left = await files.list(RECORDS);
  assert.equal(left.length, 401);
  assert.ok(left.includes(`${names[0]}.json`) && !left.includes(`${names[499]}.json`));
});

Deno.test("RecordFiles loses no change of several bridges that write at the same time", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const bridges = Array.from({ length: 4 }, () =>
      new RecordFiles({
        files: createDenoFiles(),
        directory: join(directory, "known-tools"),
      }));
    const mark = ["", "", ""];
    await Promise.all(
      bridges.flatMap((bridge, at) =>
        Array.from({ length: 10 }, (_, turn) =>
          bridge.update(DIGEST, (before) => ({
            ...before,
            marks: new Map([...before.marks, [`tool_${at}_${turn}`, mark]]),
          })))
      ),
    );
    assert.equal((await bridges[0]?.read(DIGEST))?.marks.size, 40);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
