import assert from "node:assert/strict";
import {
  type ClientEnvironment,
  findProjectLocation,
  isConfigName,
  resolveLocations,
} from "../../src/discovery/client_paths.ts";
import { serverFile } from "../../src/discovery/formats/server_file.ts";
import { CLIENT_LOCATIONS, type ClientPlatform } from "../../src/discovery/client_table.ts";

interface Machine {
  readonly home?: string | null;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Folders that are the root of a repository. */
  readonly repositories?: readonly string[];
}

const NONE = { configFiles: [] };

function machine(platform: ClientPlatform, options: Machine = {}): ClientEnvironment {
  const { home = "/home/ada", cwd = "/work/project", env = {} } = options;
  const { repositories = [] } = options;
  const files = {
    existsSync: (path: string) => repositories.some((root) => path === `${root}/.git`),
  };
  return { platform, files, home: () => home, cwd: () => cwd, env: (name) => env[name] };
}

function pathsOn(platform: ClientPlatform, options?: Machine): readonly string[] {
  return resolveLocations(machine(platform, options), NONE).map((location) => location.path);
}

/** Those of the paths that stand on the machine, in the order of their precedence there. */
function known(
  paths: readonly string[],
  { platform, ...options }: Machine & { readonly platform: ClientPlatform },
): readonly string[] {
  return pathsOn(platform, options).filter((path) => paths.includes(path));
}

Deno.test("resolveLocations() gives the locations of macOS in order of precedence", () => {
  const paths = [
    "/Users/ada/.claude.json",
    "/Users/ada/Library/Application Support/Claude Code/claude_code_config.json",
    "/Users/ada/Library/Application Support/Claude/claude_code_config.json",
    "/Users/ada/Library/Application Support/Claude/claude_desktop_config.json",
    "/Users/ada/.config/mcp/servers",
    "/work/project/claude_code_config.json",
    "/work/project/claude_desktop_config.json",
    "/work/project/mcp-servers",
  ];
  assert.deepEqual(known(paths, { platform: "darwin", home: "/Users/ada" }), paths);
});

Deno.test("resolveLocations() uses the configuration folder of Linux", () => {
  const paths = [
    "/home/ada/.claude.json",
    "/home/ada/.config/Claude Code/claude_code_config.json",
    "/home/ada/.config/Claude/claude_code_config.json",
    "/home/ada/.config/Claude/claude_desktop_config.json",
    "/home/ada/.config/mcp/servers",
  ];
  assert.deepEqual(known(paths, { platform: "linux" }), paths);
});

Deno.test("resolveLocations() follows XDG_CONFIG_HOME for applications only", () => {
  const paths = ["/xdg/Claude/claude_desktop_config.json", "/home/ada/.config/mcp/servers"];
  assert.deepEqual(known(paths, { platform: "linux", env: { XDG_CONFIG_HOME: "/xdg" } }), paths);
});

Deno.test("resolveLocations() passes over a relative XDG_CONFIG_HOME", () => {
  assert.deepEqual(pathsOn("linux", { env: { XDG_CONFIG_HOME: "xdg" } }), pathsOn("linux"));
});

Deno.test("resolveLocations() uses APPDATA and backslashes on Windows", () => {
  const paths = [
    "C:\\Users\\ada\\.claude.json",
    "C:\\Users\\ada\\AppData\\Roaming\\Claude Code\\claude_code_config.json",
    "C:\\Users\\ada\\.config\\mcp\\servers",
    "D:\\project\\claude_code_config.json",
    "D:\\project\\mcp-servers",
  ];
  const machine = {
    platform: "windows",
    home: "C:\\Users\\ada",
    cwd: "D:\\project",
    env: { APPDATA: "C:\\Users\\ada\\AppData\\Roaming" },
  } as const;
  assert.deepEqual(known(paths, machine), paths);
});

Deno.test("resolveLocations() leaves out what needs a home directory when there is none", () => {
  const project = CLIENT_LOCATIONS.filter(({ scope }) => scope === "project");
  assert.deepEqual(
    pathsOn("linux", { home: null }).filter((path) => !path.startsWith("/etc/")),
    project.map(({ segments }) => ["/work/project", ...segments].join("/")),
  );
});

Deno.test("resolveLocations() keeps a path that is the user's a user path in that directory", () => {
  const locations = resolveLocations(machine("linux", { cwd: "/home/ada/.config/Claude" }), NONE);
  const shared = locations.filter(({ path }) => path.endsWith("claude_desktop_config.json"));
  assert.deepEqual(shared.map(({ scope }) => scope), ["user"]);
});

Deno.test("CLIENT_LOCATIONS are of project scope exactly when relative to the working directory", () => {
  for (const { scope, base } of CLIENT_LOCATIONS) {
    assert.equal(scope === "project", base === "cwd" || base === "repository");
  }
});

Deno.test("findProjectLocation() knows the project files of any directory", () => {
  const kindOf = (path: string, platform: ClientPlatform = "linux"): string | undefined =>
    findProjectLocation(path, platform)?.kind;
  assert.equal(kindOf("/any/where/claude_code_config.json"), "file");
  assert.equal(kindOf("/any/where/claude_desktop_config.json"), "file");
  assert.equal(kindOf("/any/mcp-servers/search.json"), "directory");
  assert.equal(kindOf("D:\\x\\mcp-servers\\search.json", "windows"), "directory");
  assert.equal(kindOf("/any/where/.claude.json"), undefined);
  assert.equal(kindOf("/any/my-mcp-servers/search.json"), undefined);
  assert.equal(kindOf("/any/mcp-servers/search.txt"), undefined);
  assert.equal(kindOf("/any/mcp-servers/deeper/search.json"), undefined);
});

Deno.test("isConfigName() takes visible files with the format's extension only", () => {
  const names = ["a.json", ".a.json", ".json", "a.json.bak", "a.JSON", "a.toml"];
  const taken = (extension: string) =>
    names.filter((name) => isConfigName(name, { ...serverFile, extension }));
  assert.deepEqual([taken(".json"), taken(".toml")], [["a.json"], ["a.toml"]]);
});
