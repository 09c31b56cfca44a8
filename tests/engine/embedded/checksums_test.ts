import assert from "node:assert/strict";
import {
  CHECKSUMS_NAME,
  findFault,
  formatChecksums,
} from "../../../src/engine/embedded/checksums.ts";
import { sha256 } from "../../../src/system/sha256.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";

const NAMES = ["a.mjs", "b.bin"];
const TEXTS = { "a.mjs": "export {};", "b.bin": "bytes" };

async function createFolder(): Promise<FakeSystem> {
  const system = new FakeSystem();
  const sums = new Map<string, string>();
  for (const [name, text] of Object.entries(TEXTS)) {
    system.files.put(`/assets/${name}`, text);
    sums.set(name, await sha256(text));
  }
  system.files.put(`/assets/${CHECKSUMS_NAME}`, formatChecksums(sums));
  system.files.put("/assets", { kind: "directory", mode: 0o700 });
  return system;
}

Deno.test("formatChecksums() writes what sha256sum reads, in order of names", () => {
  const sums = new Map([["b", "22"], ["a", "11"]]);
  assert.equal(formatChecksums(sums), "11  a\n22  b\n");
});

Deno.test("findFault() finds nothing in a folder as it was written", async () => {
  assert.equal(await findFault(await createFolder(), "/assets", NAMES), null);
});

Deno.test("findFault() sees one changed byte, and names the file", async () => {
  const system = await createFolder();
  system.files.put("/assets/b.bin", "bytez");
  assert.equal(
    await findFault(system, "/assets", NAMES),
    '"b.bin" has changed since it was written',
  );
});

Deno.test("findFault() sees a file that is missing, and checksums that are missing or name others", async () => {
  const missing = await createFolder();
  missing.files.entries.delete("/assets/b.bin");
  assert.notEqual(await findFault(missing, "/assets", NAMES), null);

  const unfinished = await createFolder();
  unfinished.files.entries.delete(`/assets/${CHECKSUMS_NAME}`);
  assert.notEqual(await findFault(unfinished, "/assets", NAMES), null);

  assert.equal(
    await findFault(await createFolder(), "/assets", ["a.mjs"]),
    '"SHA256SUMS" lists other files',
  );
});

Deno.test("findFault() refuses a folder that others may change", async () => {
  const cases = [
    { entry: { kind: "directory", mode: 0o755 }, fault: "other users may use it" },
    { entry: { kind: "directory", mode: 0o700, uid: 7 }, fault: "it belongs to another user" },
    { entry: { kind: "symlink", target: "/elsewhere" }, fault: "it is not a directory" },
  ] as const;
  for (const { entry, fault } of cases) {
    const system = await createFolder();
    system.files.put("/assets", entry);
    assert.equal(await findFault(system, "/assets", NAMES), fault);
  }
  assert.equal(await findFault(new FakeSystem(), "/assets", NAMES), "it is missing");
});
