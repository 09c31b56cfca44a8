import { basename } from "node:path";
import { prepareTestAssets } from "../../engine/embedded/embedded_sandbox.ts";
import { once } from "../../../src/system/once.ts";
import { serverCommand } from "../../support/server_command.ts";

/** Servers of the examples, by the name under which a program knows them. */
const EXAMPLE_SERVERS = [
  "filesystem",
  "github",
  "google_drive",
  "jira",
  "salesforce",
  "search",
  "stub",
] as const;

/** A user's home directory that belongs to one test. */
export interface TestHome extends AsyncDisposable {
  readonly path: string;
  /** Writes a file below it, with the directories above. */
  write(name: string, content: unknown): Promise<string>;
}

/** Makes a home directory whose MCP configuration is `servers`. */
export async function createHome(servers: Readonly<Record<string, unknown>>): Promise<TestHome> {
  const path = await Deno.makeTempDir({ prefix: "bridge-home-" });
  const home: TestHome = {
    path,
    async write(name, content) {
      const file = `${path}/${name}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await Deno.writeTextFile(file, text);
      return file;
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
  await home.write(".config/mcp/servers/all.json", { mcpServers: servers });
  await lendEmbeddedEngine(`${path}/${STATE}/embedded`);
  return home;
}

/** State directory of a test's bridge, below its home. */
export const STATE = "state";

/** Looked at once: every file of it is read and compared. */
const assets = once(prepareTestAssets);

/** Links what the embedded engine needs into a state directory: preparing it takes seconds. */
async function lendEmbeddedEngine(directory: string): Promise<void> {
  const prepared = await assets.get();
  const target = `${directory}/${basename(prepared)}`;
  await Deno.mkdir(target, { recursive: true, mode: 0o700 });
  await linkAll(prepared, target);
}

async function linkAll(from: string, to: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) {
      await Deno.mkdir(`${to}/${name}`, { mode: 0o700 });
      await linkAll(`${from}/${name}`, `${to}/${name}`);
    } else {
      await Deno.link(`${from}/${name}`, `${to}/${name}`);
    }
  }
}

/** The example servers, and others by name with their arguments. */
export function exampleServers(
  others: Readonly<Record<string, readonly [string, ...string[]]>> = {},
): Readonly<Record<string, unknown>> {
  const examples = EXAMPLE_SERVERS.map((name) => [name, serverCommand(name)] as const);
  const rest = Object.entries(others).map(([name, [file, ...args]]) =>
    [name, serverCommand(file, ...args)] as const
  );
  return Object.fromEntries([...examples, ...rest]);
}
