import { fileURLToPath } from "node:url";
import { serverCommand } from "../../../support/server_command.ts";
import { SERVERS } from "../probes/asks.ts";
import type { Target } from "./target.ts";

/** A user's machine with things that a bridge must not get at. */
export interface Scene extends AsyncDisposable {
  readonly target: Target;
  readonly home: string;
  /** Working directory of the launcher: a project with a configuration that nobody trusts. */
  readonly project: string;
  /** Requests that the local server has seen. */
  requests(): number;
}

const LIBRARIES: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
  windows: "kernel32.dll",
};

/** Plants it all in a directory of its own. */
export async function createScene(): Promise<Scene> {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "bridge-scene-" }));
  const canary = `canary-${crypto.randomUUID()}`;
  const write = async (name: string, content: string): Promise<string> => {
    const file = `${home}/${name}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    await Deno.writeTextFile(file, content, { mode: 0o600 });
    return file;
  };
  const key = await write(".ssh/id_test", canary);
  const json = await write("outside/secret.json", JSON.stringify({ canary }));
  const module = await write("outside/module.cjs", `module.exports = "${canary}";`);
  const esm = await write(
    "outside/module.mjs",
    `export default "${canary}"; globalThis.postMessage?.("${canary}");`,
  );
  await write("outside/removable", "");
  await write("state/trust.json", JSON.stringify({ version: 1, files: {} }));
  await Deno.mkdir(`${home}/state/bridge`, { mode: 0o700 });
  const servers = { [SERVERS.trusted]: serverCommand("environment") };
  await write(".config/mcp/servers/all.json", JSON.stringify({ mcpServers: servers }));
  const untrusted = { [SERVERS.untrusted]: serverCommand("environment") };
  await write("project/mcp-servers/its.json", JSON.stringify({ mcpServers: untrusted }));

  let requests = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    requests++;
    return new Response("export default 1;", { headers: { "content-type": "text/javascript" } });
  });
  const bystander = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      fileURLToPath(new URL("../../../servers/silent.ts", import.meta.url)),
    ],
    env: { CANARY: canary },
    clearEnv: true,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    home,
    project: `${home}/project`,
    requests: () => requests,
    target: {
      canary,
      key,
      stateDir: `${home}/state`,
      own: `${home}/state/bridge`,
      outside: `${home}/outside`,
      module,
      esm,
      json,
      bystander: bystander.pid,
      parent: Deno.pid,
      port: server.addr.port,
      // one that this program uses, so that it is in the cache
      npm: "npm:jsonc-parser@3.3.1",
      executable: Deno.execPath(),
      library: LIBRARIES[Deno.build.os] ?? "",
    },
    async [Symbol.asyncDispose]() {
      bystander.kill("SIGKILL");
      await bystander.status;
      await bystander.stdin.close().catch(() => {});
      await server.shutdown();
      await Deno.remove(home, { recursive: true });
    },
  };
}
