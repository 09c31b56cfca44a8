/**
 * Behaves as `docker mcp gateway run` does, in the way that its argument names: what it writes to
 * stderr, whether it ends, and which tools it lists. Its words are those of
 * https://github.com/docker/mcp-gateway at 2bd20fe.
 */
import { complain, serve, text } from "./support/stdio_server.ts";

interface Scenario {
  readonly stderr: readonly string[];
  /** Ends with this code before it answers. */
  readonly exit?: number;
  readonly tools: readonly string[];
}

const IMAGE = "mcp/brave-search@sha256:0a1b";
const MANAGEMENT = ["mcp-find", "mcp-add", "mcp-remove", "code-mode", "mcp-exec", "mcp-config-set"];

/** What the gateway says of a server that it could not start. */
function cannotStart(server: string, why: string): string {
  return `  > Can't start ${server}: ${why}`;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  works: { stderr: ["  > duckduckgo: (1 tools)", "> 1 tools listed in 1s"], tools: ["search"] },
  "no-plugin": {
    stderr: ["docker: unknown command: docker mcp", "", "Run 'docker --help' for more information"],
    exit: 1,
    tools: [],
  },
  "no-login": {
    stderr: [
      "- Using images:",
      `  - ${IMAGE}`,
      `pulling docker images: pulling docker image ${IMAGE}: Error response from daemon: Get ` +
      '"https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
    ],
    exit: 1,
    tools: [],
  },
  "no-setting": {
    stderr: [
      "Cannot activate profile 'work'. Validation failed for 1 server(s):",
      "",
      "Server 'filesystem':",
      "  Missing/invalid config: paths (missing)",
    ],
    exit: 1,
    tools: [],
  },
  "no-server": { stderr: ["- No server is enabled", "> 0 tools listed in 0s"], tools: MANAGEMENT },
  "no-secret": {
    stderr: [
      "Warning: Secret 'brave.api_key' not found for server 'brave', setting BRAVE_API_KEY=<UNKNOWN>",
      cannotStart("brave", 'failed to connect: calling "initialize": EOF'),
      "> 0 tools listed in 1s",
    ],
    tools: MANAGEMENT,
  },
  "no-volume": {
    stderr: [
      cannotStart(
        "filesystem",
        'validate volume for filesystem: unsafe docker volume "/data/me:/me": host path ' +
          '"/data/me" is outside allowed roots /tmp. To allow read-only access, run with ' +
          "MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS=/data/me",
      ),
      "> 1 tools listed in 1s",
    ],
    tools: ["search"],
  },
  eof: {
    stderr: [cannotStart("notion", 'failed to connect: calling "initialize": EOF')],
    tools: [],
  },
};

const scenario = SCENARIOS[Deno.args[0] ?? "works"] ?? { stderr: [], tools: [] };
complain("- Reading configuration...");
for (const line of scenario.stderr) complain(line);
if (scenario.exit !== undefined) Deno.exit(scenario.exit);
complain("> Start stdio server");
await serve({
  tools: scenario.tools.map((name) => ({ name, run: () => text(`${name} was called`) })),
});
