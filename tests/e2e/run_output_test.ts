/** What `run` writes: all that the program prints, as it comes, whoever reads it and how. */

import assert from "node:assert/strict";
import { turn, whenHung } from "../support/eventually.ts";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { createHome } from "./support/home.ts";

/** Starts `run` with a program; whoever asks reads its streams. */
function startRun(home: string, { code, args = [] }: { code: string; args?: readonly string[] }) {
  const bridge = bridgeCommand();
  return new Deno.Command(bridge.command, {
    args: [...bridge.args, "run", ...args, "-c", code],
    env: bridgeEnvironment(home, { MCP_BRIDGE_RUNTIME: "embedded" }),
    clearEnv: true,
    cwd: home,
    signal: whenHung(),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a command line of a shell in which `run` is the command with the program. */
async function inShell(home: string, line: string): Promise<Deno.CommandOutput> {
  const bridge = bridgeCommand();
  const words = [bridge.command, ...bridge.args, "run"].map((word) => `'${word}'`).join(" ");
  return await new Deno.Command("/bin/sh", {
    args: ["-c", line.replaceAll("RUN", words)],
    env: bridgeEnvironment(home, { MCP_BRIDGE_RUNTIME: "embedded" }),
    clearEnv: true,
    cwd: home,
    signal: whenHung(),
    stdin: "null",
  }).output();
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const UNIX = Deno.build.os !== "windows";
const LINUX = Deno.build.os === "linux";

/** More than an answer keeps, and than all windows and pipes on the way hold. */
const LINES = 5_000;
const LINE = "x".repeat(1023);
const PRINT_MUCH = `for _ in range(${LINES}): print("${LINE}")`;

Deno.test("run prints all of a long output, then the value, and the traceback on stderr", async () => {
  await using home = await createHome({});
  const { code, stdout, stderr } = await startRun(home.path, { code: `${PRINT_MUCH}\n"value"` })
    .output();
  assert.deepEqual([code, text(stderr)], [0, ""]);
  assert.equal(stdout.length, LINES * 1024 + "value\n".length);
  assert.equal(text(stdout.slice(-1030)), `${LINE}\nvalue\n`);
});

Deno.test("run prints what the program prints while it runs", async () => {
  await using home = await createHome({});
  const process = startRun(home.path, {
    code: `import sys, time\nprint("early", flush=True)\nprint("soon", file=sys.stderr)\n` +
      "while True: time.sleep(0.01)",
  });
  const [out, err] = [process.stdout.getReader(), process.stderr.getReader()];
  assert.equal(text((await out.read()).value ?? new Uint8Array()), "early\n");
  assert.equal(text((await err.read()).value ?? new Uint8Array()), "soon\n");
  process.kill("SIGINT");
  await Promise.all([out.cancel(), err.cancel(), process.status]);
});

Deno.test("run gives everything to a slow reader, and the traceback after it", async () => {
  await using home = await createHome({});
  const process = startRun(home.path, {
    code: `${PRINT_MUCH}\nimport sys\nprint("printed", file=sys.stderr)\n1 / 0`,
  });
  let bytes = 0;
  const reading = (async () => {
    for await (const chunk of process.stdout) {
      bytes += chunk.length;
      await turn();
    }
  })();
  let readBefore: number | null = null;
  let words = "";
  for await (const chunk of process.stderr) {
    readBefore ??= bytes;
    words += text(chunk);
  }
  await reading;
  assert.equal(bytes, LINES * 1024);
  assert.match(words, /^printed\nTraceback .*\n[^]*ZeroDivisionError/);
  // what stdout's pipe holds, and what was read and not counted yet
  assert.ok((readBefore ?? 0) > LINES * 1024 - 512 * 1024, `${readBefore}`);
  assert.equal((await process.status).code, 1);
});

Deno.test({
  name: "run keeps the end of an output for a reader who comes late",
  ignore: !UNIX,
  fn: async () => {
    await using home = await createHome({});
    // more than a pipe holds, less than a window: the program ends long before it is read
    const { stdout } = await inShell(
      home.path,
      `RUN -c 'print("x" * 500_000)' | (sleep 5; cat)`,
    );
    assert.equal(stdout.length, 500_001);
  },
});

Deno.test({
  name: "run that cannot write its output says so in one line and does not exit with 0",
  ignore: !LINUX,
  fn: async () => {
    await using home = await createHome({});
    for (const options of ["-c 'print(1)'", "--json -c 'print(1)'"]) {
      const { code, stderr } = await inShell(home.path, `RUN ${options} >/dev/full`);
      assert.equal(code, 1);
      assert.match(text(stderr), /^Cannot write to standard output: .*No space left.*\n$/);
    }
  },
});

Deno.test({
  name: "run whose reader has gone ends quietly, and the program with it",
  ignore: !UNIX,
  fn: async () => {
    await using home = await createHome({});
    const forever = `while True: print("${LINE}")`;
    const { code, stdout, stderr } = await inShell(
      home.path,
      `{ RUN --timeout 100 -c '${forever}'; echo "exit $?" >&2; } | head -1`,
    );
    assert.deepEqual([code, text(stdout), text(stderr)], [0, `${LINE}\n`, "exit 0\n"]);
  },
});

Deno.test("run --json says that it has shortened the output, with the program's exit code", async () => {
  await using home = await createHome({});
  const code = `${PRINT_MUCH}\nraise SystemExit(3)`;
  const { code: status, stdout } = await startRun(home.path, { code, args: ["--json"] }).output();
  const answer = JSON.parse(text(stdout));
  assert.deepEqual([status, answer.status, answer.truncated], [3, "exit", ["stdout"]]);
  assert.match(answer.stdout, /characters omitted of 5,120,000/);
  assert.match(answer.note, /^Shortened: stdout/);
});
