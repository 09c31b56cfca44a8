import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { UpstreamError } from "../../src/errors.ts";
import type { JsonObject } from "../../src/json/json.ts";
import { createGrant } from "../../src/calls/grant.ts";
import { createRunCaller } from "../../src/calls/run_caller.ts";
import { MAX_WRITTEN_TOOLS, RunNotes } from "../../src/calls/run_notes.ts";
import { SavedToolDocs, type SavedToolsPolicy } from "../../src/calls/saved_tool_docs.ts";
import {
  MAX_SAVED_TOOLS,
  MAX_TOOL_BYTES,
  SavedToolFiles,
} from "../../src/calls/saved_tool_files.ts";
import { createSavedTools } from "../../src/calls/saved_tools.ts";
import { createDenoFiles } from "../../src/system/deno_files.ts";
import type { Files } from "../../src/system/system.ts";
import { LineReader } from "../support/line_reader.ts";
import { callerOf, inOneStep, NO_HANDLERS, type OneStepCaller } from "../support/call_handlers.ts";

const NEVER = new AbortController().signal;
const NOW = Date.UTC(2026, 10, 26, 1, 2, 3);

/** The handlers of one bridge. */
function open(directory: string, options: { policy?: SavedToolsPolicy; files?: Files } = {}) {
  const { policy = "on", files = createDenoFiles() } = options;
  const store = new SavedToolFiles({ files, directory });
  const docs = new SavedToolDocs({ store, policy });
  return createSavedTools({ store, docs, policy, clock: { now: () => NOW } });
}

interface Run {
  readonly call: OneStepCaller;
  readonly notes: () => readonly string[];
}

/** Begins a run that is granted these servers. */
type Begin = (servers?: readonly string[], policy?: SavedToolsPolicy) => Run;

/** @param test gets the calls of a run without servers, the folder, and a way to begin more runs */
async function withStore(
  test: (store: OneStepCaller, directory: string, begin: Begin) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    const directory = `${root}/tools`;
    const shared = open(directory);
    const begin: Begin = (servers = [], policy = "on") => {
      const known = servers.map((name) => ({ name, alias: name, unavailable: null }));
      const notes = new RunNotes();
      const caller = createRunCaller(createGrant(known, servers), {
        handlers: { ...NO_HANDLERS, ...(policy === "on" ? shared : open(directory, { policy })) },
        notes,
        endsAtMs: 1_000_000_000,
      });
      return { call: inOneStep(caller), notes: () => notes.list() };
    };
    await test((...args) => begin().call(...args), directory, begin);
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
    await store("save_tool", { ...tool, source: "def add(a): ...", replace: true }, NEVER);
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), ["add"]);
    assert.deepEqual(await store("load_tool", { name: "add" }, NEVER), {
      name: "add",
      source: "def add(a): ...",
    });
  });
});

Deno.test("createSavedTools() overwrites no tool without replace, and says whose it is", async () => {
  await withStore(async (_store, _directory, begin) => {
    const tool = { name: "add", source: "old", description: "" };
    await begin(["github", "jira"]).call("save_tool", tool, NEVER);
    const other = begin();
    const planted = { ...tool, source: "planted" };
    for (const params of [planted, { ...planted, replace: false }]) {
      await assert.rejects(
        other.call("save_tool", params, NEVER),
        rejected(
          "BAD_ARGUMENTS",
          /^Cannot save the tool "add": there is one of this name \([0-9a-f]{12}, saved 2026-11-26T01:02:03.000Z by a run with "github", "jira"\); .*replace=True\)$/,
        ),
      );
    }
    await assert.rejects(
      other.call("save_tool", { ...planted, replace: "yes" }, NEVER),
      rejected("BAD_ARGUMENTS", /`replace` must be true or false/),
    );
    assert.deepEqual(other.notes(), []);
    const loaded = await begin().call("load_tool", { name: "add" }, NEVER);
    assert.deepEqual(loaded, { name: "add", source: "old" });
  });
});

