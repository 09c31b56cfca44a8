/**
 * executor: a server through which programs in JavaScript call other servers and HTTP interfaces.
 * It keeps its configuration in a database in its home directory. A server is added through the
 * HTTP interface of its daemon, which its web page uses too. `executor mcp` starts only when no
 * daemon uses that directory.
 */

import { connect } from "../client.ts";
import type { Bench, Command } from "../row.ts";
import { pause } from "../timing.ts";
import { findProgram, installed, step } from "./install.ts";
import { type Subject, type Task, TOOL_CALLS } from "./subject.ts";
import { execute } from "./tool_answer.ts";
import { EXECUTOR } from "./versions.ts";

const TITLE = `executor ${EXECUTOR.version}`;
/** The daemon has a new home directory, so a longer start means that it hangs. */
const READY_MS = 30_000;

const CALL = "tools.upstream.org.main.echo({ text })";
const PROGRAMS: Readonly<Record<Task, string>> = {
  "sum": "return 1+1",
  "calls-in-turn": `
let right = 0;
for (let i = 0; i < ${TOOL_CALLS}; i++) {
  const text = \`text \${i}\`;
  const answer = await ${CALL};
  if (answer.ok && answer.data.content[0].text === text) right++;
}
return right;
`,
  "calls-at-once": `
const texts = Array.from({ length: ${TOOL_CALLS} }, (_, i) => \`text \${i}\`);
const answers = await Promise.all(texts.map((text) => ${CALL}));
return answers.filter((answer, i) => answer.ok && answer.data.content[0].text === texts[i]).length;
`,
};

/** The server that programs call: a program to start, or the URL of a running one. */
export type ExecutorUpstream = Command | { readonly url: string };

export interface ExecutorOptions {
  readonly name: string;
  readonly upstream: ExecutorUpstream;
}

/** Installs executor if it is missing, and adds a server in a new home directory. */
export async function executor(
  bench: Bench,
  { name, upstream }: ExecutorOptions,
): Promise<Subject> {
  const directory = await installed({ name: `executor-${EXECUTOR.version}`, install });
  const program = `${directory}/node_modules/.bin/executor`;
  const home = await Deno.makeTempDir({ dir: bench.directory, prefix: "executor-" });
  const env = { PATH: Deno.env.get("PATH") ?? "", HOME: home, USERPROFILE: home };
  await withDaemon({ program, env, home }, (url) => addServer(url, upstream));
  return {
    name,
    version: EXECUTOR.version,
    sandbox: "JavaScript, in QuickJS inside the server's process",
    async connect() {
      const server = await connect({ command: program, args: ["mcp"], env, quiet: true });
      return {
        client: server.client,
        run: (task) => execute(server.client, PROGRAMS[task]),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => endBackground(home),
  };
}

async function install(directory: string): Promise<void> {
  const peer = TITLE;
  await findProgram({ peer, programs: ["node"], title: "Node.js", atLeast: EXECUTOR.node });
  const npm = await findProgram({ peer, programs: ["npm"], title: "npm", atLeast: [8] });
  const cache = `${directory}/.npm`;
  const options = ["--no-audit", "--no-fund", "--no-update-notifier", "--cache", cache];
  await step(peer, npm, ["install", "--prefix", directory, ...options, ...EXECUTOR.packages]);
  await Deno.remove(cache, { recursive: true });
}

interface Daemon {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
}

/** Starts the daemon, calls `use`, and ends the daemon. */
async function withDaemon(
  { program, env, home }: Daemon,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const port = freePort();
  const process = new Deno.Command(program, {
    args: ["daemon", "run", "--foreground", "--hostname", "127.0.0.1", "--port", `${port}`],
    env: { ...env },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const url = `http://127.0.0.1:${port}/api`;
    await untilReady(url);
    await use(url);
  } finally {
    try {
      process.kill();
    } catch {
      // it has ended
    }
    await process.status;
    await endBackground(home);
  }
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    try {
      const response = await fetch(`${url}/connections`);
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // it does not listen yet
    }
    await pause(100);
  }
  throw new Error(`Cannot set up ${TITLE}: its daemon did not answer for ${READY_MS / 1000} s`);
}

async function addServer(url: string, upstream: ExecutorUpstream): Promise<void> {
  const named = { name: "upstream", slug: "upstream" };
  await post(
    `${url}/mcp/servers`,
    "url" in upstream
      ? {
        ...named,
        transport: "remote",
        remoteTransport: "streamable-http",
        endpoint: upstream.url,
        authenticationTemplate: [{ kind: "none" }],
      }
      : { ...named, transport: "stdio", ...upstream },
  );
  const connection = { owner: "org", name: "main", integration: "upstream" };
  await post(`${url}/connections`, { ...connection, template: "none", value: "" });
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot set up ${TITLE}: ${url} said ${text}`);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Ends the process that executor left running for a home directory, by the id in its own file. */
async function endBackground(home: string): Promise<void> {
  const pid = await backgroundPid(`${home}/.executor/server-control/server.json`);
  if (pid === null) return;
  try {
    Deno.kill(pid);
  } catch {
    // it has ended
  }
}

async function backgroundPid(path: string): Promise<number | null> {
  try {
    const { pid } = JSON.parse(await Deno.readTextFile(path));
    return typeof pid === "number" ? pid : null;
  } catch {
    return null;
  }
}
