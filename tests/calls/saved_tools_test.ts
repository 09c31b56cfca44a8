import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import { createSavedTools, MAX_SAVED_TOOLS, MAX_TOOL_BYTES } from "../../src/calls/saved_tools.ts";
import { callerOf, type OneStepCaller } from "../support/call_handlers.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";

const NEVER = new AbortController().signal;

async function withStore(
  test: (store: OneStepCaller, directory: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    const directory = `${root}/tools`;
    await test(callerOf(createSavedTools({ files: createDenoFiles(), directory })), directory);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function rejected(code: string, pattern: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof UpstreamError && error.code === code && pattern.test(error.message);
}

Deno.test("createSavedTools() gives back what was saved, the last version of it", async () => {
  await withStore(async (store) => {
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), []);
    const tool = { name: "add", source: "def add(): ...", description: "" };
    await store("save_tool", tool, NEVER);
    await store("save_tool", { ...tool, source: "def add(a): ..." }, NEVER);
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), ["add"]);
    assert.deepEqual(await store("load_tool", { name: "add" }, NEVER), {
      name: "add",
      source: "def add(a): ...",
    });
  });
});

Deno.test("createSavedTools() keeps its files from other users", async () => {
  await withStore(async (store, directory) => {
    await store("save_tool", { name: "a", source: "", description: "" }, NEVER);
    if (Deno.build.os === "windows") return;
    assert.equal(((await Deno.stat(directory)).mode ?? 0) & 0o777, 0o700);
    assert.equal(((await Deno.stat(`${directory}/a.json`)).mode ?? 0) & 0o777, 0o600);
  });
});

Deno.test("createSavedTools() refuses names that are no plain identifiers", async () => {
  const names = [
    "../a",
    "a/b",
    "a\\b",
    "A",
    "1a",
    "_a",
    ".",
    "-a",
    "a.json",
    "a\0",
    "con",
    "é",
    "x".repeat(65),
  ];
  await withStore(async (store) => {
    for (const name of names) {
      const tool = { name, source: "", description: "" };
      await assert.rejects(
        store("save_tool", tool, NEVER),
        rejected("BAD_ARGUMENTS", /name of a saved tool/),
        String(name),
      );
      await assert.rejects(store("load_tool", { name }, NEVER), UpstreamError);
    }
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), []);
  });
});

Deno.test("createSavedTools() refuses a tool above the size limit", async () => {
  await withStore(async (store) => {
    const tool = { name: "big", source: "x".repeat(MAX_TOOL_BYTES), description: "" };
    await assert.rejects(store("save_tool", tool, NEVER), rejected("LIMIT", /bytes/));
  });
});

Deno.test("createSavedTools() keeps 1,000 tools: one more is refused, and one of them can be replaced", async () => {
  await withStore(async (store, directory) => {
    const tool = { source: "", description: "" };
    await store("save_tool", { ...tool, name: "tool_1" }, NEVER);
    const saved = await Deno.readTextFile(`${directory}/tool_1.json`);
    for (let number = 2; number < MAX_SAVED_TOOLS; number++) {
      await Deno.writeTextFile(
        `${directory}/tool_${number}.json`,
        saved.replace("tool_1", `tool_${number}`),
      );
    }
    await store("save_tool", { ...tool, name: "the_last" }, NEVER);
    await assert.rejects(
      store("save_tool", { ...tool, name: "one_more" }, NEVER),
      rejected("LIMIT", /"one_more": 1000 are saved already/),
    );
    await store("save_tool", { ...tool, name: "the_last", source: "new" }, NEVER);
    assert.deepEqual(await store("load_tool", { name: "the_last" }, NEVER), {
      name: "the_last",
      source: "new",
    });
    const names = await store("list_saved_tools", {}, NEVER);
    assert.ok(Array.isArray(names) && !names.includes("one_more"));
    assert.equal(names.length, 1_000);
    await assert.rejects(Deno.stat(`${directory}/one_more.json`), Deno.errors.NotFound);
  });
});

Deno.test("createSavedTools() does not follow a link and does not trust a damaged file", async () => {
  await withStore(async (store, directory) => {
    await store("save_tool", { name: "good", source: "", description: "" }, NEVER);
    await Deno.writeTextFile(`${directory}/torn.json`, '{"format":1,"na');
    await Deno.writeTextFile(
      `${directory}/other.json`,
      JSON.stringify({ format: 1, name: "x", source: "" }),
    );
    for (const name of ["torn", "other"]) {
      await assert.rejects(
        store("load_tool", { name }, NEVER),
        rejected("NOT_FOUND", /damaged/),
      );
    }
    if (Deno.build.os === "windows") return;
    await Deno.symlink("/etc/passwd", `${directory}/linked.json`);
    await assert.rejects(
      store("load_tool", { name: "linked" }, NEVER),
      rejected("NOT_FOUND", /linked/),
    );
  });
});

Deno.test("createSavedTools() names the tools there are when one is missing", async () => {
  await withStore(async (store) => {
    await store("save_tool", { name: "present", source: "", description: "" }, NEVER);
    await assert.rejects(
      store("load_tool", { name: "absent" }, NEVER),
      rejected("NOT_FOUND", /saved: present/),
    );
  });
});
