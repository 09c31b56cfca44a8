import assert from "node:assert/strict";
import { main } from "../../src/cli/main.ts";
import { FakeBrokenPipe, FakeSystem } from "../fakes/fake_system.ts";
import { prepareStateDir } from "../../src/settings/state_dir.ts";
import { eventually } from "../support/eventually.ts";

Deno.test("main() ends on a usage error although nobody reads stderr", async () => {
  const system = new FakeSystem();
  system.streams.writeStderr = () => new Promise(() => {});
  const exitCode = main(system, ["--nonsense"]);
  await eventually("the last lines are given a while", () => system.clock.pending === 1);
  system.clock.advance(200);
  assert.equal(await exitCode, 2);
});

Deno.test("main() says what is wrong with a command line, on one line with what to do", async () => {
  const choices = "auto, container, podman, docker, embedded";
  for (
    const [args, seen, command] of [
      [["--nonsense"], "unknown option '--nonsense'; see", ""],
      [["srevers"], "unknown command 'srevers'; did you mean servers? See", ""],
      [["x\ny\x1b[1m"], "unknown command 'x; see", ""],
      [["help", "srevers"], "there is no such command; see", ""],
      [
        ["serve", "x"],
        "too many arguments for 'serve'; expected 0 arguments but got 1; see",
        "serve",
      ],
      [["--config"], "option '--config <file>' argument missing; see", "serve"],
      [["servers", "--jsn"], "unknown option '--jsn'; did you mean --json? See", "servers"],
      [["call", "a"], "missing required argument 'tool'; see", "call"],
      [
        ["run", "-e", "qemu"],
        "option '-e, --engine <engine>' argument 'qemu' is invalid; " +
        `allowed choices are ${choices}; see`,
        "run",
      ],
    ] as const
  ) {
    const system = new FakeSystem();
    assert.equal(await main(system, args), 2, args.join(" "));
    const name = ["mcp-code-bridge", command].filter((word) => word !== "").join(" ");
    assert.equal(
      system.streams.stderr,
      `Cannot understand the command line: ${seen} ${name} --help\n`,
    );
    assert.equal(system.streams.stdout, "");
  }
});

Deno.test("main() wraps help to the width of the terminal, and to 80 columns elsewhere", async () => {
  const widest = async (columns: number | null, ...args: string[]) => {
    const system = new FakeSystem();
    system.streams.width = columns;
    system.streams.stdoutIsTerminal = columns !== null;
    assert.equal(await main(system, args), 0);
    // examples and names cannot be wrapped
    const lines = system.streams.stdout.split("\n").filter((line) => / [a-z].* [a-z]/.test(line));
    return Math.max(
      ...lines.filter((line) => !/mcp-code-bridge |^ {2}MCP_/.test(line)).map((l) => l.length),
    );
  };
  for (const args of [["--help"], ["trust", "--help"], ["help", "call"], ["servers", "-h"]]) {
    for (const columns of [70, 100]) {
      const width = await widest(columns, ...args);
      assert.ok(width <= columns && width > columns - 15, `${args}: ${width} of ${columns}`);
    }
    const width = await widest(null, ...args);
    assert.ok(width <= 80 && width > 65, `${args}: ${width} of 80`);
  }
});

Deno.test("main() prints no command to the terminal with its help", async () => {
  const system = new FakeSystem();
  system.streams.stdoutIsTerminal = true;
  assert.equal(await main(system, ["--help"]), 0);
  assert.ok(!system.streams.stdout.includes("\x1b"));
});

/** Commands that print and need no engine. */
const PRINTING = [["--help"], ["--version"], ["help", "run"], ["servers"], ["permissions"]];

Deno.test("main() ends in peace when the reader of stdout has gone", async () => {
  for (const args of PRINTING) {
    const system = new FakeSystem();
    system.streams.stdoutFault = new FakeBrokenPipe("broken pipe");
    assert.equal(await main(system, args), 0, args.join(" "));
    assert.equal(system.streams.stderr, "", args.join(" "));
  }
});

Deno.test("main() says that stdout cannot be written, and fails", async () => {
  for (const args of PRINTING) {
    const system = new FakeSystem();
    system.streams.stdoutFault = new Error("No space left on device");
    assert.equal(await main(system, args), 1, args.join(" "));
    assert.equal(
      system.streams.stderr,
      "Cannot write to standard output: No space left on device\n",
      args.join(" "),
    );
  }
});

Deno.test("main() does without a home directory what needs nothing that is kept", async () => {
  for (const args of PRINTING) {
    const system = new FakeSystem({ home: null });
    assert.equal(await main(system, args), 0, args.join(" "));
    assert.notEqual(system.streams.stdout, "", args.join(" "));
    assert.equal(system.streams.stderr, "", args.join(" "));
  }
  const system = new FakeSystem({
    home: null,
    files: { "/work/project/.mcp.json": '{"mcpServers":{"a":{"command":"b"}}}' },
  });
  assert.equal(await main(system, ["trust", "-y", ".mcp.json"]), 1);
  assert.equal(
    system.streams.stderr,
    "Cannot keep anything: no home directory is known; set HOME, or MCP_BRIDGE_STATE_DIR to a path\n",
  );
});

Deno.test("main() without a command explains the program on a terminal alone", async () => {
  const system = new FakeSystem();
  system.streams.stdinIsTerminal = system.streams.stdoutIsTerminal = true;
  assert.equal(await main(system, []), 0);
  assert.match(system.streams.stdout, /^mcp-code-bridge .*one tool, run_python/);
  assert.match(system.streams.stdout, /\n {2}mcp-code-bridge run /);
});

Deno.test("main() prints what clean did as JSON", async () => {
  const system = new FakeSystem();
  assert.equal(await main(system, ["clean", "--json"]), 0);
  const places: { place: string }[] = JSON.parse(system.streams.stdout);
  const names = places.map(({ place }) => place).sort();
  assert.deepEqual(names, ["docker", "embedded", "podman", "state directory"]);
});

Deno.test("main() warns of a misspelled variable once a day, and not at each command", async () => {
  const system = new FakeSystem({ env: { MCP_BRIDGE_TIMEOUTS: "1" } });
  await prepareStateDir(system, "/home/ada/.local/state/mcp-code-bridge");
  const warned = async () => {
    system.streams.stderr = "";
    assert.equal(await main(system, ["permissions"]), 0);
    return /MCP_BRIDGE_TIMEOUTS is not a setting/.test(system.streams.stderr);
  };
  assert.deepEqual([await warned(), await warned()], [true, false]);
  system.clock.advance(24 * 60 * 60_000);
  assert.equal(await warned(), true);
});
