import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const LIBRARIES: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
  windows: "kernel32.dll",
};

/** The module that tries everything; see there for what it reads and prints. */
export const PROBES = fileURLToPath(new URL("./fixtures/probes.mjs", import.meta.url));

/** What the probes are tried on: a file with a secret, a server, a program. */
export interface Target extends AsyncDisposable {
  readonly description: Readonly<Record<string, unknown>>;
  readonly secret: string;
  readonly directory: string;
  /** Requests that the server has seen. */
  requests(): number;
}

/** Makes what the probes are tried on, with a new secret. */
export async function createTarget(): Promise<Target> {
  const directory = await Deno.makeTempDir();
  const secret = crypto.randomUUID();
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(directory, name);
    await Deno.writeTextFile(path, text);
    return path;
  };
  const file = await write("secret.txt", secret);
  const json = await write("secret.json", JSON.stringify({ secret }));
  const module = await write("secret.mjs", `export const secret = "${secret}";`);
  const worker = await write("worker.mjs", `postMessage("${secret}");`);
  let requests = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    requests++;
    const headers = { "content-type": "text/javascript" };
    return new Response('export const secret = "secret";', { headers });
  });
  const { port } = server.addr;
  return {
    secret,
    directory,
    requests: () => requests,
    description: {
      secret,
      directory,
      file,
      fileUrl: pathToFileURL(file).href,
      jsonUrl: pathToFileURL(json).href,
      moduleUrl: pathToFileURL(module).href,
      workerUrl: pathToFileURL(worker).href,
      program: Deno.execPath(),
      parent: Deno.pid,
      library: LIBRARIES[Deno.build.os],
      port,
      url: `http://127.0.0.1:${port}/module.mjs`,
      // a package that this program uses, so that it is in the cache
      npm: "npm:jsonc-parser@3.3.1",
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

/** By probe: `null` for what worked, else the error. */
export type Outcomes = Readonly<Record<string, string | null>>;

/** How to start the probes. */
export interface ProbeCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Which of the probes to try. */
export interface Selection {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

/** Tries the probes in a process and gives what came of each. */
export async function runProbes(
  { argv, env }: ProbeCommand,
  target: Target,
  selection: Selection = {},
): Promise<Outcomes> {
  const [program = "", ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    env: { ...env, CANARY: target.secret },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(
    new TextEncoder().encode(JSON.stringify({ ...target.description, ...selection })),
  );
  await input.close();
  const { stdout, stderr } = await child.output();
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  return JSON.parse(text);
}
