import { cleanLine } from "../text/clean_text.ts";

/** Lines that are looked at, the last ones, and UTF-16 units of each. */
const READ_LINES = 400;
const READ_LINE_LENGTH = 500;
/** Most pieces of advice for one failure. */
const MOST_ADVICE = 3;

/** The gateway's own tools; a gateway that lists no other reaches no server. */
const MANAGEMENT_TOOLS: ReadonlySet<string> = new Set([
  "code-mode",
  "find-tools",
  "mcp-activate-profile",
  "mcp-add",
  "mcp-config-set",
  "mcp-create-profile",
  "mcp-exec",
  "mcp-find",
  "mcp-registry-import",
  "mcp-remove",
]);

const NO_SERVER =
  "the gateway reaches no server: add one: docker mcp profile server add default --server " +
  "catalog://mcp/docker-mcp-catalog/NAME (before profiles: docker mcp server enable NAME)";

/** A registry that does not give an image, and its host when that is not Docker Hub. */
const PULL_REFUSED = new RegExp(
  /pulling docker image (?:((?:[a-z\d-]{1,60}\.){1,5}[a-z\d-]{1,60}(?::\d{1,5})?)\/)?/.source +
    /[^\n]{1,400}(?:unauthorized|unauthenticated|denied|toomanyrequests|no basic auth)/.source,
);

/** Words of a gateway, and what mends it. Groups are names, so that nothing else gets into a command. */
interface Row {
  readonly seen: RegExp;
  readonly say: (...groups: readonly string[]) => string;
}

/**
 * What the Docker MCP Gateway writes to its stderr when it, or a server behind it, does not work.
 * Its words are those of https://github.com/docker/mcp-gateway at 2bd20fe (`pkg/gateway`,
 * `pkg/docker/images.go`, `pkg/desktop/features.go`), of the docker command and of its daemon.
 */
const ROWS: readonly Row[] = [
  {
    seen: /docker: 'mcp' is not a docker command|unknown command: docker mcp\b/,
    say: () =>
      "docker has no command mcp: install Docker Desktop, or docker-mcp from " +
      "https://github.com/docker/mcp-gateway/releases into ~/.docker/cli-plugins",
  },
  {
    seen: /Docker Desktop is not running/,
    say: () => "start Docker Desktop: docker desktop start",
  },
  {
    seen: /Cannot connect to the Docker daemon/,
    say: () => "no Docker daemon answers: see: docker info",
  },
  {
    seen: PULL_REFUSED,
    say: (registry = "") => `an image may not be fetched: sign in: docker login ${registry}`.trim(),
  },
  {
    seen: /unauthenticated request\. Enforced sign-in is enabled/,
    say: () => "an image may not be fetched: sign in: docker login",
  },
  {
    seen: /Secret '([\w.:-]{1,100})' not found for server '([\w.-]{1,100})'/,
    say: (secret = "", server = "") => `server ${server} of the gateway ${lacksSecret(secret)}`,
  },
  {
    seen: /couldn't read secret ([\w.-]{1,100}):/,
    say: (secret = "") => `the gateway ${lacksSecret(secret)}`,
  },
  {
    seen: /Missing secrets: ([\w.-]{1,100})/,
    say: (secret = "") => `the gateway ${lacksSecret(secret)}`,
  },
  {
    seen: /Failed to fetch secrets from secrets engine/,
    say: () =>
      "the gateway cannot read its secrets: start Docker Desktop, or add --secrets FILE to its args",
  },
  {
    seen: /host path "([\w./~: -]{1,200})" is outside allowed roots/,
    say: (path = "") =>
      "the gateway may not mount a folder: add to the env of its entry: " +
      `MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS=${path}`,
  },
  {
    seen: /to allow this writable host path, run with (MCP_GATEWAY_\w{1,60}=[\w./~: -]{1,200})/i,
    say: (variable = "") =>
      `the gateway may not mount a folder: add to the env of its entry: ${variable}`,
  },
  {
    seen: /validate volume for ([\w.-]{1,100}): invalid docker volume/,
    say: (server = "") =>
      `server ${server} of the gateway was given no folder: ${configure(server, "KEY=FOLDER")}`,
  },
  {
    seen: /bind source path does not exist: ([\w./~: -]{1,200})/,
    say: (path = "") => `the gateway mounts a folder that is not there: mkdir -p "${path}"`,
  },
  {
    seen:
      /Server '([\w.-]{1,100})':\n(?:Missing secrets: [^\n]{1,400}\n)?Missing\/invalid config: ([\w.-]{1,100}) \(/,
    say: (server = "", key = "") =>
      `server ${server} of the gateway lacks a setting: ${configure(server, `${key}=VALUE`)}`,
  },
  {
    seen:
      /^- ([\w.-]{1,100}): [^\n]{0,200}?\b([A-Z][A-Z\d]{1,40}_[A-Z\d_]{1,60})\b[^\n]{0,100}?(?:required|not set|missing)/m,
    say: (server = "", variable = "") =>
      `server ${server} of the gateway wants ${variable}: give it the secret or the setting of ` +
      `that name: docker mcp secret set, or: ${configure(server, "KEY=VALUE")}`,
  },
  { seen: /^- No server is enabled$/m, say: () => NO_SERVER },
];

/** Said when nothing else is known: why the container ended is shown only by a verbose gateway. */
const ENDED: Row = {
  seen: /Can't start ([\w.-]{1,100}): failed to connect: [^\n]{0,200}\bEOF\b/,
  say: (server = "") =>
    `server ${server} of the gateway ended in its handshake: its own words: ` +
    "docker mcp gateway run --verbose --dry-run",
};

function lacksSecret(secret: string): string {
  return `lacks a secret: give its value on stdin to: docker mcp secret set ${secret}`;
}

function configure(server: string, setting: string): string {
  return `docker mcp profile config default --set ${server}.${setting}`;
}

/**
 * What mends a Docker MCP Gateway that said this on its stderr, as clauses. The text may be anybody's.
 *
 * @returns `null` when none of its words is known
 */
export function gatewayAdvice(said: string): string | null {
  const lines = said.split("\n").slice(-READ_LINES).map((line) =>
    cleanLine(line, READ_LINE_LENGTH)
  );
  const text = lines.filter((line) => line !== "").join("\n");
  const found = [...new Set(ROWS.flatMap((row) => adviceOf(row, text)))];
  const advice = found.length > 0 ? found.slice(0, MOST_ADVICE) : adviceOf(ENDED, text);
  return advice.length === 0 ? null : advice.join("; ");
}

function adviceOf({ seen, say }: Row, text: string): string[] {
  const match = seen.exec(text);
  return match === null ? [] : [say(...match.slice(1))];
}

/**
 * Why a running Docker MCP Gateway lists fewer tools than its user expects, and what mends it.
 *
 * @param names the tools that the server lists
 * @param said what it wrote to its stderr
 * @returns `null` for every other server, and for a gateway that has nothing to say
 */
export function explainMissingTools(names: readonly string[], said: string): string | null {
  const advice = gatewayAdvice(said);
  if (advice !== null) return advice;
  const managesOnly = names.length > 0 && names.every((name) => MANAGEMENT_TOOLS.has(name));
  return managesOnly ? NO_SERVER : null;
}
