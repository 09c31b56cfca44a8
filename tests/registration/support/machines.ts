import type { ClientSlug } from "../../../src/discovery/formats/client_shapes.ts";
import { main } from "../../../src/cli/main.ts";
import { CLIENT_HOMES, type ClientHome } from "../../discovery/corpus/client_homes.ts";
import { FakeSystem, type FakeSystemOptions } from "../../fakes/fake_system.ts";

/** A machine of each platform, with the executable where a user may have put it. */
export const MACHINES = [
  { platform: "linux", home: "/home/ada", cwd: "/work/project", execPath: "/opt/mcp-code-bridge" },
  {
    platform: "darwin",
    home: "/Users/ada",
    cwd: "/work/project",
    execPath: "/Users/ada/My Tools/mcp-code-bridge",
  },
  {
    platform: "windows",
    home: "C:\\Users\\ada",
    cwd: "D:\\work",
    execPath: "C:\\Tools\\mcp-code-bridge.exe",
  },
] as const;

/** The names of clients in `CLIENT_HOMES`, and the file that an entry is written to. */
const TARGETS: Readonly<Record<ClientSlug, readonly [client: string, file: RegExp]>> = {
  "claude-code": ["Claude Code", /\.claude\.json$/],
  "claude-desktop": ["Claude Desktop", /claude_desktop_config\.json$/],
  "cursor": ["Cursor", /mcp\.json$/],
  "vs-code": ["VS Code", /User.mcp\.json$/],
  "windsurf": ["Windsurf", /mcp_config\.json$/],
  "codex": ["Codex", /ada..codex.config\.toml$/],
  "gemini-cli": ["Gemini CLI", /ada..gemini.settings\.json$/],
  "qwen-code": ["Qwen Code", /ada..qwen.settings\.json$/],
  "opencode": ["OpenCode", /ada.*opencode\.json$/],
  "copilot-cli": ["Copilot CLI", /mcp-config\.json$/],
  "zed": ["Zed", /settings\.json$/],
};

export const SLUGS = Object.keys(TARGETS) as readonly ClientSlug[];

/** Where a client keeps its file on a platform, by the table of discovery's own tests. */
export function fileOf(slug: ClientSlug, platform: "linux" | "darwin" | "windows"): string {
  const [client, file] = TARGETS[slug];
  const home = CLIENT_HOMES.find((row: ClientHome) =>
    row.client === client && file.test(row.linux) && row.windows !== null
  );
  const path = home?.[platform];
  if (path === undefined || path === null) throw new Error(`no file of ${slug} on ${platform}`);
  return path;
}

/** An executable on Linux, with files. */
export function createMachine(
  files: FakeSystemOptions["files"] = {},
  options: Omit<FakeSystemOptions, "files"> = {},
): FakeSystem {
  return new FakeSystem({ ...MACHINES[0], compiled: true, files, ...options });
}

/** What a command printed, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line on a fake machine; with an answer, on a terminal. */
export async function run(
  system: FakeSystem,
  args: readonly string[],
  answer: string | null = null,
): Promise<CommandResult> {
  const { streams } = system;
  streams.stdout = "";
  streams.stderr = "";
  streams.stdinIsTerminal = answer !== null;
  streams.stdoutIsTerminal = answer !== null;
  streams.stdin = ReadableStream.from([new TextEncoder().encode(answer ?? "")]);
  const code = await main(system, args);
  return { code, stdout: streams.stdout, stderr: streams.stderr };
}

/** Text of a file, with its byte order mark; `null` when there is none. */
export function textOf(system: FakeSystem, path: string): string | null {
  const bytes = system.files.entries.get(path)?.bytes;
  return bytes === undefined ? null : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Paths of the backups, in order. */
export function backupsOf(system: FakeSystem): readonly string[] {
  return [...system.files.entries.keys()].filter((path) => path.includes(".backup-")).sort();
}
