import assert from "node:assert/strict";
import type { StdioDefinition } from "../../src/discovery/server_definition.ts";
import { UpstreamError } from "../../src/errors.ts";
import { CommandResolver, type ResolvedCommand } from "../../src/executables/resolve_command.ts";
import { executable, link } from "../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../fakes/fake_system.ts";
import { eventually } from "../support/eventually.ts";

const MINIMAL = { PATH: "/usr/bin:/bin" };
const MARKED = "<mcp-code-bridge-path>/home/ada/tools:/usr/bin</mcp-code-bridge-path>";

interface Resolution {
  readonly system: FakeSystem;
  readonly logged: string[];
  resolve(command: string, fields?: Partial<StdioDefinition>): Promise<ResolvedCommand>;
}

function machine(options: FakeSystemOptions, signal?: AbortSignal): Resolution {
  const system = new FakeSystem({ env: MINIMAL, ...options });
  const logged: string[] = [];
  const resolver = new CommandResolver({
    system,
    log: (_level, message) => void logged.push(message),
    signal: signal ?? new AbortController().signal,
  });
  return {
    system,
    logged,
    resolve: (command, fields = {}) =>
      resolver.resolve("jira", { kind: "stdio", command, args: [], env: {}, ...fields }),
  };
}

async function refusal(resolution: Promise<ResolvedCommand>): Promise<string> {
  let message = "";
  await assert.rejects(resolution, (error) => {
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.code, "START_FAILED");
    message = error.message;
    return true;
  });
  return message;
}

Deno.test("CommandResolver.resolve() finds a program on PATH and keeps its arguments", async () => {
  const { resolve, system } = machine({
    files: { "/usr/bin/npx": executable(), "/bin/npx": executable() },
  });
  const { argv, path } = await resolve("npx", { args: ["-y", "a b"] });
  assert.deepEqual(argv, ["/usr/bin/npx", "-y", "a b"]);
  assert.equal(path, "/usr/bin:/bin");
  assert.equal(system.spawned.length, 0);
});

Deno.test("CommandResolver.resolve() takes no program of the directories that npx adds for a repository", async () => {
  const added = "/work/project/node_modules/.bin:/work/node_modules/.bin/:/node_modules/.bin";
  const own = "/home/ada/.npm/_npx/1f/node_modules/.bin:/usr/bin";
  const files = {
    "/work/project/node_modules/.bin/npx": executable(),
    "/work/node_modules/.bin/npx": executable(),
    "/node_modules/.bin/npx": executable(),
    "/usr/bin/npx": executable(),
  };
  const { resolve } = machine({ env: { PATH: `${added}:${own}` }, files });
  const found = { argv: ["/usr/bin/npx"], path: own };
  assert.deepEqual(await resolve("npx"), found);
  assert.deepEqual(await resolve("npx", { env: { PATH: `${added}:${own}` } }), found);
  const elsewhere = machine({ env: { PATH: `${added}:${own}` }, files, cwd: "/home/ada" });
  const { argv } = await elsewhere.resolve("npx");
  assert.deepEqual(argv, ["/work/project/node_modules/.bin/npx"], "the control");
});

Deno.test("CommandResolver.resolve() passes over files that are not programs", async () => {
  const { resolve } = machine({
    env: { PATH: "/a:/b:/c:/d:relative:.:" },
    files: {
      "/a/tool": "no permission to execute",
      "/b/tool": { kind: "directory" },
      "/c/tool": link("/nowhere"),
      "/d/tool": link("/opt/tool"),
      "/opt/tool": executable(),
      "/work/project/tool": executable(),
      "/work/project/relative/tool": executable(),
    },
  });
  assert.deepEqual((await resolve("tool")).argv, ["/d/tool"]);
});

Deno.test("CommandResolver.resolve() never looks in the working directory for a bare name", async () => {
  const { resolve } = machine({
    env: { PATH: ".::relative" },
    files: { "/work/project/tool": executable(), "/work/project/relative/tool": executable() },
  });
  await refusal(resolve("tool"));
});

Deno.test("CommandResolver.resolve() uses the server's own PATH", async () => {
  const { resolve } = machine({
    files: { "/usr/bin/tool": executable(), "/own/tool": executable() },
  });
  const { argv, path } = await resolve("tool", { env: { PATH: "/own" } });
  assert.equal(argv[0], "/own/tool");
  assert.equal(path, "/own:/usr/bin");
});

