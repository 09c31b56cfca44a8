import assert from "node:assert/strict";
import type { DiscoveredServer, StdioDefinition } from "../../src/discovery/server_definition.ts";
import { UpstreamError } from "../../src/errors.ts";
import { createServerStarter } from "../../src/launcher/server_starter.ts";
import { MAX_SECRET_LENGTH } from "../../src/redaction/find_secrets.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";

const SYSTEM = createDenoSystem();
/** Never aborts. */
const SIGNAL = new AbortController().signal;
const TOKEN = "tok-5f2a9c81";

function createStage(
  definition: Partial<StdioDefinition>,
  env: Readonly<Record<string, string>> = {},
) {
  const logged: string[] = [];
  const events: string[] = [];
  const server: DiscoveredServer = {
    name: "held",
    alias: "held",
    definition: {
      kind: "stdio",
      command: Deno.execPath(),
      args: ["--version"],
      env: {},
      ...definition,
    },
    origin: { file: "/servers.json", client: "tests", scope: "user" },
    availability: { state: "ready" },
    shadowed: [],
  };
  const start = createServerStarter({
    settings: { passEnv: ["MY_*"], serverGraceMs: 5_000 },
    guard: { begin: () => void events.push("begin"), watch: () => void events.push("watch") },
    system: {
      ...SYSTEM,
      spawn: (options) => {
        events.push("spawn");
        return SYSTEM.spawn(options);
      },
      env: (name) => env[name] ?? SYSTEM.env(name),
      envNames: () => Object.keys(env),
    },
    log: (_level, message) => logged.push(message),
    discovery: () => Promise.resolve({ servers: [server], files: [] }),
    signal: SIGNAL,
  });
  return { logged, events, start: () => start("held", SIGNAL) };
}

Deno.test("createServerStarter() keeps a server's secrets out of the reason why it cannot start", async () => {
  for (const broken of [{ command: `/nowhere/${TOKEN}` }, { cwd: `/nowhere/${TOKEN}` }]) {
    const { start } = createStage({ ...broken, env: { API_TOKEN: TOKEN } });
    await assert.rejects(start(), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /\/nowhere\/\[redacted:API_TOKEN\]/);
      assert.equal(error instanceof UpstreamError, "command" in broken);
      assert.ok(!JSON.stringify([error.message, error.stack, error.cause]).includes(TOKEN));
      return true;
    });
    const control = createStage({ ...broken, env: { API_LABEL: TOKEN } });
    await assert.rejects(control.start(), new RegExp(TOKEN));
  }
});

Deno.test("createServerStarter() gives a server its secrets, and nothing to redact when it has none", async () => {
  const args = ["eval", "console.log(Deno.env.get('API_TOKEN') ?? 'none')"];
  const secret = await createStage({ args, env: { API_TOKEN: TOKEN } }).start();
  assert.equal(await new Response(secret.stdout).text(), `${TOKEN}\n`);
  assert.equal(secret.redaction?.text(TOKEN), "[redacted:API_TOKEN]");
  const open = await createStage({ args }).start();
  assert.equal(await new Response(open.stdout).text(), "none\n");
  assert.equal(open.redaction, null);
  for (const { stderr, exited } of [secret, open]) await Promise.all([stderr.cancel(), exited]);
});

Deno.test("createServerStarter() redacts secrets of ours that it passes on, but none that an entry replaces", async () => {
  const ours = { HTTPS_PROXY: `http://ada:${TOKEN}@proxy:3128`, MY_API_TOKEN: "tok-77aa88bb99" };
  const redact = async (env: Readonly<Record<string, string>>, text: string) => {
    const { stdout, stderr, exited, redaction } = await createStage({ env }, ours).start();
    await Promise.all([stdout.cancel(), stderr.cancel(), exited]);
    return redaction?.text(text);
  };
  assert.equal(await redact({}, `is ${TOKEN}`), "is [redacted:HTTPS_PROXY]");
  assert.equal(await redact({}, ours.MY_API_TOKEN), "[redacted:MY_API_TOKEN]");
  assert.equal(await redact({ HTTPS_PROXY: "http://proxy" }, TOKEN), TOKEN);
});

Deno.test("createServerStarter() says which secrets it cannot redact", async () => {
  const env = { LONG_TOKEN: "a1b2c3d4".repeat(MAX_SECRET_LENGTH / 8) + "x" };
  const { logged, start } = createStage({ env });
  const { stdout, stderr, exited } = await start();
  await Promise.all([stdout.cancel(), stderr.cancel(), exited]);
  assert.match(logged.join("\n"), /"held": LONG_TOKEN: /);
});

Deno.test("createServerStarter() has a guard begin before the server starts, and watch it at once", async () => {
  const stage = createStage({});
  const { stdout, stderr, exited } = await stage.start();
  assert.deepEqual(stage.events.slice(-3), ["begin", "spawn", "watch"]);
  await Promise.all([stdout.cancel(), stderr.cancel(), exited]);
});
