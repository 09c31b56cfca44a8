import assert from "node:assert/strict";
import { countTokens } from "../../scripts/demo/count_tokens.ts";
import { whenHung } from "../support/eventually.ts";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { cli } from "./support/cli.ts";
import { serverCommand } from "../support/server_command.ts";
import { createHome, exampleServers } from "./support/home.ts";

Deno.test("run prints what the program prints and its result, and exits with 0", async () => {
  await using home = await createHome({});
  const fromCode = await cli({ home: home.path }, "run", "-c", "print('hi')\n6 * 7");
  assert.deepEqual([fromCode.code, fromCode.stdout], [0, "hi\n42\n"]);
  const fromStdin = await cli({ home: home.path, stdin: "'from stdin'" }, "run", "-");
  assert.deepEqual([fromStdin.code, fromStdin.stdout], [0, "from stdin\n"]);
  const file = await home.write("program.py", "import sys\nprint(sys.argv is not None)");
  const fromFile = await cli({ home: home.path }, "run", file);
  assert.deepEqual([fromFile.code, fromFile.stdout], [0, "True\n"]);
});

Deno.test("run gives a program its name and its arguments, and all that follow the program are its own", async () => {
  await using home = await createHome({});
  await home.write("report.py", "import sys\nprint(sys.argv)\n1 / 0");
  const file = await cli({ home: home.path }, "run", "report.py", "--json", "-c", "--", "x");
  assert.deepEqual([file.code, file.stdout], [1, "['report.py', '--json', '-c', '--', 'x']\n"]);
  assert.match(file.stderr, /File "report.py", line 3, in <module>\n {4}1 \/ 0/);
  const code = "import sys\nprint(sys.argv)";
  const fromCode = await cli({ home: home.path }, "run", "-c", code, "a", "--b");
  assert.equal(fromCode.stdout, "['-c', 'a', '--b']\n");
  const dashed = await cli({ home: home.path }, "run", "-c", code, "--", "--json");
  assert.equal(dashed.stdout, "['-c', '--json']\n");
  const fromStdin = await cli({ home: home.path, stdin: code }, "run", "-", "a");
  assert.equal(fromStdin.stdout, "['-', 'a']\n");
});

Deno.test("run exits with the program's code, and with 1 when it raises", async () => {
  await using home = await createHome({});
  assert.equal((await cli({ home: home.path }, "run", "-c", "import sys; sys.exit(3)")).code, 3);
  const raised = await cli({ home: home.path }, "run", "-c", "1 / 0");
  assert.equal(raised.code, 1);
  assert.match(raised.stderr, /ZeroDivisionError/);
});

Deno.test("run exits with 124 when the program's time is over, and prints what it had printed", async () => {
  await using home = await createHome({});
  const code = "print('so far', flush=True)\nwhile True: pass";
  const ended = await cli({ home: home.path }, "run", "--timeout", "1", "-c", code);
  assert.deepEqual([ended.code, ended.stdout], [124, "so far\n"], ended.stderr);
  assert.match(ended.stderr, /its time of 1 s was over/);
});

Deno.test("tools saved lists, shows, exports and deletes what programs saved", async () => {
  await using home = await createHome({});
  const saved = (...args: readonly string[]) => cli({ home: home.path }, "tools", "saved", ...args);
  assert.equal((await saved()).stdout, "No program has saved a tool.\n");
  const code = "def twice(n):\n    'Doubles.'\n    return 2 * n\nruntime.save_tool(twice)";
  await cli({ home: home.path }, "run", "-c", code);
  const listed = await saved("list");
  assert.match(listed.stdout, /^twice\(n\)\n {4}Doubles\.\n {4}[0-9a-f]{12}, saved 20.* without/);
  const source = "def twice(n):\n    'Doubles.'\n    return 2 * n\n";
  assert.ok((await saved("show", "twice")).stdout.endsWith(source));
  const [exported] = JSON.parse((await saved("export", "--json")).stdout);
  assert.deepEqual([exported.name, exported.source], ["twice", source]);
  const unknown = await saved("delete", "thrice");
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
  assert.match(unknown.stderr, /No saved tool is named "thrice"; saved: twice/);
  assert.equal((await saved("delete", "twice")).stdout, "Deleted twice.\n");
  assert.equal((await saved("list", "--json")).stdout, "[]\n");
});

