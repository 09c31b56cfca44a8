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
  return home;
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
