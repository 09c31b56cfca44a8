/** The first message of a client. */
const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "measure", version: "1" },
  },
};

export interface MeasureStartOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The program's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly times: number;
}

/** Median of the milliseconds from the start of an MCP server to its first answer. */
export async function measureStart(options: MeasureStartOptions): Promise<number> {
  const measured: number[] = [];
  for (let count = 0; count < options.times; count++) measured.push(await startOnce(options));
  measured.sort((a, b) => a - b);
  return measured[measured.length >> 1] ?? Number.NaN;
}

async function startOnce({ command, args, env }: MeasureStartOptions): Promise<number> {
  const began = performance.now();
  const process = new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${JSON.stringify(INITIALIZE)}\n`));
  const reader = process.stdout.getReader();
  const { done } = await reader.read();
  const ms = performance.now() - began;
  await writer.close();
  await reader.cancel();
  await process.status;
  if (done) throw new Error(`Cannot measure: "${command}" ended without an answer`);
  return ms;
}