Deno.test("run --json prints the whole answer", async () => {
  await using home = await createHome({});
  const { stdout } = await cli({ home: home.path }, "run", "--json", "-c", "print(1)\n2");
  const answer = JSON.parse(stdout);
  assert.equal(answer.status, "success");
  assert.equal(answer.stdout, "1\n");
  assert.equal(answer.result, 2);
  assert.equal(answer.engine, "embedded");
});

Deno.test({
  name: "run, servers, tools, permissions and --version work without a home directory",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using home = await createHome({});
    const bridge = bridgeCommand();
    const named = await home.write("named.json", { mcpServers: exampleServers() });
    const { DENO_DIR = "", MCP_BRIDGE_STATE_DIR = "" } = bridgeEnvironment(home.path);
    const homeless = async (env: Readonly<Record<string, string>>, ...args: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(bridge.command, {
        args: [...bridge.args, ...args],
        clearEnv: true,
        // a Deno that runs the source needs its cache
        env: { TMPDIR: home.path, MCP_BRIDGE_RUNTIME: "embedded", DENO_DIR, ...env },
        cwd: home.path,
        signal: whenHung(),
      }).output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      return new TextDecoder().decode(stdout);
    };
    assert.match(await homeless({}, "--version"), /^\d+\.\d+\.\d+\n$/);
    assert.match(await homeless({}, "servers"), /Engine: embedded/);
    assert.match(await homeless({}, "permissions"), /The launcher/);
    assert.match(await homeless({}, "tools", "--config", named, "stub"), /mcp_stub\.echo/);
    // in the state of the other tests, because the engine's preparation takes long
    assert.equal(await homeless({ MCP_BRIDGE_STATE_DIR }, "run", "-c", "6 * 7"), "42\n");
  },
});

Deno.test("run calls the servers that are named", async () => {
  await using home = await createHome(exampleServers());
  const code = "[issue.id for issue in await mcp_jira.search_issues(project='API', status='Open')]";
  const { code: exit, stdout } = await cli(
    { home: home.path },
    "run",
    "--servers",
    "jira",
    "-c",
    code,
  );
  assert.equal(exit, 0);
  assert.match(stdout, /API-1/);
});

Deno.test("run refuses a command line that makes no sense, with exit code 2", async () => {
  await using home = await createHome({});
  for (
    const [args, pattern] of [
      [["run"], /no program was given/],
      [["run", "no-such-file.py"], /no-such-file\.py/],
      [["run", "print(1)"], /"print\(1\)": there is no such file; code itself goes after -c/],
      [["run", "--timeout", "soon", "-c", "1"], /--timeout "soon"/],
      [["run", "--timeout", "500", "-c", "1"], /MCP_BRIDGE_MAX_TIMEOUT/],
      [["run", "--engine", "qemu", "-c", "1"], /podman/],
      [["bogus"], /unknown command .bogus./],
    ] as const
  ) {
    const { code, stderr } = await cli({ home: home.path }, ...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, pattern);
  }
});

Deno.test("a bad setting is refused by name, value and what is allowed", async () => {
  await using home = await createHome({});
  const env = { MCP_BRIDGE_MEMORY: "lots", MCP_BRIDGE_PIDS: "-1" };
  const { code, stderr } = await cli({ home: home.path, env }, "servers");
  assert.equal(code, 2);
  assert.match(stderr, /MCP_BRIDGE_MEMORY="lots": .*allowed/);
  assert.match(stderr, /MCP_BRIDGE_PIDS="-1": .*allowed/);
});

Deno.test("an engine that was asked for and is missing is an error that says why", async () => {
  await using home = await createHome({});
  const env = {
    MCP_BRIDGE_RUNTIME: "container",
    PATH: home.path,
    MCP_BRIDGE_IMAGE: "localhost/none:1",
  };
  const { code, stderr } = await cli({ home: home.path, env }, "run", "-c", "1");
  assert.equal(code, 1);
  assert.match(stderr, /podman: .*docker: /s);
});

