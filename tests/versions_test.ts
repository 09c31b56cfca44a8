/** Versions and numbers that stand in several files, read from each of them. */

import assert from "node:assert/strict";
import { SETTINGS } from "../src/settings/settings.ts";
import { CALL_LIMITS } from "../src/calls/run_caller.ts";
import { MAX_SAVED_TOOLS, MAX_TOOL_BYTES } from "../src/calls/saved_tool_files.ts";
import { MAX_CONCURRENT_CALLS } from "../src/rpc/call_places.ts";
import { MAX_FRAME_BYTES, MAX_MESSAGE_BYTES } from "../src/rpc/frames.ts";
import { MAX_PRINTED_CHARACTERS } from "../src/sandbox/run.ts";
import { MAX_CODE_LENGTH } from "../src/server/run_python_arguments.ts";
import { tableRows } from "./support/markdown_table.ts";
import { join } from "./support/paths.ts";
import { ROOT } from "./support/sources.ts";

const MEBI = 1024 * 1024;

function read(path: string): Promise<string> {
  return Deno.readTextFile(join(ROOT, path));
}

/** The one group of the pattern, wherever it occurs in a file; there must be one. */
async function found(path: string, pattern: RegExp): Promise<string[]> {
  const all = [...(await read(path)).matchAll(pattern)].map(([, group = ""]) => group);
  assert.ok(all.length > 0, `${path} has no ${pattern}`);
  return all;
}

const DOCUMENTS = ["CHANGELOG", "CONTRIBUTING", "GUIDE", "README", "SECURITY", "STATUS"]
  .map((name) => `${name}.md`);

/** Where these files have another value than the one expected; one of them must have it. */
async function others(
  paths: readonly string[],
  { pattern, expected }: { readonly pattern: RegExp; readonly expected: string },
): Promise<string[]> {
  const texts = await Promise.all(paths.map(read));
  const mentions = paths.flatMap((path, index) =>
    [...(texts[index] ?? "").matchAll(pattern)].map(([, value = ""]) => ({ path, value }))
  );
  assert.ok(mentions.some(({ value }) => value === expected), `nothing names ${expected}`);
  return mentions.filter(({ value }) => value !== expected)
    .map(({ path, value }) => `${path}: ${value}`);
}

Deno.test("the image that is run by default is the one that documents, CI and errors name", async () => {
  const image = SETTINGS.image.default.text;
  const pattern = /(docker\.io\/library\/python:[\w.-]+)/g;
  assert.deepEqual(await others(DOCUMENTS, { pattern, expected: image }), []);
  for (
    const path of [
      ".github/workflows/ci.yml",
      "docs/settings.md",
      "src/settings/image_reference.ts",
    ]
  ) {
    assert.deepEqual(await others([path], { pattern, expected: image }), []);
  }
  const [, version = ""] = /:(\d+\.\d+)-/.exec(image) ?? [];
  assert.deepEqual(await found("GUIDE.md", /that of the image: (\S+) by default/g), [version]);
});

Deno.test("the image that is built without a registry is the one that CI and documents name", async () => {
  const [expected = ""] = await found("scripts/ci/setup-engines", /^image=(\S+)$/gm);
  const pattern = /(localhost\/python:[\w.-]+)/g;
  for (const paths of [DOCUMENTS, [".ci/run"], ["scripts/ci/setup-engines"]]) {
    assert.deepEqual(await others(paths, { pattern, expected }), []);
  }
});

Deno.test("every command runs the Deno that the workflow installs", async () => {
  const [expected = ""] = await found(".github/workflows/ci.yml", /DENO_VERSION: (\S+)/g);
  const pattern = /\bdeno@(\d+\.\d+\.\d+)/g;
  const scripts = ["test-binary", "npm-packages"].map((name) => [`scripts/ci/${name}`]);
  for (const paths of [DOCUMENTS, ["docs/RELEASING.md"], [".ci/run"], ...scripts]) {
    assert.deepEqual(await others(paths, { pattern, expected }), []);
  }
});

Deno.test("README.md and GUIDE.md name the version of the packages that deno.json has", async () => {
  const { version } = JSON.parse(await read("deno.json"));
  const pattern = /\bmcp-code-bridge[@-](\d+\.\d+\.\d+)/g;
  assert.deepEqual(await others(["README.md", "GUIDE.md"], { pattern, expected: version }), []);
});