Deno.test("CommandResolver.resolve() takes a path as it is, relative to the definition's directory", async () => {
  const { resolve } = machine({
    files: {
      "/opt/homebrew/bin/npx": executable(),
      "/srv/app/bin/server": executable(),
      "/work/project/run": executable(),
    },
  });
  assert.deepEqual(await resolve("/opt/homebrew/bin/npx"), {
    argv: ["/opt/homebrew/bin/npx"],
    path: "/opt/homebrew/bin:/usr/bin:/bin",
  });
  assert.equal((await resolve("./run")).argv[0], "/work/project/run");
  assert.equal((await resolve("bin/server", { cwd: "/srv/app" })).argv[0], "/srv/app/bin/server");
});

Deno.test("CommandResolver.resolve() searches known installation directories of macOS", async () => {
  const { resolve, system } = machine({
    platform: "darwin",
    home: "/Users/ada",
    env: { PATH: "/usr/bin:/bin", SHELL: "/bin/zsh" },
    files: { "/opt/homebrew/bin/npx": executable(), "/usr/bin/node": executable() },
  });
  const { argv, path } = await resolve("npx");
  assert.deepEqual(argv, ["/opt/homebrew/bin/npx"]);
  assert.equal(path, "/opt/homebrew/bin:/usr/bin:/bin", "the directory of npx comes first");
  assert.equal(system.spawned.length, 0, "no shell is needed");
});

Deno.test("CommandResolver.resolve() takes the newest version that nvm has", async () => {
  const { resolve } = machine({
    files: {
      "/home/ada/.nvm/versions/node/v9.11.2/bin/npx": executable(),
      "/home/ada/.nvm/versions/node/v22.3.0/bin/npx": executable(),
      "/home/ada/.nvm/versions/node/v22.10.0/bin/npx": executable(),
      "/home/ada/.nvm/versions/node/system/bin/npx": executable(),
    },
  });
  const { argv } = await resolve("npx");
  assert.deepEqual(argv, ["/home/ada/.nvm/versions/node/v22.10.0/bin/npx"]);
});

Deno.test("CommandResolver.resolve() asks the login shell last, and once", async () => {
  const { resolve, system } = machine({
    env: { ...MINIMAL, SHELL: "/bin/zsh", HOME: "/home/ada", GITHUB_TOKEN: "canary" },
    files: { "/home/ada/tools/one": executable(), "/home/ada/tools/two": executable() },
    spawn: () => ({ stdout: `Welcome!\n<b>${MARKED}`, stderr: "no job control in this shell" }),
  });
  const [one, two] = await Promise.all([resolve("one"), resolve("two")]);
  assert.deepEqual(one.argv, ["/home/ada/tools/one"]);
  assert.equal(one.path, "/home/ada/tools:/usr/bin:/bin");
  assert.deepEqual(two.argv, ["/home/ada/tools/two"]);
  await refusal(resolve("three"));
  assert.equal(system.spawned.length, 1);
  const [spawned] = system.spawned;
  assert.deepEqual(spawned?.argv.slice(0, 2), ["/bin/zsh", "-lic"]);
  assert.deepEqual({ ...spawned?.env }, {
    PATH: "/usr/bin:/bin",
    HOME: "/home/ada",
    SHELL: "/bin/zsh",
    TERM: "dumb",
  });
});

Deno.test("CommandResolver.resolve() gives a login shell that hangs three seconds and kills it", async () => {
  const asked = Promise.withResolvers<void>();
  const { resolve, system, logged } = machine({
    env: { ...MINIMAL, SHELL: "/bin/bash" },
    spawn: () => {
      asked.resolve();
      return { stdout: "Enter passphrase: ", hangs: true };
    },
  });
  const message = refusal(resolve("tool"));
  await asked.promise;
  await timerIn(system);
  system.clock.advance(2999);
  assert.deepEqual(system.kills, []);
  system.clock.advance(1);
  await message;
  assert.ok(system.kills.every((signal) => signal === "SIGKILL") && system.kills.length > 0);
  assert.deepEqual(logged, ["The login shell /bin/bash did not print its PATH"]);
  assert.equal(system.clock.pending, 0);
});

Deno.test("CommandResolver.resolve() ends the login shell when the bridge stops", async () => {
  const controller = new AbortController();
  const { resolve, system } = machine({
    env: { ...MINIMAL, SHELL: "/bin/bash" },
    spawn: () => ({ hangs: true }),
  }, controller.signal);
  const message = refusal(resolve("tool"));
  await timerIn(system);
  controller.abort();
  await message;
  assert.ok(system.kills.includes("SIGKILL"));
  assert.equal(system.clock.pending, 0);
});