Deno.test("servers shows names, files and losers, broken files with line and column, and no secrets", async () => {
  await using home = await createHome({
    jira: { command: "jira-server", env: { TOKEN: "hunter22" } },
  });
  await home.write(".config/mcp/servers/second.json", {
    mcpServers: { jira: { command: "other" }, web: { url: "https://example.com/mcp" } },
  });
  await home.write(".claude.json", '{\n  "mcpServers": {,}\n}');
  const { code, stdout } = await cli({ home: home.path }, "servers");
  assert.equal(code, 0);
  assert.match(stdout, /jira \(program not found: .*"jira-server"/);
  assert.match(stdout, /second\.json/);
  assert.match(stdout, /web \(ready\)\n.*\n {2}reached {4}Streamable HTTP, example.com:443/);
  assert.match(stdout, /\.claude\.json[\s\S]*line 2, column/);
  assert.doesNotMatch(stdout, /hunter22/);
  const { stdout: json } = await cli({ home: home.path }, "servers", "--json");
  assert.doesNotMatch(json, /hunter22/);
  const [jira, web] = JSON.parse(json).servers;
  assert.deepEqual([jira.name, jira.transport], ["jira", "stdio"]);
  assert.deepEqual([web.name, web.transport, web.host], [
    "web",
    "Streamable HTTP",
    "example.com:443",
  ]);
});

Deno.test("tools shows each tool's Python signature", async () => {
  await using home = await createHome(exampleServers());
  const { code, stdout } = await cli({ home: home.path }, "tools", "github");
  assert.equal(code, 0);
  assert.match(stdout, /await mcp_github\.create_issue\(.*repo: str.*title: str/);
  const json = await cli({ home: home.path }, "tools", "--json", "github");
  assert.equal(JSON.parse(json.stdout).tools[0].name, "create_issue");
  const missing = await cli({ home: home.path }, "tools", "gitlab");
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /"github"/);
});

Deno.test("servers --check starts each server, and servers remembers what came of it", async () => {
  const { command, args } = serverCommand("crash", "--at-start");
  await using home = await createHome({
    stub: Object(exampleServers()["stub"]),
    bad: { command, args },
  });
  const listed = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli({ home: home.path }, "servers", "--json", ...args);
    const byName = Object.groupBy(
      JSON.parse(stdout).servers as Record<string, unknown>[],
      ({ name }) => String(name),
    );
    return { code, stderr, stub: byName["stub"]?.[0], bad: byName["bad"]?.[0] };
  };
  const before = await listed();
  assert.deepEqual([before.code, before.stub?.["tools"], before.bad?.["lastError"]], [
    0,
    null,
    null,
  ]);
  const checked = await listed("--check");
  assert.deepEqual([checked.code, checked.stub?.["tools"]], [1, 2], checked.stderr);
  assert.match(String(checked.bad?.["lastError"]), /exit code 7/);
  const after = await listed();
  assert.deepEqual([after.code, after.stub, after.bad], [0, checked.stub, checked.bad]);
});

