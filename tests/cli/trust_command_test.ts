import assert from "node:assert/strict";
import { main } from "../../src/cli/main.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const FILE = "/work/project/.mcp.json";

function config(command: string): string {
  return JSON.stringify({ mcpServers: { a: { command, args: ["./x"] }, b: { command: "y" } } });
}

interface Terminal {
  readonly system: FakeSystem;
  /** Runs `trust`, with an answer that a person types on a terminal, or no terminal at all. */
  trust(answer: string | null, ...flags: readonly string[]): Promise<number>;
}

function createTerminal(): Terminal {
  const system = new FakeSystem({ files: { [FILE]: config("x") } });
  return {
    system,
    trust(answer, ...flags) {
      system.streams.stdout = "";
      system.streams.stderr = "";
      system.streams.stdinIsTerminal = answer !== null;
      system.streams.stdoutIsTerminal = answer !== null;
      system.streams.stdin = ReadableStream.from([new TextEncoder().encode(answer ?? "")]);
      return main(system, ["trust", ...flags, "./.mcp.json"]);
    },
  };
}

Deno.test("trust shows what a file decides, then asks, and takes only a yes", async () => {
  for (
    const [answer, code] of [["n\n", 1], ["\n", 1], ["", 1], ["yo\n", 1], ["Yes\n", 0]] as const
  ) {
    const { system, trust } = createTerminal();
    assert.equal(await trust(answer), code, answer);
    const { stdout } = system.streams;
    assert.ok(stdout.startsWith(
      `${FILE} decides this:\n  a starts x ./x\n` +
        "  a has paths RELATIVE to the working directory: ./x\n  b starts y\nTrust it? [y/N] ",
    ));
    assert.match(
      stdout,
      code === 0 ? /Trusted \(sha256 [0-9a-f]{16}…\)\.\n$/ : /It is not trusted\.\n$/,
    );
    const stored = await system.files.info("/home/ada/.local/state/mcp-code-bridge/trust.json");
    assert.equal(stored !== null, code === 0);
  }
});

Deno.test("trust needs --yes where nobody can be asked", async () => {
  const { system, trust } = createTerminal();
  assert.equal(await trust(null), 2);
  assert.match(system.streams.stdout, /a starts x/);
  assert.match(
    system.streams.stderr,
    /Cannot trust ".\/.mcp.json": this is no terminal.*add --yes/,
  );
  assert.equal(await trust(null, "--yes"), 0);
  assert.match(system.streams.stdout, /Trusted/);
  assert.equal(await trust(null), 0);
  assert.match(system.streams.stdout, /is trusted already/);
});

Deno.test("trust marks what is different in a file that changed", async () => {
  const { system, trust } = createTerminal();
  await trust("y\n");
  system.files.put(FILE, config("evil"));
  assert.equal(await trust("n\n"), 1);
  assert.ok(system.streams.stdout.startsWith(
    `${FILE} was changed since you trusted it. It decides this now:\n` +
      "- a starts x ./x\n+ a starts evil ./x\n" +
      "  a has paths RELATIVE to the working directory: ./x\n  b starts y\n",
  ));
});

Deno.test("trust shows what a project's settings file sets, and config uses it from then on", async () => {
  const file = "/work/project/mcp-code-bridge.jsonc";
  const system = new FakeSystem({
    files: { [file]: '{ "image": "localhost/team:1", "memory": "2g", "timeout": "10s" }' },
  });
  assert.equal(await main(system, ["trust", "--yes", "mcp-code-bridge.jsonc"]), 0);
  assert.match(
    system.streams.stdout,
    new RegExp([
      `^${file} decides this:`,
      '  sets image to "localhost/team:1": only a trusted file may set it',
      '  sets memory to "2g": not stricter than 512m',
      '  sets timeout to "10s"',
      "Trusted \\(sha256 [0-9a-f]{16}…\\)\\.\n$",
    ].join("\n")),
  );
  system.streams.stdout = "";
  system.streams.stderr = "";
  assert.equal(await main(system, ["config"]), 0);
  assert.match(
    system.streams.stdout,
    /^image +localhost\/team:1 {2}\(\.\/mcp-code-bridge\.jsonc:1;/m,
  );
  assert.match(system.streams.stdout, /^ {2}\.\/mcp-code-bridge\.jsonc \(used\)$/m);
  assert.equal(system.streams.stderr, "");
});
