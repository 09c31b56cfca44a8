import assert from "node:assert/strict";
import { join } from "node:path";
import { putInPlace } from "../../scripts/build/put_in_place.ts";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  await Deno.mkdir(join(folder, "below"), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
  return folder;
}

async function read(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile) found[name] = await Deno.readTextFile(join(folder, name));
  }
  return found;
}

Deno.test("putInPlace() moves a folder to its place, and replaces another", () =>
  inFolder(async (folder) => {
    const place = join(folder, "place");
    await putInPlace(await write(join(folder, "one"), { a: "1", b: "1" }), place);
    assert.deepEqual(await read(place), { a: "1", b: "1" });
    await putInPlace(await write(join(folder, "two"), { a: "2" }), place);
    assert.deepEqual(await read(place), { a: "2" });
    assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), [
      "place",
    ]);
  }));

Deno.test("putInPlace() keeps a folder that holds the same files", () =>
  inFolder(async (folder) => {
    const place = await write(join(folder, "place"), { a: "1", "below/b": "2", more: "3" });
    const { ino } = await Deno.stat(place);
    await putInPlace(await write(join(folder, "new"), { a: "1", "below/b": "2" }), place);
    assert.equal((await Deno.stat(place)).ino, ino);
  }));

Deno.test("putInPlace() leaves one whole folder when many are put there at once", () =>
  inFolder(async (folder) => {
    const place = join(folder, "place");
    const writers = Array.from({ length: 8 }, async (_, index) => {
      const text = `${index % 2}`;
      await putInPlace(await write(join(folder, `${index}`), { a: text, b: text }), place);
    });
    await Promise.all(writers);
    const { a, b } = await read(place);
    assert.ok(a === b && a !== undefined);
  }));
