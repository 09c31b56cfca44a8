import assert from "node:assert/strict";
import { startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";

const FILESYSTEM = "@modelcontextprotocol/server-filesystem@2026.8.31";
const EVERYTHING = "@modelcontextprotocol/server-everything@2026.8.31";

/** The file example, with the names and the listing that this server really has. */
const FILE_EXAMPLE = `
import re
listing = await mcp_filesystem.list_directory(path=FOLDER)
for name in re.findall(r"\\[FILE\\] (.+)", listing):
    content = await mcp_filesystem.read_file(path=f"{FOLDER}/{name}")
    if 'TODO' in content:
        print(f"TODO in {name}")
`;

/** A call waits 10 s for a start, which goes on without it. */
const STARTED = `
for attempt in range(11):
    try:
        await mcp_filesystem.list_allowed_directories()
        await mcp_everything.echo(message="ready")
        break
    except MCPError as error:
        if "goes on in the background" not in str(error): raise
else:
    raise TimeoutError("they do not start")
`;

/** Whether this machine can start servers that are published on npm. */
async function hasNpx(): Promise<boolean> {
  try {
    const command = Deno.build.os === "windows" ? "npx.cmd" : "npx";
    return (await new Deno.Command(command, { args: ["--version"], stdin: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

const npx = await hasNpx();
// deno-lint-ignore no-console -- the one line that says what was not tested
if (!npx) console.log("skipped: real servers: npx is not on PATH");

Deno.test({
  name: "run_python works with the real filesystem and everything servers",
  ignore: !npx,
  fn: async (t) => {
    await using home = await createHome({});
    const note = await home.write("files/note.txt", "TODO: water the plants\n");
    await home.write("files/done.txt", "nothing left\n");
    const folder = await Deno.realPath(note.slice(0, note.lastIndexOf("/")));
    const env = { npm_config_cache: `${Deno.env.get("HOME") ?? home.path}/.npm` };
    const npxServer = (...args: string[]) => ({ command: "npx", args: ["-y", ...args], env });
    await home.write(".config/mcp/servers/all.json", {
      mcpServers: {
        filesystem: npxServer(FILESYSTEM, folder),
        everything: npxServer(EVERYTHING),
      },
    });
    await using bridge = await startBridge({
      home: home.path,
      env: { MCP_BRIDGE_RUNTIME: "embedded" },
    });
    const run = (code: string) =>
      bridge.run(`FOLDER = ${JSON.stringify(folder)}\n${code}`, {
        servers: ["filesystem", "everything"],
        timeout: 120,
      });

    await t.step("they start, which may fetch the packages first", async () => {
      const answer = await run(STARTED);
      assert.equal(answer.status, "success", JSON.stringify(answer));
    });
    await t.step("files are listed and read", async () => {
      const answer = await run(FILE_EXAMPLE);
      assert.equal(answer.status, "success", JSON.stringify(answer));
      assert.equal(answer.stdout, "TODO in note.txt\n");
    });
    await t.step("structured results are values, images are objects with bytes", async () => {
      const answer = await run(
        "weather = await mcp_everything.get_structured_content(location='Chicago')\n" +
          "blocks = await mcp_everything.get_tiny_image()\n" +
          "image = next(b for b in blocks if hasattr(b, 'mime_type'))\n" +
          "[type(weather.temperature).__name__, image.mime_type, image.data[:4] == b'\\x89PNG']",
      );
      assert.deepEqual(answer.result, ["int", "image/png", true], JSON.stringify(answer));
    });
    await t.step("a refusal of the server is an exception that names server and tool", async () => {
      const answer = await run("await mcp_filesystem.read_file(path='/etc/passwd')");
      assert.equal(answer.status, "error");
      assert.match(answer.error ?? "", /"read_file" of server "filesystem".*denied/s);
    });
  },
});
