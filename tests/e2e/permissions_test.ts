import assert from "node:assert/strict";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { createHome, exampleServers, STATE } from "./support/home.ts";

async function cli(home: string, ...args: readonly string[]): Promise<string> {
  const bridge = bridgeCommand();
  const { stdout, stderr, success } = await new Deno.Command(bridge.command, {
    args: [...bridge.args, ...args],
    env: bridgeEnvironment(home, { MCP_BRIDGE_RUNTIME: "embedded", CANARY: "canary-7" }),
    clearEnv: true,
    cwd: home,
    stdin: "null",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("permissions shows the bridge's rights and what the launcher starts, with reasons", async () => {
  const web = { url: "https://mcp.example.com/mcp" };
  await using home = await createHome({ ...exampleServers(), web });
  const text = await cli(home.path, "permissions");
  assert.match(text, /^ {2}write .*bridge +saved tools and lists of tools live there$/m);
  assert.match(text, /^ {2}run +none$/m);
  assert.match(text, /^ {2}net +none$/m);
  assert.match(text, /^ {2}net +mcp\.example\.com:443 +server web$/m);
  assert.match(text, /^ {2}run .* server github$/m);
  const json = JSON.parse(await cli(home.path, "permissions", "--json"));
  const own = `${home.path}/${STATE}/bridge`;
  assert.deepEqual(
    json.bridge.map(({ name, value }: Record<string, string>) => `${name} ${value}`),
    [`read ${own}`, `read ${home.path}/${STATE}/packages`, `write ${own}`],
  );
});

Deno.test("a server gets nothing of the bridge's own environment but the base", async () => {
  await using home = await createHome(exampleServers({ env: ["environment"] }));
  const code = "sorted(await mcp_env.env())";
  const names = await cli(home.path, "run", "--json", "--servers", "env", "-c", code);
  assert.doesNotMatch(names, /CANARY|MCP_BRIDGE_STATE_DIR|DENO_DIR/);
  assert.match(names, /"PATH"/);
});