Deno.test("createSavedTools() notes what a run saved, replaced and loaded, with origin and grants", async () => {
  await withStore(async (_store, _directory, begin) => {
    const author = begin(["github"]);
    const tool = { name: "add", source: "one", description: "" };
    await author.call("save_tool", tool, NEVER);
    const at = "saved 2026-11-26T01:02:03.000Z by a run";
    const one = `7692c3ad3540, ${at} with "github"`;
    assert.deepEqual(author.notes(), [`Saved the tool "add" (${one}).`]);
    const second = begin();
    await second.call("save_tool", { ...tool, name: "new" }, NEVER);
    await second.call("save_tool", { ...tool, source: "two", replace: true }, NEVER);
    await second.call("save_tool", { ...tool, source: "three", replace: true }, NEVER);
    const three = `8b5b9db0c13d, ${at} without servers`;
    assert.deepEqual(second.notes(), [
      `Replaced the saved tool "add" (${one}) by another (${three}).`,
      `Saved the tool "new" (7692c3ad3540, ${at} without servers).`,
    ]);
    const user = begin(["github", "mail"]);
    await user.call("load_tool", { name: "add" }, NEVER);
    await user.call("load_tool", { name: "add" }, NEVER);
    assert.deepEqual(user.notes(), [
      `Loaded the saved tool "add" (${three}; here it may also call "github", "mail").`,
    ]);
  });
});

Deno.test("createSavedTools() lets a run save as many tools as its answer names", async () => {
  await withStore(async (_store, _directory, begin) => {
    const tool = { source: "", description: "" };
    const { call, notes } = begin();
    for (let number = 1; number <= MAX_WRITTEN_TOOLS; number++) {
      await call("save_tool", { ...tool, name: `tool_${number}` }, NEVER);
    }
    await assert.rejects(
      call("save_tool", { ...tool, name: "one_more" }, NEVER),
      rejected("LIMIT", /this run has saved or deleted 16 tools, the most a run may$/),
    );
    await call("save_tool", { ...tool, name: "tool_1", replace: true }, NEVER);
    assert.equal(notes().length, MAX_WRITTEN_TOOLS);
    await begin().call("save_tool", { ...tool, name: "last" }, NEVER);
    const reader = begin();
    for (let number = 1; number <= MAX_WRITTEN_TOOLS; number++) {
      await reader.call("load_tool", { name: `tool_${number}` }, NEVER);
    }
    await reader.call("load_tool", { name: "last" }, NEVER);
    assert.equal(reader.notes().at(-1), "Saved tools that were loaded besides: 1.");
  });
});

Deno.test("createSavedTools() with same-grant loads nothing beyond the author's grant", async () => {
  await withStore(async (_store, directory, begin) => {
    const tool = { name: "add", source: "one", description: "" };
    await begin(["github", "jira"]).call("save_tool", tool, NEVER);
    for (const servers of [[], ["jira"], ["jira", "github"]]) {
      const loaded = await begin(servers, "same-grant").call("load_tool", { name: "add" }, NEVER);
      assert.deepEqual(loaded, { name: "add", source: "one" });
    }
    const wider = begin(["github", "mail"], "same-grant");
    await assert.rejects(
      wider.call("load_tool", { name: "add" }, NEVER),
      rejected("NOT_AVAILABLE", /this run is also granted "mail", and MCP_BRIDGE_SAVED_TOOLS/),
    );
    assert.deepEqual(wider.notes(), []);
    const former = { format: 1, name: "former", description: "", source: "old" };
    await Deno.writeTextFile(`${directory}/former.json`, JSON.stringify(former));
    await assert.rejects(
      begin(["github"], "same-grant").call("load_tool", { name: "former" }, NEVER),
      rejected("NOT_AVAILABLE", /of an earlier version that noted no author/),
    );
    const loaded = await begin(["github"]).call("load_tool", { name: "former" }, NEVER);
    assert.deepEqual(loaded, { name: "former", source: "old" });
  });
});

Deno.test("createSavedTools() with off has no tools and saves none", async () => {
  await withStore(async (store, _directory, begin) => {
    const tool = { name: "add", source: "one", description: "" };
    await store("save_tool", tool, NEVER);
    const { call } = begin([], "off");
    assert.deepEqual(await call("list_saved_tools", {}, NEVER), []);
    const refused = rejected("NOT_AVAILABLE", /MCP_BRIDGE_SAVED_TOOLS is "off"/);
    await assert.rejects(call("load_tool", { name: "add" }, NEVER), refused);
    await assert.rejects(call("save_tool", { ...tool, name: "b" }, NEVER), refused);
    await assert.rejects(call("delete_tool", { name: "add" }, NEVER), refused);
    await assert.rejects(call("describe_saved_tools", { name: "add" }, NEVER), refused);
    assert.deepEqual(await call("describe_saved_tools", {}, NEVER), []);
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), ["add"]);
  });
});