Deno.test("the Deno that compiles for CI is the one that documents name", async () => {
  const [expected = ""] = await found("scripts/ci/setup-denort", /^version=(\S+)$/gm);
  const pattern = /\b(2\.6\.\d+)\b/g;
  assert.deepEqual(await others([...DOCUMENTS, "ARCHITECTURE.md"], { pattern, expected }), []);
});

Deno.test("the Python of the embedded engine is the one that documents name", async () => {
  const file = "src/engine/embedded/child/interpreter.mjs";
  const [version = ""] = await found(file, /python: "(\d+\.\d+)\.\d+"/g);
  assert.deepEqual(await found("README.md", /CPython (\d+\.\d+) in WebAssembly/g), [version]);
  const rows = tableRows(await read("GUIDE.md"), "", "Container (podman, docker)", "Embedded");
  assert.equal(rows.find(([what]) => what === "Python")?.[2], version);
});

Deno.test("GUIDE.md's table of limits has the program's numbers", async () => {
  const rows = tableRows(await read("GUIDE.md"), "What", "Limit");
  const limits = new Map(rows.map(([what = "", limit = ""]) => [what, limit]));
  const count = (value: number) => value.toLocaleString("en-US");
  const seconds = (text: string) => text.replace(/s$/, " s");
  for (
    const [what, start] of [
      [
        "Time of a run",
        `${seconds(SETTINGS.timeoutMs.default.words)}, ${
          seconds(SETTINGS.maxTimeoutMs.default.text)
        } at most;`,
      ],
      ["Memory", `${SETTINGS.memoryBytes.default.text.replace("m", " MiB")}, no swap;`],
      ["Processes and threads", `${SETTINGS.pids.default.text};`],
      ["Code of one call", `${MAX_CODE_LENGTH / MEBI} Mi characters`],
      ["An answer", `${count(Number(SETTINGS.maxOutput.default.text))} characters,`],
      ["Printed in one run", `${MAX_PRINTED_CHARACTERS / MEBI} Mi characters,`],
      ["A frame between bridge and sandbox", `${MAX_FRAME_BYTES / MEBI} MiB`],
      ["A value: arguments, result of a call", `${MAX_MESSAGE_BYTES / MEBI} MiB of JSON,`],
      ["Calls of one run", `${count(CALL_LIMITS.calls)}; ${MAX_CONCURRENT_CALLS} at once,`],
      ["Saved tools", `${count(MAX_SAVED_TOOLS)}, of ${MAX_TOOL_BYTES / 1024} KiB each`],
    ] as const
  ) {
    const written = limits.get(what) ?? assert.fail(`GUIDE.md has no limit "${what}"`);
    assert.ok(written.startsWith(start), `${what}: ${written}, and the program has ${start}`);
  }
  const file = "src/upstream/pooled_server.ts";
  const [wait] = await found(file, /^export const START_WAIT_MS = (\d+)_000;$/gm);
  const [minutes] = await found(file, /^ +stdio: (\d+) \* 60_000,$/gm);
  assert.ok(
    limits.get("Start of a server")?.startsWith(
      `a call waits ${wait} s; it goes on ${minutes} minutes`,
    ),
  );
  const { serverConcurrency, serverIdleTimeoutMs } = SETTINGS;
  const idle = serverIdleTimeoutMs.default.text.replace("m", " minutes");
  const perServer = `${serverConcurrency.default.text} calls at once; stopped after ${idle} `;
  assert.ok(limits.get("A server")?.startsWith(perServer));
  const sizes = await found("src/engine/container/run_args.ts", /tmpfs\("(\/\w+", "\d+)m"/g);
  const files = limits.get("Files") ?? "";
  for (const size of sizes) {
    const [path = "", mebibytes = ""] = size.split('", "');
    assert.ok(files.includes(`\`${path}\` ${mebibytes} MiB`), `${path}: ${files}`);
  }
});

Deno.test("a room's file systems have the sizes of the container's", async () => {
  const room = await read("src/python/sandbox_runtime/room.py");
  const inRoom = [...room.matchAll(/b"(\/[\w/]+)", b"size=(\d+m),/g)]
    .map(([, place, size]) => `${place} ${size}`);
  const args = await read("src/engine/container/run_args.ts");
  const inContainer = [
    ...[...args.matchAll(/tmpfs\("(\/\w+)", "(\d+m)"/g)].map(([, at, size]) => `${at} ${size}`),
    ...[...args.matchAll(/"--shm-size", "(\d+m)"/g)].map(([, size]) => `/dev/shm ${size}`),
  ];
  assert.equal(inRoom.length, 3);
  assert.deepEqual(inRoom.toSorted(), inContainer.toSorted());
});
