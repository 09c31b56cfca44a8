import assert from "node:assert/strict";
import { explainMissingTools, gatewayAdvice } from "../../src/upstream/gateway_advice.ts";

/** What a gateway says, and the command or the setting that mends it. */
const TABLE: readonly (readonly [said: string, mends: RegExp])[] = [
  ["docker: 'mcp' is not a docker command.\nSee 'docker --help'", /install Docker Desktop, or/],
  ["Docker Desktop is not running", /docker desktop start/],
  ["Cannot connect to the Docker daemon at unix:///var/run/docker.sock.", /docker info/],
  [
    "pulling docker images: pulling docker image mcp/git@sha256:1: Error response from daemon: " +
    "toomanyrequests: You have reached your unauthenticated pull rate limit.",
    /sign in: docker login$/,
  ],
  [
    "docker: Error response from daemon: Pull failed due to an unauthenticated request. Enforced " +
    "sign-in is enabled. Run `docker login`, or contact your administrators.",
    /sign in: docker login$/,
  ],
  [
    "  - warning: pulling docker image ghcr.io/a/b@sha256:1: Error response from daemon: denied",
    /sign in: docker login ghcr\.io$/,
  ],
  [
    "Warning: Secret 'github.personal_access_token' not found for server 'github-official', " +
    "setting GITHUB_PERSONAL_ACCESS_TOKEN=<UNKNOWN>",
    /server github-official .* docker mcp secret set github\.personal_access_token$/,
  ],
  [
    "couldn't read secret brave.api_key: reading secrets exit status 1",
    /docker mcp secret set brave\.api_key$/,
  ],
  [
    "Warning: Failed to fetch secrets from secrets engine: dial unix engine.sock",
    /start Docker Desktop, or add --secrets FILE/,
  ],
  [
    '  > Can\'t start fs: validate volume for fs: unsafe docker volume "/data:/d": host path ' +
    '"/data" is outside allowed roots /tmp. To allow read-only access, run with X=/data',
    /entry: MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS=\/data$/,
  ],
  [
    '  > Can\'t start fs: validate volume for fs: unsafe docker volume "/data:/d:rw": host path ' +
    "bind mounts must be read-only unless the exact host path is allowed for writable binds. To " +
    "allow this writable host path, run with MCP_GATEWAY_DOCKER_BIND_ALLOW_WRITABLE_PATHS=/data",
    /entry: MCP_GATEWAY_DOCKER_BIND_ALLOW_WRITABLE_PATHS=\/data$/,
  ],
  [
    '  > Can\'t start fs: validate volume for fs: invalid docker volume ":/d": source and target ' +
    "are required",
    /docker mcp profile config default --set fs\.KEY=FOLDER$/,
  ],
  [
    'docker: Error response from daemon: invalid mount config for type "bind": bind source path ' +
    "does not exist: /home/me/notes",
    /mkdir -p "\/home\/me\/notes"$/,
  ],
  [
    "Cannot activate profile 'a'. Validation failed for 1 server(s):\n\nServer 'atlassian':\n" +
    "  Missing secrets: atlassian.token\n  Missing/invalid config: jira.url (missing)",
    /docker mcp secret set atlassian\.token; .* --set atlassian\.jira\.url=VALUE$/,
  ],
  [
    "- notion: Error: NOTION_TOKEN environment variable is required",
    /server notion of the gateway wants NOTION_TOKEN: .*docker mcp secret set/,
  ],
  ["- No server is enabled", /docker mcp profile server add default --server catalog:/],
  [
    '  > Can\'t start git: failed to connect: calling "initialize": EOF',
    /server git .* docker mcp gateway run --verbose --dry-run$/,
  ],
];

Deno.test("gatewayAdvice() knows what mends each failure that a gateway writes", () => {
  for (const [said, mends] of TABLE) {
    const advice = gatewayAdvice(`- Reading configuration...\n${said}\n> Start stdio server\n`);
    assert.match(advice ?? "", mends, said);
  }
});

Deno.test("gatewayAdvice() says that a container ended only when no reason is known", () => {
  const [eof = ""] = TABLE.at(-1) ?? [];
  const secret = "Warning: Secret 'a.b' not found for server 'git', setting A=<UNKNOWN>";
  const advice = gatewayAdvice(`${secret}\n${eof}`) ?? "";
  assert.match(advice, /secret set a\.b$/);
  assert.doesNotMatch(advice, /dry-run/);
});

Deno.test("gatewayAdvice() lets nothing but names into a command", () => {
  for (
    const said of [
      "Warning: Secret 'a; rm -rf ~' not found for server 'b', setting A=<UNKNOWN>",
      "couldn't read secret $(reboot): no",
      'host path "/a`reboot`" is outside allowed roots /tmp',
      "bind source path does not exist: $(reboot)",
    ]
  ) assert.equal(gatewayAdvice(said), null, said);
});

Deno.test("gatewayAdvice() is quick and short whatever is said", () => {
  const said = "Server 'a':\nMissing secrets: ".repeat(2_000) +
    "pulling docker image ".repeat(9_000);
  assert.ok((gatewayAdvice(said) ?? "").length < 1_000);
  assert.equal(gatewayAdvice(""), null);
  assert.equal(gatewayAdvice("listening on stdio\n"), null);
});

Deno.test("explainMissingTools() knows a gateway that lists only its own tools, and no other server", () => {
  assert.match(explainMissingTools(["mcp-add", "code-mode"], "") ?? "", /reaches no server/);
  assert.equal(explainMissingTools(["mcp-add", "search"], ""), null);
  assert.equal(explainMissingTools([], ""), null);
});