Deno.test("createSavedTools() describes the tools, and one of them with its source", async () => {
  await withStore(async (_store, _directory, begin) => {
    const { call, notes } = begin(["github"]);
    const source = "def add(a, b=1): ...";
    await call("save_tool", { name: "add", source, description: "Adds. Twice." }, NEVER);
    const record = {
      name: "add",
      signature: "add(a, b=1)",
      description: "Adds.",
      saved: "2026-11-26T01:02:03.000Z",
      servers: ["github"],
    };
    assert.deepEqual(await call("describe_saved_tools", {}, NEVER), [record]);
    assert.deepEqual(await call("describe_saved_tools", { name: "add" }, NEVER), [
      { ...record, description: "Adds. Twice.", source },
    ]);
    assert.equal(notes().length, 1, "nothing was loaded");
    await assert.rejects(
      call("describe_saved_tools", { name: "other" }, NEVER),
      rejected("NOT_FOUND", /saved: add$/),
    );
    const wider = begin(["github", "mail"], "same-grant");
    assert.deepEqual(await wider.call("describe_saved_tools", {}, NEVER), []);
    await assert.rejects(
      wider.call("describe_saved_tools", { name: "add" }, NEVER),
      rejected("NOT_AVAILABLE", /^Cannot describe .* also granted "mail"/),
    );
  });
});

Deno.test("createSavedTools() deletes the tool that is named, and notes what it was", async () => {
  await withStore(async (store, _directory, begin) => {
    const tool = { source: "one", description: "" };
    await begin(["github"]).call("save_tool", { ...tool, name: "add" }, NEVER);
    await begin().call("save_tool", { ...tool, name: "kept" }, NEVER);
    const run = begin();
    assert.equal(await run.call("delete_tool", { name: "add" }, NEVER), "add");
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), ["kept"]);
    const one = '7692c3ad3540, saved 2026-11-26T01:02:03.000Z by a run with "github"';
    assert.deepEqual(run.notes(), [`Deleted the saved tool "add" (${one}).`]);
    await assert.rejects(
      run.call("delete_tool", { name: "add" }, NEVER),
      rejected("NOT_FOUND", /^No saved tool is named "add"; saved: kept$/),
    );
    await run.call("save_tool", { ...tool, name: "add", source: "two" }, NEVER);
    assert.match(run.notes()[0] ?? "", /^Replaced the saved tool "add" \(7692.* by another/);
    await run.call("save_tool", { ...tool, name: "brief" }, NEVER);
    await run.call("delete_tool", { name: "brief" }, NEVER);
    assert.equal(run.notes().length, 1, "what the run made and deleted left nothing");
  });
});

Deno.test("createSavedTools() deletes nothing but one tool of a plain name", async () => {
  await withStore(async (store, directory) => {
    await store("save_tool", { name: "a", source: "", description: "" }, NEVER);
    await Deno.mkdir(`${directory}/folder.json/inner`, { recursive: true });
    await Deno.writeTextFile(`${directory}-outside.json`, "");
    for (const name of ["*", "", ".", "../tools-outside", "../tools/a", "a.json", ".lock", "A"]) {
      await assert.rejects(store("delete_tool", { name }, NEVER), UpstreamError, name);
    }
    for (const params of [{}, { name: ["a"] }, { name: null }]) {
      await assert.rejects(store("delete_tool", params, NEVER), UpstreamError);
    }
    await assert.rejects(
      store("delete_tool", { name: "folder" }, NEVER),
      rejected("NOT_AVAILABLE", /there is a directory in the place of its file/),
    );
    assert.ok((await Deno.stat(`${directory}/folder.json/inner`)).isDirectory);
    assert.ok((await Deno.stat(`${directory}-outside.json`)).isFile);
    assert.ok((await Deno.stat(`${directory}/a.json`)).isFile);
  });
});

