import assert from "node:assert/strict";
import { discover } from "../../src/discovery/discover.ts";
import { type InspectedFile, inspectFile, trustFile } from "../../src/discovery/trust_file.ts";
import { ConfigError } from "../../src/errors.ts";
import { sha256 } from "../../src/system/sha256.ts";
import { link } from "../fakes/fake_files.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const FILE = "/work/project/claude_code_config.json";
const CONFIG = '{ "mcpServers": { "a": { "command": "npx", "args": ["-y", "${PKG}"] } } }';
const STORE = "/state/trust.json";

class Machine {
  readonly system = new FakeSystem({ env: { PKG: "package" }, files: { [FILE]: CONFIG } });
  readonly logged: string[] = [];
  readonly #log = (_level: string, message: string): void => void this.logged.push(message);
  readonly #settings = { stateDir: "/state", allowSelfServer: false, configFiles: [] };

  inspect(path: string): Promise<InspectedFile> {
    return inspectFile(path, { system: this.system, settings: this.#settings, log: this.#log });
  }

  async trust(path: string): Promise<InspectedFile> {
    const inspected = await this.inspect(path);
    await trustFile(inspected, { system: this.system, log: this.#log });
    return inspected;
  }

  /** The state of server `a`, with its reason. */
  async state(): Promise<string> {
    const { system } = this;
    const { servers } = await discover({ system, settings: this.#settings, log: this.#log });
    const availability = servers.find(({ name }) => name === "a")?.availability;
    if (availability === undefined) return "absent";
    return "reason" in availability ? `${availability.state}: ${availability.reason}` : "ready";
  }

  async refusal(path: string): Promise<string> {
    let message = "";
    await assert.rejects(this.trust(path), (error) => {
      assert.ok(error instanceof ConfigError);
      message = error.message;
      return true;
    });
    return message;
  }
}

Deno.test("trustFile() makes the servers of a project file ready, and inspectFile() says what they start", async () => {
  const machine = new Machine();
  assert.match(await machine.state(), /^untrusted: its file came with this directory/);
  const trusted = await machine.trust("./claude_code_config.json");
  assert.deepEqual(trusted, {
    file: FILE,
    sha256: await sha256(CONFIG),
    decisions: ["a starts npx -y ${PKG}"],
    verdict: "unknown",
    before: null,
    stateDir: "/state",
  });
  assert.equal(await machine.state(), "ready");
});

Deno.test("trustFile() trusts only the content that was looked at", async () => {
  const machine = new Machine();
  const inspected = await machine.inspect(FILE);
  assert.match(await machine.state(), /^untrusted: its file came/);
  machine.system.files.put(FILE, CONFIG.replace("npx", "sh"));
  await trustFile(inspected, { system: machine.system, log: () => {} });
  assert.match(await machine.state(), /^untrusted: its file was changed/);
  machine.system.files.put(FILE, CONFIG);
  assert.equal(await machine.state(), "ready");
});

Deno.test("inspectFile() shows everything that an entry decides, headers by name alone", async () => {
  const machine = new Machine();
  machine.system.files.put("/work/project/server.py", "");
  machine.system.files.put(
    "/work/project/.cursor/mcp.json",
    JSON.stringify({
      mcpServers: {
        a: {
          command: "./bin/run",
          args: ["server.py", "-y", "@scope/package", "--config=../x", "two words", "/abs"],
          env: { TOKEN: "${env:TOKEN}", MODE: "x\u001b[31m" },
          cwd: "sub",
          envFile: ".env",
          timeout: 500,
        },
        b: { url: "https://example.org/mcp", headers: { Authorization: "Bearer canary" } },
        c: { command: "x", disabled: true },
        d: {},
      },
    }),
  );
  const { decisions } = await machine.inspect("./.cursor/mcp.json");
  assert.deepEqual(decisions.map((line) => line.replace(/line \d+, column \d+/, "PLACE")), [
    'a starts ./bin/run server.py -y @scope/package --config=../x "two words" /abs',
    "a has paths RELATIVE to the working directory: ./bin/run server.py --config=../x sub .env",
    "a runs in sub",
    "a gets TOKEN=${env:TOKEN}",
    "a gets MODE=x\\x1b[31m",
    "a gets the variables in .env",
    "a may take 500 ms for a call",
    "b is reached at https://example.org/mcp",
    "b is sent the header Authorization",
    'c is switched off: "disabled": true',
    "c starts x",
    'd is not used: PLACE: "command" or "url" is missing',
  ]);
});

Deno.test("discover() reads a project's file of variables once the entry is trusted", async () => {
  const machine = new Machine();
  const file = "/work/project/.cursor/mcp.json";
  const entry = { command: "x", envFile: ".env" };
  machine.system.files.put(file, JSON.stringify({ mcpServers: { b: entry } }));
  machine.system.files.put("/work/project/.env", "A=from-file");
  const envOf = async () => {
    const { system } = machine;
    const settings = { stateDir: "/state", allowSelfServer: false, configFiles: [] };
    const { servers } = await discover({ system, settings, log: () => {} });
    const definition = servers.find(({ name }) => name === "b")?.definition;
    return definition?.kind === "stdio" ? { ...definition.env } : null;
  };
  assert.deepEqual(await envOf(), {});
  await machine.trust(file);
  assert.deepEqual(await envOf(), { A: "from-file" });
});

Deno.test("inspectFile() shows tools, variables and rules that a file decides", async () => {
  const machine = new Machine();
  machine.system.files.put(
    "/work/project/.codex/config.toml",
    '[mcp_servers.a]\ncommand = "x"\nenv_vars = ["AWS_KEY"]\nenabled_tools = ["t", "u"]\n' +
      'disabled_tools = ["u"]\nstartup_timeout_sec = 2\n[mcp_servers.b]\nurl = "https://b"\n' +
      'bearer_token_env_var = "TOKEN"\noauth = { client_id = "c", client_secret = "s3cret" }\n',
  );
  assert.deepEqual((await machine.inspect("./.codex/config.toml")).decisions, [
    "a starts x",
    "a gets your variable AWS_KEY",
    "a offers only the tools: t, u",
    "a does not offer the tools: u",
    "a may take 2000 ms to start",
    "b is reached at https://b",
    "b is sent the header Authorization with your variable TOKEN",
    "b has you sign in by the client c, with a secret",
  ]);
  machine.system.files.put(
    "/work/project/.gemini/settings.json",
    '{ "mcp": { "allowed": ["a"], "excluded": ["b", "c"] } }',
  );
  assert.deepEqual((await machine.inspect("./.gemini/settings.json")).decisions, [
    '"excluded" switches off servers of Gemini CLI: b, c',
    '"allowed" switches off all servers of Gemini CLI but: a',
  ]);
});

Deno.test("inspectFile() tells what a file decided when it was trusted last", async () => {
  const machine = new Machine();
  await machine.trust(FILE);
  const same = await machine.inspect(FILE);
  assert.deepEqual([same.verdict, same.before], ["trusted", ["a starts npx -y ${PKG}"]]);
  machine.system.files.put(FILE, CONFIG.replace("npx", "sh"));
  const changed = await machine.inspect(FILE);
  assert.deepEqual(
    [changed.verdict, changed.before, changed.decisions],
    ["changed", ["a starts npx -y ${PKG}"], ["a starts sh -y ${PKG}"]],
  );
});

Deno.test("trustFile() keeps what was shown within bounds, and the newest first", async () => {
  const machine = new Machine();
  const long = (letter: string) =>
    JSON.stringify({ mcpServers: { a: { command: "x", args: [letter.repeat(100_000)] } } });
  for (const name of ["a", "b", "c", "d", "e", "f", "g"]) {
    machine.system.files.put(`/work/project/mcp-servers/${name}.json`, long(name));
    await machine.trust(`./mcp-servers/${name}.json`);
  }
  const content = JSON.parse(await machine.system.files.readText(STORE, 4_000_000));
  assert.equal(Object.keys(content.files).length, 7);
  assert.equal(Object.keys(content.shown).length, 4);
  assert.ok(Object.hasOwn(content.shown, "/work/project/mcp-servers/g.json"));
});

Deno.test("trustFile() is about a content: a changed file must be trusted again", async () => {
  const machine = new Machine();
  await machine.trust(FILE);
  machine.system.files.put(FILE, CONFIG.replace("npx", "sh"));
  assert.match(
    await machine.state(),
    /^untrusted: its file was changed since you trusted it: look at it, then run: mcp-code-bridge trust \.\/claude_code_config\.json$/,
  );
  machine.system.files.put(FILE, CONFIG);
  assert.equal(await machine.state(), "ready");
});

Deno.test("trustFile() is about a file: the same content elsewhere is not trusted", async () => {
  const machine = new Machine();
  await machine.trust(FILE);
  await machine.system.files.remove(FILE);
  machine.system.files.put("/work/project/mcp-servers/x.json", CONFIG);
  assert.match(await machine.state(), /^untrusted/);
});

Deno.test("trustFile() knows a directory by its real path", async () => {
  const machine = new Machine();
  machine.system.files.put("/short", link("/work/project"));
  await machine.trust("/short/claude_code_config.json");
  assert.equal(await machine.state(), "ready");
});

Deno.test("trustFile() keeps its list readable for the owner only", async () => {
  const machine = new Machine();
  await machine.trust(FILE);
  assert.equal((await machine.system.files.info(STORE))?.mode, 0o600);
  const content: unknown = JSON.parse(await machine.system.files.readText(STORE, 10_000));
  assert.deepEqual(content, {
    version: 1,
    files: { [FILE]: await sha256(CONFIG) },
    shown: { [FILE]: ["a starts npx -y ${PKG}"] },
  });
});

Deno.test("trustFile() refuses what needs no trust, what is not there and what is broken", async () => {
  const machine = new Machine();
  machine.system.files.put("/home/ada/.claude.json", "{}");
  machine.system.files.put("/work/project/claude_desktop_config.json", "{ oops");
  const table: [string, RegExp][] = [
    ["/home/ada/.claude.json", /it is your own file and needs no trust/],
    [
      "./package.json",
      /only these need trust: \.\/\.mcp\.json, .*mcp-servers\/\*\.json/,
    ],
    ["./mcp-servers/none.json", /there is no such file/],
    ["./claude_desktop_config.json", /line 1, column 3: /],
  ];
  for (const [path, reason] of table) {
    const message = await machine.refusal(path);
    assert.ok(message.startsWith(`Cannot trust "${path}": `), message);
    assert.match(message, reason);
  }
});

Deno.test("discover() keeps a damaged list of trusted files aside and trusts nothing", async () => {
  const damaged = [
    ...["", "{", "[]", "null", '{"version":1}', '{"version":1,"files":{"/x":"y"}}'],
    new Uint8Array([0x7b, 0xff, 0x7d]),
  ];
  for (const content of damaged) {
    const machine = new Machine();
    machine.system.files.put("/state", { kind: "directory", mode: 0o700 });
    machine.system.files.put(STORE, content);
    assert.match(await machine.state(), /^untrusted/);
    assert.match(machine.logged.join(), /Cannot read the list of trusted files: .*was moved to/);
    const aside = await machine.system.files.list("/state");
    assert.match(aside.join(), /^trust\.json\.damaged-\d+$/);
    await machine.trust(FILE);
    assert.equal(await machine.state(), "ready");
  }
});

Deno.test("discover() leaves a list that it cannot read where it is, and trusts nothing", async () => {
  const machine = new Machine();
  machine.system.files.put("/state", { kind: "directory", mode: 0o700 });
  const unreadable = { kind: "file", mode: 0o600, unreadable: "Input/output error" } as const;
  machine.system.files.put(STORE, unreadable);
  assert.match(await machine.state(), /^untrusted/);
  assert.match(machine.logged.join(), /cannot be read: Input\/output error; nothing is trusted/);
  assert.match(await machine.refusal(FILE), /cannot be read: Input\/output error/);
  const names = await machine.system.files.list("/state");
  assert.deepEqual(names.filter((name) => name.startsWith("trust")), ["trust.json"]);
  assert.equal(machine.system.files.entries.get(STORE), unreadable);
});

Deno.test("discover() survives a list of trusted files at which any look fails", async () => {
  for (const failing of [1, 2, 3]) {
    const machine = new Machine();
    await machine.trust(FILE);
    const { files } = machine.system;
    const info = files.info.bind(files);
    let looks = 0;
    files.info = (path) =>
      path === STORE && ++looks === failing
        ? Promise.reject(new Error("Input/output error"))
        : info(path);
    const state = await machine.state();
    if (looks < failing) assert.equal(state, "ready");
    else assert.match(state, /^untrusted/);
  }
});

Deno.test("discover() survives a directory that cannot be resolved, and trusts no file in it", async () => {
  const machine = new Machine();
  machine.system.files.put("/short", link("/work/project"));
  machine.system.cwd = () => "/short";
  await machine.trust("/short/claude_code_config.json");
  assert.equal(await machine.state(), "ready");
  const { files } = machine.system;
  const realPath = files.realPath.bind(files);
  files.realPath = (path) =>
    path === "/short" ? Promise.reject(new Error("Permission denied")) : realPath(path);
  assert.match(await machine.state(), /^untrusted/);
});

Deno.test("discover() writes no new list over a damaged one that cannot be set aside", async () => {
  const machine = new Machine();
  machine.system.files.put("/state", { kind: "directory", mode: 0o700 });
  machine.system.files.put(STORE, "{");
  machine.system.files.rename = () => Promise.reject(new Error("Read-only file system"));
  assert.match(await machine.state(), /^untrusted/);
  assert.match(machine.logged.join(), /cannot be renamed: Read-only file system/);
  assert.match(await machine.refusal(FILE), /cannot be renamed: Read-only file system/);
  assert.equal(await machine.system.files.readText(STORE, 1000), "{");
});

Deno.test("discover() leaves the list of a newer version alone", async () => {
  const machine = new Machine();
  const newer = '{"version":2,"files":{}}';
  machine.system.files.put("/state", { kind: "directory", mode: 0o700 });
  machine.system.files.put(STORE, newer);
  assert.match(await machine.state(), /^untrusted/);
  assert.match(await machine.refusal(FILE), /was written by a newer version/);
  assert.equal(await machine.system.files.readText(STORE, 1000), newer);
});

Deno.test("discover() believes no list that others may have written", async () => {
  const bytes = new TextEncoder().encode(
    JSON.stringify({ version: 1, files: { [FILE]: await sha256(CONFIG) } }),
  );
  const state = { kind: "directory", mode: 0o700 } as const;
  const file = { kind: "file", bytes, mode: 0o600 } as const;
  const table = [
    [state, file, "ready"],
    [{ ...state, mode: 0o777 }, file, "untrusted"],
    [{ ...state, uid: 7 }, file, "untrusted"],
    [state, { ...file, uid: 7 }, "untrusted"],
    [state, { ...file, mode: 0o602 }, "untrusted"],
    [state, link("/work/project/trust.json"), "untrusted"],
  ] as const;
  for (const [directory, list, expected] of table) {
    const machine = new Machine();
    machine.system.files.put("/state", directory);
    machine.system.files.put(STORE, list);
    machine.system.files.put("/work/project/trust.json", file);
    assert.equal((await machine.state()).split(":")[0], expected);
  }
});

Deno.test("trustFile() quotes a file's name in the command that it asks for", async () => {
  const machine = new Machine();
  await machine.system.files.remove(FILE);
  machine.system.files.put("/work/project/mcp-servers/a; id.json", CONFIG);
  assert.match(await machine.state(), /run: mcp-code-bridge trust '\.\/mcp-servers\/a; id\.json'$/);
});
