/**
 * Canaries: a server that writes its token wherever it can. No answer, log, output or file has it;
 * the control shows that each of them would, if the value were no secret.
 */

import assert from "node:assert/strict";
import { whenHung } from "../support/eventually.ts";
import { serverCommand } from "../support/server_command.ts";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome, STATE, type TestHome } from "./support/home.ts";
import { longTest } from "../support/long_tests.ts";

const CANARY = 'cana/ry+7Zx81kQ"m3Lw0Tt9';
/** The forms that are looked for in every sink. */
const FORMS: readonly string[] = [
  CANARY,
  JSON.stringify(CANARY).slice(1, -1),
  JSON.stringify(JSON.stringify(CANARY)).slice(3, -3),
  new TextEncoder().encode(CANARY).toBase64(),
  encodeURIComponent(CANARY),
];
/** A name that says secret, and one whose value anybody may know. */
const SECRET = "GITHUB_TOKEN";
const KNOWN = "RELEASE_LABEL";

const PROGRAM = `
import mcp.runtime as runtime
print("docs", await runtime.query_tool_docs("teller", detail="full"))
print("search", await runtime.search_tool_docs("tell", detail="full"))
print("server", runtime.describe_server("teller"))
for tool in ["tell", "text", "nested", "codes", "log", "refuse", "fail", "crash"]:
    try:
        print(tool, await getattr(mcp_teller, tool)())
    except Exception as error:
        print(tool, "raised", error)
try:
    print(await mcp_broken.tell())
except Exception as error:
    print("start", error)
await mcp_teller.crash()
`;

async function createTeller(name: string): Promise<TestHome> {
  const env = { [name]: CANARY, GREETING: "hello wonderful world" };
  return await createHome({
    teller: { ...serverCommand("tells_secrets", name), env },
    broken: { ...serverCommand("tells_secrets", name, "--at-start"), env },
    absent: { command: `/nowhere/${CANARY}`, env },
    greeter: { ...serverCommand("tells_secrets", "GREETING"), env },
  });
}

async function cli(home: string, ...args: readonly string[]): Promise<string> {
  const bridge = bridgeCommand();
  const { stdout, stderr } = await new Deno.Command(bridge.command, {
    args: [...bridge.args, ...args],
    env: bridgeEnvironment(home, { MCP_BRIDGE_RUNTIME: "embedded", MCP_BRIDGE_LOG_LEVEL: "debug" }),
    clearEnv: true,
    cwd: home,
    stdin: "null",
    signal: whenHung(),
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

/** Everything that a user, a program, a client or a file gets of such a server. */
async function collectSinks(home: TestHome): Promise<ReadonlyMap<string, string>> {
  const sinks = new Map<string, string>();
  const env = { MCP_BRIDGE_RUNTIME: "embedded", MCP_BRIDGE_LOG_LEVEL: "debug" };
  {
    await using bridge = await startBridge({ home: home.path, env });
    const answer = await bridge.run(PROGRAM, { servers: ["teller", "broken"] });
    sinks.set("answer", answer.text);
    sinks.set("what a program prints", answer.stdout ?? "");
    sinks.set("traceback", answer.error ?? "");
    const result = await bridge.run("await mcp_teller.tell()", { servers: ["teller"] });
    sinks.set("result", result.text);
    sinks.set("log", bridge.stderr());
  }
  const run = [
    "run",
    "--servers",
    "teller",
    "-c",
    "print(await mcp_teller.text())\nawait mcp_teller.fail()",
  ];
  sinks.set("run", await cli(home.path, ...run));
  sinks.set("run --json", await cli(home.path, ...run, "--json"));
  sinks.set("tools", await cli(home.path, "tools", "teller"));
  sinks.set("tools --json", await cli(home.path, "tools", "teller", "--json"));
  sinks.set("tools of a server that ends", await cli(home.path, "tools", "broken"));
  sinks.set("tools of a server that is not there", await cli(home.path, "tools", "absent"));
  sinks.set("servers --json", await cli(home.path, "servers", "--json"));
  sinks.set("permissions", await cli(home.path, "permissions"));
  sinks.set("permissions --json", await cli(home.path, "permissions", "--json"));
  sinks.set("files", await readFiles(`${home.path}/${STATE}/bridge`));
  return sinks;
}

async function readFiles(directory: string): Promise<string> {
  let text = "";
  for await (const { name, isFile, isDirectory } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) text += await readFiles(path);
    if (isFile) text += await Deno.readTextFile(path);
  }
  return text;
}

/** Where a canary cannot be: these say nothing of values, whatever they are. */
const SILENT: ReadonlySet<string> = new Set(["servers --json", "files"]);

longTest("no canary of a server's secret is in any answer, log, output or file", async () => {
  await using home = await createTeller(SECRET);
  const sinks = await collectSinks(home);
  const leaks = [...sinks].filter(([, text]) => FORMS.some((form) => text.includes(form)));
  assert.deepEqual(leaks, []);
  const named = [...sinks].filter(([sink, text]) =>
    !SILENT.has(sink) && !text.includes(`[redacted:${SECRET}]`)
  );
  assert.deepEqual(named, []);
  const printed = sinks.get("what a program prints") ?? "";
  for (const tool of ["tell", "text", "nested", "codes", "refuse", "fail", "crash"]) {
    const line = printed.split("\n").find((one) => one.startsWith(`${tool} `)) ?? "";
    assert.ok(tool === "crash" || line.includes(`[redacted:${SECRET}]`), `${tool}: ${printed}`);
  }
});

longTest(
  "control: the same value is in all of them when its name says that it is no secret",
  async () => {
    await using home = await createTeller(KNOWN);
    const sinks = await collectSinks(home);
    const missing = [...sinks].filter(([sink, text]) =>
      !SILENT.has(sink) && !FORMS.some((form) => text.includes(form))
    );
    assert.deepEqual(missing, []);
    assert.ok(![...sinks.values()].some((text) => text.includes("[redacted:")));
  },
);

longTest("what is no secret of a server that has one arrives unchanged", async () => {
  await using home = await createTeller(SECRET);
  const output = await cli(
    home.path,
    "run",
    "--json",
    "--servers",
    "greeter",
    "-c",
    "await mcp_greeter.tell()",
  );
  assert.match(output, /hello wonderful world/);
  assert.doesNotMatch(output, /redacted/);
});
