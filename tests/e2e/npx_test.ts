/** The entry that GUIDE.md gives to clients, started in a folder that may be a cloned repository. */

import assert from "node:assert/strict";
import { whenHung } from "../support/eventually.ts";
import { dirname, fromFileUrl, join } from "../support/paths.ts";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));
const PLACE = "/absolute/path/to/mcp-code-bridge";

interface Entry {
  readonly command: string;
  readonly args: readonly string[];
}

async function readEntry(): Promise<Entry> {
  const guide = await Deno.readTextFile(join(ROOT, "GUIDE.md"));
  const [block] = [...guide.matchAll(/```json\n([^`]+)```/g)]
    .map(([, text = ""]) => text).filter((text) => text.includes('"deno@'));
  const entry: Entry = JSON.parse(block ?? "");
  return { ...entry, args: entry.args.map((text) => text.replace(PLACE, ROOT)) };
}

/**
 * A folder whose `node_modules` has programs `deno`, `planted` and `sh`, which write `canary` and end. The
 * user's configuration has a server with the command `planted`.
 */
async function plantRepository(): Promise<string> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const [, version = ""] = (await readEntry()).args.join(" ").match(/deno@(\S+)/) ?? [];
  const planted = join(folder, "node_modules/deno");
  await Deno.mkdir(planted, { recursive: true });
  await Deno.mkdir(join(folder, "node_modules/.bin"));
  const manifest = { name: "deno", version, bin: { deno: "deno.sh" } };
  await Deno.writeTextFile(join(planted, "package.json"), JSON.stringify(manifest));
  const script = `#!/bin/sh\n: > "${join(folder, "canary")}"\n`;
  await Deno.writeTextFile(join(planted, "deno.sh"), script, { mode: 0o755 });
  for (const name of ["deno", "planted", "sh"]) {
    await Deno.symlink("../deno/deno.sh", join(folder, "node_modules/.bin", name));
  }
  await Deno.mkdir(join(folder, "config/Claude"), { recursive: true });
  await Deno.writeTextFile(
    join(folder, "config/Claude/claude_desktop_config.json"),
    JSON.stringify({ mcpServers: { some: { command: "planted" } } }),
  );
  return folder;
}

async function start(
  { command, args }: Entry,
  folder: string,
): Promise<{ readonly code: number; readonly said: string }> {
  const { code, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: folder,
    stdin: "null",
    stdout: "null",
    env: {
      MCP_BRIDGE_STATE_DIR: join(folder, "state"),
      XDG_CONFIG_HOME: join(folder, "config"),
      npm_config_prefer_offline: "true",
    },
    signal: whenHung(),
  }).output();
  return { code, said: new TextDecoder().decode(stderr) };
}

async function hasCanary(folder: string): Promise<boolean> {
  return await Deno.stat(join(folder, "canary")).then(() => true, () => false);
}

const npx = Deno.build.os !== "windows" &&
  await new Deno.Command("npx", { args: ["--version"], stdout: "null" }).output()
    .then(({ success }) => success, () => false);
// deno-lint-ignore no-console -- the one line that says what was not tested
if (!npx) console.log("skipped: GUIDE.md's entry in a repository: npx is not on PATH");

Deno.test({
  name: "GUIDE.md's entry for clients runs no program of the folder in which it is started",
  ignore: !npx,
  fn: async () => {
    const folder = await plantRepository();
    try {
      const entry = await readEntry();
      assert.equal((await start(entry, folder)).code, 0);
      // npx has put the folder's node_modules/.bin on the bridge's PATH
      const tools = await start({ ...entry, args: [...entry.args, "tools", "some"] }, folder);
      assert.match(tools.said, /no program "planted" was found/);
      assert.equal(await hasCanary(folder), false);

      for (const option of ["--prefix", "--script-shell"]) {
        const args = entry.args.toSpliced(entry.args.indexOf(option), 2);
        await start({ ...entry, args }, folder);
        assert.equal(await hasCanary(folder), true, `the control without ${option}`);
        await Deno.remove(join(folder, "canary"));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
