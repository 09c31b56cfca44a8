import assert from "node:assert/strict";
import { manageSavedTools } from "../../src/bridge/jobs/saved_tools.ts";
import { SavedToolFiles } from "../../src/calls/saved_tool_files.ts";
import { UsageError } from "../../src/errors.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";

interface Asked {
  readonly names?: readonly string[];
  readonly json?: boolean;
  readonly terminal?: boolean;
}

type Ask = (
  action: "list" | "show" | "delete" | "export",
  options?: Asked,
) => Promise<string>;

/** A folder with the tool `add`, one that is hostile, and a damaged file. */
async function withTools(test: (ask: Ask, directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    const write = (name: string, parts: Readonly<Record<string, unknown>>) =>
      Deno.writeTextFile(
        `${directory}/${name}.json`,
        JSON.stringify({ format: 2, name, description: "", savedAt: 0, grants: [], ...parts }),
      );
    await write("add", {
      source: "def add(a, b):\n    return a + b\n",
      description: "Adds.",
      grants: ["github"],
    });
    await write("evil", {
      source: "def evil():\n    return '\x1b[2J'\n",
      grants: ["x\nimport os  # \x1b[1m"],
    });
    await Deno.writeTextFile(`${directory}/torn.json`, "{");
    const savedTools = new SavedToolFiles({ files: createDenoFiles(), directory });
    const ask: Ask = async (action, { names = [], json = false, terminal = false } = {}) => {
      let text = "";
      const write = (_: unknown, bytes: Uint8Array) => {
        text += new TextDecoder().decode(bytes);
        return Promise.resolve();
      };
      const job = { kind: "saved_tools", action, names, json, terminal } as const;
      assert.equal(await manageSavedTools(job, { savedTools, emitter: { write } }), 0);
      return text;
    };
    await test(ask, directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("manageSavedTools() lists the tools, also one whose file is damaged", async () => {
  await withTools(async (ask) => {
    assert.match(
      await ask("list"),
      /^add\(a, b\)\n {4}Adds\.\n {4}[0-9a-f]{12}, saved 1970-01-01T00:00:00.000Z by a run with "github"\nevil\(\)\n {4}.*\ntorn\n {4}its file is damaged\n$/,
    );
    const [add, , torn] = JSON.parse(await ask("list", { json: true }));
    assert.deepEqual(add, {
      name: "add",
      signature: "add(a, b)",
      description: "Adds.",
      saved: "1970-01-01T00:00:00.000Z",
      servers: ["github"],
    });
    assert.deepEqual(torn, { name: "torn", damaged: true });
    await ask("delete", { names: ["add", "evil", "torn"] });
    assert.equal(await ask("list"), "No program has saved a tool.\n");
    assert.deepEqual(JSON.parse(await ask("list", { json: true })), []);
  });
});

Deno.test("manageSavedTools() exports Python in which nothing but the functions is code", async () => {
  await withTools(async (ask) => {
    const text = await ask("export");
    assert.match(text, /^# add: .*\ndef add\(a, b\):\n {4}return a \+ b\n\n\n# evil: /);
    assert.ok(!/^import os/m.test(text), text);
    assert.match(text, /# torn: its file is damaged\n$/);
    assert.equal(await ask("show", { names: ["add"] }), text.slice(0, text.indexOf("\n\n\n") + 1));
    const [add] = JSON.parse(await ask("export", { names: ["add"], json: true }));
    assert.equal(add.source, "def add(a, b):\n    return a + b\n");
  });
});

Deno.test("manageSavedTools() shows a terminal nothing that it would obey", async () => {
  await withTools(async (ask) => {
    for (const action of ["list", "show", "export"] as const) {
      const text = await ask(action, { names: ["evil"], terminal: true });
      assert.ok(!text.includes("\x1b"), text);
    }
    assert.ok((await ask("export", { names: ["evil"] })).includes("\x1b[2J"), "the file is whole");
  });
});

Deno.test("manageSavedTools() deletes the named tools, or none when one is unknown", async () => {
  await withTools(async (ask, directory) => {
    for (const wrong of ["other", "../x", "*"]) {
      await assert.rejects(ask("delete", { names: ["add", wrong] }), UsageError);
    }
    assert.equal(await ask("delete"), "Deleted no tool.\n");
    assert.equal((await createDenoFiles().list(directory)).includes("add.json"), true);
    assert.equal(await ask("delete", { names: ["add", "add"] }), "Deleted add.\n");
    assert.deepEqual(JSON.parse(await ask("delete", { names: ["torn"], json: true })), ["torn"]);
    assert.match(await ask("list"), /^evil\(\)\n[^\n]*\n$/);
  });
});