Deno.test("createSavedTools() with same-grant deletes only what the run may load", async () => {
  await withStore(async (store, _directory, begin) => {
    const tool = { name: "add", source: "one", description: "" };
    await begin(["github"]).call("save_tool", tool, NEVER);
    await assert.rejects(
      begin(["mail"], "same-grant").call("delete_tool", { name: "add" }, NEVER),
      rejected("NOT_AVAILABLE", /^Cannot delete the saved tool "add"/),
    );
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), ["add"]);
    await begin(["github"], "same-grant").call("delete_tool", { name: "add" }, NEVER);
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), []);
  });
});

Deno.test("createSavedTools() counts deleted tools among those that a run may write", async () => {
  await withStore(async (_store, _directory, begin) => {
    const tool = { source: "", description: "" };
    const author = begin();
    for (let number = 1; number <= MAX_WRITTEN_TOOLS; number++) {
      await author.call("save_tool", { ...tool, name: `tool_${number}` }, NEVER);
    }
    await begin().call("save_tool", { ...tool, name: "last" }, NEVER);
    const other = begin();
    for (let number = 1; number <= MAX_WRITTEN_TOOLS; number++) {
      await other.call("delete_tool", { name: `tool_${number}` }, NEVER);
    }
    const refused = rejected("LIMIT", /"last": this run has saved or deleted 16 tools/);
    await assert.rejects(other.call("delete_tool", { name: "last" }, NEVER), refused);
    await assert.rejects(other.call("save_tool", { ...tool, name: "last" }, NEVER), refused);
    assert.equal(other.notes().length, MAX_WRITTEN_TOOLS);
  });
});

Deno.test("createSavedTools() deletes a damaged file, and a link without what it leads to", async () => {
  await withStore(async (store, directory) => {
    await Deno.mkdir(directory);
    await Deno.writeTextFile(`${directory}/torn.json`, "{");
    await store("delete_tool", { name: "torn" }, NEVER);
    if (Deno.build.os !== "windows") {
      await Deno.writeTextFile(`${directory}-outside`, "kept");
      await Deno.symlink(`${directory}-outside`, `${directory}/linked.json`);
      await store("delete_tool", { name: "linked" }, NEVER);
      assert.equal(await Deno.readTextFile(`${directory}-outside`), "kept");
    }
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), []);
  });
});

Deno.test("createSavedTools() loses nothing of 20 processes that save at once", async () => {
  await withStore(async (store, directory) => {
    const script = fileURLToPath(new URL("../support/save_tools.ts", import.meta.url));
    const permissions = ["--no-prompt", "--no-check", "--allow-read", "--allow-write"];
    const processes = Array.from({ length: 20 }, (_, number) => {
      const args = ["run", ...permissions, script, directory, `own_${number}`, "8"];
      return new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
    });
    const outputs = processes.map(({ stdout }) => new LineReader(stdout));
    for (const output of outputs) assert.equal(await output.line(), "ready");
    await Promise.all(processes.map(({ stdin }) => stdin.close()));
    const created: string[][] = [];
    for (const output of outputs) created.push(JSON.parse(await output.line() ?? ""));
    for (const output of outputs) await output.cancel();
    for (const { status } of processes) assert.ok((await status).success);

    const all = created.flat();
    assert.equal(new Set(all).size, all.length, "no tool was created by two processes");
    assert.deepEqual(await store("list_saved_tools", {}, NEVER), all.toSorted());
    assert.equal(all.length, 8 + 20 * 8);
    for (const [number, names] of created.entries()) {
      for (const name of names) {
        const { source } = await store("load_tool", { name }, NEVER) as JsonObject;
        assert.equal(source, `own_${number}`);
      }
    }
  });
});

Deno.test("createSavedTools() lets only one of many programs at once create a tool", async () => {
  await withStore(async (store) => {
    const saves = Array.from({ length: 20 }, (_, number) => {
      const tool = { name: "same", source: `${number}`, description: "" };
      return store("save_tool", tool, NEVER).then(() => "saved", () => "refused");
    });
    const answers = await Promise.all(saves);
    assert.equal(answers.filter((answer) => answer === "saved").length, 1);
  });
});

