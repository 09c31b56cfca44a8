import assert from "node:assert/strict";
import { join } from "node:path";
import { createDenoFiles } from "../../src/system/deno_files.ts";
import { isUnfinishedName, unfinishedName } from "../../src/system/unfinished_name.ts";
import { NotUtf8Error } from "../../src/system/decode_utf8.ts";

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await work(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("readText() says by the error's class that bytes are not UTF-8", async () => {
  await withDirectory(async (directory) => {
    const files = createDenoFiles();
    const path = join(directory, "text");
    await Deno.writeFile(path, new Uint8Array([0x7b, 0xff, 0x7d]));
    await assert.rejects(files.readText(path, 100), NotUtf8Error);
    await Deno.writeTextFile(path, "é");
    assert.equal(await files.readText(path, 100), "é");
    await assert.rejects(files.readText(path, 1), (error) => !(error instanceof NotUtf8Error));
  });
});

Deno.test("infoSync() sees a link that leads nowhere, which statSync() and existsSync() do not", async () => {
  // there a link needs a right of its own
  if (Deno.build.os === "windows") return;
  await withDirectory(async (directory) => {
    const files = createDenoFiles();
    const path = join(directory, "link");
    assert.deepEqual([files.infoSync(path), files.statSync(path)], [null, null]);
    assert.deepEqual([files.existsSync(path), files.existsSync(directory)], [false, true]);
    await Deno.symlink(join(directory, "nowhere"), path);
    assert.equal(files.infoSync(path)?.kind, "symlink");
    assert.equal(files.statSync(path), null);
    assert.equal(files.existsSync(path), false);
  });
});

Deno.test("readOwnText() reads a regular file and follows no link", async () => {
  // there a link needs a right of its own
  if (Deno.build.os === "windows") return;
  await withDirectory(async (directory) => {
    const files = createDenoFiles();
    const [path, linked] = [join(directory, "text"), join(directory, "linked")];
    await Deno.writeTextFile(path, "content");
    await Deno.symlink(path, linked);
    assert.equal(await files.readOwnText(path, 100), "content");
    assert.equal(await files.readText(linked, 100), "content", "the control");
    await assert.rejects(files.readOwnText(linked, 100), /"\S+linked" is a symbolic link/);
    await assert.rejects(files.readOwnText(directory, 100), /is not a regular file/);
    await assert.rejects(files.readOwnText(path, 3), /larger than 3 bytes/);
    await assert.rejects(files.readOwnText(join(directory, "absent"), 3), Deno.errors.NotFound);
  });
});

Deno.test("readOwnText() notices a file that is exchanged for a link while it is opened", async () => {
  if (Deno.build.os === "windows") return;
  await withDirectory(async (directory) => {
    const files = createDenoFiles();
    const [path, other] = [join(directory, "text"), join(directory, "other")];
    await Deno.writeTextFile(path, "content");
    await Deno.writeTextFile(other, "secret");
    const open = Deno.open;
    try {
      Deno.open = async (...args) => {
        await Deno.remove(path);
        await Deno.symlink(other, path);
        return await open(...args);
      };
      await assert.rejects(files.readOwnText(path, 100), /was exchanged while it was opened/);
    } finally {
      Deno.open = open;
    }
  });
});

Deno.test("freeBytes() says how much may still be written, and nothing of what is not there", async () => {
  await withDirectory(async (directory) => {
    const files = createDenoFiles();
    assert.ok((await files.freeBytes(directory) ?? 0) > 0);
    assert.equal(await files.freeBytes(join(directory, "absent")), null);
  });
});

Deno.test("writeAtomic() gives a file that is not finished a name that tells so", async () => {
  await withDirectory(async (directory) => {
    const path = join(directory, "text");
    assert.equal(isUnfinishedName(unfinishedName(path)), true);
    assert.equal(isUnfinishedName("text.json"), false);
    assert.equal(isUnfinishedName("notes.tmp"), false);
    await createDenoFiles().writeAtomic(path, "content", 0o600);
    assert.deepEqual(await createDenoFiles().list(directory), ["text"]);
  });
});