Deno.test("CommandResolver.resolve() bounds what it reads of a login shell", async () => {
  const { resolve, system } = machine({
    env: { ...MINIMAL, SHELL: "/bin/bash" },
    spawn: () => ({ stdout: "x".repeat(1_000_000), hangs: true }),
  });
  await refusal(resolve("tool"));
  assert.ok(system.kills.includes("SIGKILL"));
});

Deno.test("CommandResolver.resolve() does without a login shell that cannot be started", async () => {
  const { resolve, logged } = machine({ env: { ...MINIMAL, SHELL: "/bin/gone" } });
  await refusal(resolve("tool"));
  assert.match(logged.join(), /^Cannot ask the login shell for its PATH: /);
});

Deno.test("CommandResolver.resolve() says where it looked, with a hint", async () => {
  const { resolve } = machine({ files: { "/usr/local/bin/other": executable() } });
  assert.equal(
    await refusal(resolve("tool")),
    'Cannot start server "jira": no program "tool" was found: looked in /usr/bin, /bin, /usr/local/bin; ' +
      "install it, or give its absolute path",
  );
  assert.match(await refusal(resolve("npx -y server")), /put them in "args"$/);
  assert.match(await refusal(resolve("~/bin/tool")), /write the path in full$/);
  assert.match(await refusal(resolve("/opt/tool")), /looked in "\/opt\/tool"/);
  assert.match(await refusal(resolve("a\u001b[31m\n")), /no program "a\\u\{1b\}\[31m\\u\{a\}"/);
});

const WINDOWS: FakeSystemOptions = {
  platform: "windows",
  home: "C:\\Users\\ada",
  cwd: "C:\\work",
  env: { PATH: "C:\\Windows", ProgramFiles: "C:\\Program Files" },
};
const NODE = "C:\\Program Files\\nodejs";

Deno.test("CommandResolver.resolve() runs npx on Windows without its batch file", async () => {
  const { resolve } = machine({
    ...WINDOWS,
    files: {
      [`${NODE}\\node.exe`]: "",
      [`${NODE}\\npx`]: "",
      [`${NODE}\\npx.cmd`]: "",
      [`${NODE}\\node_modules\\npm\\bin\\npx-cli.js`]: "",
    },
  });
  const args = ["-y", "mcp-remote", 'https://example.org/?a=1&b=%20"2"'];
  assert.deepEqual(await resolve("npx", { args }), {
    argv: [`${NODE}\\node.exe`, `${NODE}\\node_modules\\npm\\bin\\npx-cli.js`, ...args],
    path: `${NODE};C:\\Windows`,
  });
});

Deno.test("CommandResolver.resolve() follows PATHEXT on Windows, in its order", async () => {
  const files = {
    "C:\\Windows\\tool.cmd": "",
    "C:\\Windows\\tool.exe": "",
    "C:\\Windows\\tool": "",
  };
  const byDefault = machine({ ...WINDOWS, files });
  assert.equal((await byDefault.resolve("tool")).argv[0], "C:\\Windows\\tool.exe");
  assert.equal((await byDefault.resolve("tool.cmd")).argv[0], "C:\\Windows\\tool.cmd");
  assert.equal((await byDefault.resolve("C:\\Windows\\tool")).argv[0], "C:\\Windows\\tool.exe");
  const other = machine({ ...WINDOWS, env: { PATH: "C:\\Windows", PATHEXT: ".CMD;.EXE" }, files });
  assert.equal((await other.resolve("tool")).argv[0], "C:\\Windows\\tool.cmd");
});

Deno.test("CommandResolver.resolve() passes batch files only what cmd.exe cannot misread", async () => {
  const { resolve } = machine({ ...WINDOWS, files: { "C:\\Windows\\tool.cmd": "" } });
  const args = ["--root", "C:\\Program Files (x86)\\a", "a=b,c;d", "~", "'x'"];
  assert.deepEqual((await resolve("tool", { args })).argv, ["C:\\Windows\\tool.cmd", ...args]);
  for (const bad of ['a"b', "a&calc", "a|b", "%PATH%", "^", "a>b", "a<b", "!x!", "a\nb", "a\rb"]) {
    const message = await refusal(resolve("tool", { args: ["ok", bad] }));
    assert.match(message, /is a batch file, and "args"\[1\] contains/, bad);
  }
});

/** Waits until the search has set its time limit. */
function timerIn(system: FakeSystem): Promise<void> {
  return eventually("a timer waits", () => system.clock.pending > 0);
}
