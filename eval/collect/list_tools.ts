/** Most pages of a list, and milliseconds for all of it. */
const MAX_PAGES = 20;
const LIST_MS = 90_000;

/** A server's program, and what it is started with. */
export interface ServerStart {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
}

/**
 * Starts a server over stdio, and returns its tools as it writes them.
 *
 * @throws {Error} where it does not list them within 90 s; with the end of its stderr
 */
export async function listTools({ argv, env, folder }: ServerStart): Promise<readonly unknown[]> {
  const [program, ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    env: { ...env },
    clearEnv: true,
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => end(child), LIST_MS);
  const stderr = new Response(child.stderr).text();
  const writer = child.stdin.getWriter();
  const lines = readLines(child.stdout);

  async function send(message: object): Promise<void> {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    await writer.write(new TextEncoder().encode(`${text}\n`));
  }
  async function request(id: number, method: string, params: object): Promise<unknown> {
    await send({ id, method, params });
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${method}: the server ended`);
      const message = parsed(value);
      if (message?.["id"] !== id) continue;
      if ("error" in message) throw new Error(`${method}: ${JSON.stringify(message["error"])}`);
      return message["result"];
    }
  }

  try {
    await request(0, "initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "eval", version: "1" },
    });
    await send({ method: "notifications/initialized" });
    const tools: unknown[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const result = await request(page + 1, "tools/list", cursor === undefined ? {} : { cursor });
      const { tools: some, nextCursor } = result as { tools: unknown[]; nextCursor?: string };
      tools.push(...some);
      if (nextCursor === undefined || nextCursor === "") break;
      cursor = nextCursor;
    }
    return tools;
  } catch (error) {
    end(child);
    throw new Error(`${(error as Error).message}; ${(await stderr).slice(-400)}`);
  } finally {
    clearTimeout(timer);
    end(child);
    await child.status;
  }
}

function end(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // it has ended by itself
  }
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  return undefined;
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : null;
  } catch {
    return null;
  }
}