Deno.test("savings counts the lists that servers gave, after it started those that never did", async () => {
  await using home = await createHome({ stub: Object(exampleServers()["stub"]) });
  const counted = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli({ home: home.path }, "savings", "--json", ...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const before = await counted();
  assert.deepEqual([before.servers[0].tokens, before.total], [null, 0]);
  const after = await counted("--check");
  const { tools } = JSON.parse((await cli({ home: home.path }, "tools", "--json", "stub")).stdout);
  const list = JSON.stringify(
    tools.map(({ name, description, input_schema }: Record<string, unknown>) => ({
      name,
      description,
      inputSchema: input_schema,
    })),
  );
  const [{ tokens }] = after.servers;
  assert.ok(Math.abs(tokens / countTokens(list) - 1) < 0.15, `${tokens}, ${countTokens(list)}`);
  assert.equal(after.total, tokens);
  assert.deepEqual(await counted(), after, "the list was kept");
});

Deno.test("call prints a tool's value, and what went wrong to stderr with an exit code", async () => {
  const { command, args } = serverCommand("crash");
  await using home = await createHome({ ...exampleServers(), crash: { command, args } });
  for (
    const [args, code, stdout, stderr] of [
      [["stub", "add", '{"a": 1, "b": 2}'], 0, '{\n  "sum": 3\n}\n', /^/],
      [["stub", "echo", "-"], 0, "in\n", /^/],
      [["stub", "ecko"], 2, "", /has no tool "ecko"; did you mean "echo"/],
      [["crash", "crash"], 1, "", /exit code 7/],
    ] as const
  ) {
    const result = await cli({ home: home.path, stdin: '{"message":"in"}' }, "call", ...args);
    assert.deepEqual([result.code, result.stdout], [code, stdout], result.stderr);
    assert.match(result.stderr, stderr);
  }
});

Deno.test("--config and MCP_SERVERS_CONFIG name files of servers in any client's shape", async () => {
  await using home = await createHome({});
  const server = Object(exampleServers()["stub"]);
  const named = await home.write("named.json", { servers: { named: server } });
  const other = await home.write("other.json", {
    mcp: { other: { type: "local", command: [server.command, ...server.args] } },
  });
  const options = { home: home.path, env: { MCP_SERVERS_CONFIG: other } };
  const listed = async (...args: string[]) => {
    const { stdout } = await cli(options, "servers", "--json", ...args);
    return JSON.parse(stdout).servers.map((one: { name: string }) => one.name);
  };
  assert.deepEqual(await listed(), ["other"]);
  assert.deepEqual(await listed("--config", named), ["named"]);
  assert.deepEqual(await listed("--config", named, "--config", other), ["named", "other"]);
  const code = "await mcp_named.echo(message='hi')";
  const run = await cli(options, "run", "--config", named, "--servers", "named", "-c", code);
  assert.deepEqual([run.code, run.stdout], [0, "hi\n"]);
  for (const args of [["--config", named], ["serve", "--config", named]]) {
    const served = await cli(options, ...args);
    assert.deepEqual([served.code, served.stdout], [0, ""], served.stderr);
  }
  const missing = await cli(options, "servers", "--config", "none.json");
  assert.match(missing.stdout, /none\.json: there is no such file/);
});

Deno.test("a tool that an entry leaves out is neither listed nor callable", async () => {
  await using home = await createHome({});
  const server = { ...Object(exampleServers()["github"]), includeTools: ["list_issues"] };
  await home.write(".gemini/settings.json", { mcpServers: { github: server } });
  const { stdout } = await cli({ home: home.path }, "tools", "github");
  assert.match(stdout, /list_issues/);
  assert.doesNotMatch(stdout, /create_issue/);
  const code = "await mcp_github.create_issue(repo='a/b', title='x')";
  const run = await cli({ home: home.path }, "run", "--servers", "github", "-c", code);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /create_issue": its entry in your configuration leaves it out/);
});

Deno.test("trust lets a project's servers start, until the file changes", async () => {
  await using home = await createHome({});
  const cwd = `${home.path}/project`;
  const file = "project/mcp-servers/local.json";
  const server = { ...Object(exampleServers()["stub"]) };
  await home.write(file, { mcpServers: { local: server } });
  const options = { home: home.path, cwd };
  const code = "await mcp_local.echo(message='trusted')";
  const before = await cli(options, "run", "--servers", "local", "-c", code);
  assert.equal(before.code, 2);
  assert.match(before.stderr, /trust \.\/mcp-servers\/local\.json/);

  const trusted = await cli(options, "trust", "--yes", "./mcp-servers/local.json");
  assert.equal(trusted.code, 0);
  assert.match(trusted.stdout, /local/);
  const after = await cli(options, "run", "--servers", "local", "-c", code);
  assert.deepEqual([after.code, after.stdout], [0, "trusted\n"]);

  await home.write(file, { mcpServers: { local: server, more: server } });
  const changed = await cli(options, "run", "--servers", "local", "-c", code);
  assert.equal(changed.code, 2);
  assert.match(changed.stderr, /trust \.\/mcp-servers\/local\.json/);
});

Deno.test("--help and --version work everywhere", async () => {
  await using home = await createHome({});
  const { code, stdout } = await cli({ home: home.path }, "--help");
  assert.equal(code, 0);
  assert.match(stdout, /MCP_BRIDGE_RUNTIME/);
  for (const command of ["serve", "run", "servers", "tools", "trust"]) {
    const help = await cli({ home: home.path }, command, "--help");
    assert.equal(help.code, 0);
    assert.match(help.stdout, new RegExp(`Usage: mcp-code-bridge ${command}`));
  }
  assert.match((await cli({ home: home.path }, "--version")).stdout, /^\d+\.\d+\.\d+\n$/);
});
