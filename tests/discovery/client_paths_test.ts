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
}

function machine(platform: ClientPlatform, options: Machine = {}): ClientEnvironment {
  const { home = "/home/ada", cwd = "/work/project", env = {} } = options;
  return { platform, home: () => home, cwd: () => cwd, env: (name) => env[name] };
}

function pathsOn(platform: ClientPlatform, options?: Machine): readonly string[] {
  return resolveLocations(machine(platform, options)).map((location) => location.path);
}

Deno.test("resolveLocations() gives the eight macOS locations in order of precedence", () => {
  assert.deepEqual(pathsOn("darwin", { home: "/Users/ada" }), [
    "/Users/ada/.claude.json",
    "/Users/ada/Library/Application Support/Claude Code/claude_code_config.json",
    "/Users/ada/Library/Application Support/Claude/claude_code_config.json",
    "/Users/ada/Library/Application Support/Claude/claude_desktop_config.json",
    "/Users/ada/.config/mcp/servers",
    "/work/project/claude_code_config.json",
    "/work/project/claude_desktop_config.json",
    "/work/project/mcp-servers",
  ]);
});

Deno.test("resolveLocations() uses the configuration folder of Linux", () => {
  assert.deepEqual(pathsOn("linux").slice(0, 5), [
    "/home/ada/.claude.json",
    "/home/ada/.config/Claude Code/claude_code_config.json",
    "/home/ada/.config/Claude/claude_code_config.json",
    "/home/ada/.config/Claude/claude_desktop_config.json",
    "/home/ada/.config/mcp/servers",
  ]);
});

Deno.test("resolveLocations() follows XDG_CONFIG_HOME for applications only", () => {
  const paths = pathsOn("linux", { env: { XDG_CONFIG_HOME: "/xdg" } });
  assert.equal(paths[3], "/xdg/Claude/claude_desktop_config.json");
  assert.equal(paths[4], "/home/ada/.config/mcp/servers");
});

Deno.test("resolveLocations() passes over a relative XDG_CONFIG_HOME", () => {
  const paths = pathsOn("linux", { env: { XDG_CONFIG_HOME: "xdg" } });
  assert.equal(paths[3], "/home/ada/.config/Claude/claude_desktop_config.json");
});

Deno.test("resolveLocations() uses APPDATA and backslashes on Windows", () => {
  const options = {
    home: "C:\\Users\\ada",
    cwd: "D:\\project",
    env: { APPDATA: "C:\\Users\\ada\\AppData\\Roaming" },
  };
  assert.deepEqual(pathsOn("windows", options), [
    "C:\\Users\\ada\\.claude.json",
    "C:\\Users\\ada\\AppData\\Roaming\\Claude Code\\claude_code_config.json",
    "C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_code_config.json",
    "C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
    "C:\\Users\\ada\\.config\\mcp\\servers",
    "D:\\project\\claude_code_config.json",
    "D:\\project\\claude_desktop_config.json",
    "D:\\project\\mcp-servers",
  ]);
});

Deno.test("resolveLocations() leaves out what needs a home directory when there is none", () => {
  assert.deepEqual(pathsOn("linux", { home: null }), [
    "/work/project/claude_code_config.json",
    "/work/project/claude_desktop_config.json",
    "/work/project/mcp-servers",
  ]);
});

Deno.test("resolveLocations() keeps a path that is the user's a user path in that directory", () => {
  const locations = resolveLocations(machine("linux", { cwd: "/home/ada/.config/Claude" }));
  const shared = locations.filter(({ path }) => path.endsWith("claude_desktop_config.json"));
  assert.deepEqual(shared.map(({ scope }) => scope), ["user"]);
});

Deno.test("CLIENT_LOCATIONS are of project scope exactly when relative to the working directory", () => {
  for (const { scope, base } of CLIENT_LOCATIONS) {
    assert.equal(scope === "project", base === "cwd");
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