Deno.test("createSavedTools() says why a tool cannot be saved, and names no path", async () => {
  await withStore(async (_store, directory) => {
    const table = [
      ["ENOSPC", "no space is left on the disk"],
      ["EROFS", "the bridge's state directory is on a read-only file system"],
      ["EACCES", "the bridge cannot write to its state directory"],
    ] as const;
    for (const [code, reason] of table) {
      const writeAtomic = () => Promise.reject(Object.assign(new Error(directory), { code }));
      const files = { ...createDenoFiles(), writeAtomic };
      const store = callerOf(open(directory, { files }));
      await assert.rejects(store("save_tool", { name: "a", source: "", description: "" }, NEVER), {
        message: `Cannot save the tool "a": ${reason}; tell the user`,
      });
    }
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
    await store(
      "save_tool",
      { ...tool, name: "the_last", source: "new", replace: true },
      NEVER,
    );
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

Deno.test("createSavedTools() does not trust a damaged file", async () => {
  await withStore(async (store, directory) => {
    await store("save_tool", { name: "good", source: "", description: "" }, NEVER);
    const files: Record<string, unknown> = {
      other: { format: 1, name: "x", source: "" },
      newer: { format: 3, name: "newer", source: "", grants: [], savedAt: 1 },
      no_grants: { format: 2, name: "no_grants", source: "", savedAt: 1 },
      bad_grants: { format: 2, name: "bad_grants", source: "", grants: [1], savedAt: 1 },
      no_time: { format: 2, name: "no_time", source: "", grants: [] },
      no_source: { format: 2, name: "no_source", grants: [], savedAt: 1 },
      list: [],
    };
    await Deno.writeTextFile(`${directory}/torn.json`, '{"format":1,"na');
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeTextFile(`${directory}/${name}.json`, JSON.stringify(content));
    }
    for (const name of ["torn", ...Object.keys(files)]) {
      await assert.rejects(
        store("load_tool", { name }, NEVER),
        rejected("NOT_FOUND", /damaged/),
        name,
      );
    }
    await store("save_tool", { name: "torn", source: "", description: "", replace: true }, NEVER);
    await store("load_tool", { name: "torn" }, NEVER);
  });
});

Deno.test({
  name: "createSavedTools() neither reads nor writes through a symbolic link",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withStore(async (store, directory) => {
      const tool = { source: "mine", description: "" };
      await store("save_tool", { ...tool, name: "good" }, NEVER);
      const outside = `${directory}-outside`;
      await Deno.mkdir(outside);
      const saved = (await Deno.readTextFile(`${directory}/good.json`)).replaceAll(
        "good",
        "linked",
      );
      const target = `${outside}/linked.json`;
      await Deno.writeTextFile(target, saved);
      await Deno.symlink(target, `${directory}/linked.json`);
      await assert.rejects(
        store("load_tool", { name: "linked" }, NEVER),
        rejected("NOT_FOUND", /damaged or no regular file/),
      );
      // the link is replaced, and what it led to stays
      await store("save_tool", { ...tool, name: "linked", replace: true }, NEVER);
      assert.ok((await Deno.lstat(`${directory}/linked.json`)).isFile);
      assert.equal(await Deno.readTextFile(target), saved);

      await Deno.remove(directory, { recursive: true });
      await Deno.symlink(outside, directory);
      const refused = rejected(
        "NOT_AVAILABLE",
        /: the folder of saved tools cannot be used: "tools" in the state directory is a symbolic link; remove it$/,
      );
      await assert.rejects(store("list_saved_tools", {}, NEVER), refused);
      await assert.rejects(store("load_tool", { name: "linked" }, NEVER), refused);
      await assert.rejects(store("save_tool", { ...tool, name: "planted" }, NEVER), refused);
      assert.deepEqual(await createDenoFiles().list(outside), ["linked.json"]);
    }),
});

Deno.test("createSavedTools() says that its folder cannot be used, and shows no path", async () => {
  await withStore(async (store, directory) => {
    await Deno.writeTextFile(directory, "a file");
    await assert.rejects(
      store("save_tool", { name: "a", source: "", description: "" }, NEVER),
      (error: unknown) => {
        assert.ok(error instanceof UpstreamError);
        assert.match(error.message, /"tools" in the state directory is not a directory/);
        assert.ok(!error.message.includes(directory));
        return true;
      },
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
