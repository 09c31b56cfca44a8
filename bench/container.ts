import { loadSettings } from "../src/settings/load_settings.ts";
import { sandboxLifetimeSeconds } from "../src/settings/sandbox_lifetime.ts";
import { IMAGE_FORMAT, parseImageFacts } from "../src/engine/container/image_facts.ts";
import { FILTER_LIST, OUTER_FILTER_LIST } from "../src/engine/container/filter/filter_list.ts";
import { createFilterSource } from "../src/engine/container/filter/filter_source.ts";
import { formatLease, readProcessMarks } from "../src/engine/lease.ts";
import type { ContainerEngineName } from "../src/engines.ts";
import { SandboxUsers } from "../src/engine/container/sandbox_users.ts";
import { buildRunArgs } from "../src/engine/container/run_args.ts";
import { prepareStateDir } from "../src/settings/state_dir.ts";
import { createDenoSystem } from "../src/system/deno_system.ts";

/** Starts containers of an engine like the product, but with another program in them. */
export interface BareEngine {
  /** Starts a container that runs `python`, with the product's own flags. */
  start(python: string): Deno.ChildProcess;
  /** Runs `python` in a container and waits for its end. @throws {Error} when it fails */
  run(python: string): Promise<void>;
}

/**
 * Creates an engine. Inspects the image now, like the product, so that this is not measured.
 *
 * @param options.rooms whether the container may make rooms @default {false}
 */
export async function createBareEngine(
  engine: ContainerEngineName,
  { rooms = false }: { readonly rooms?: boolean } = {},
): Promise<BareEngine> {
  const system = createDenoSystem();
  const { settings } = loadSettings(defaultsOf(system));
  const { stdout } = await new Deno.Command(engine, {
    args: ["image", "inspect", "--format", IMAGE_FORMAT, settings.image],
    stdin: "null",
  }).output();
  const image = parseImageFacts(new TextDecoder().decode(stdout));
  const marks = await readProcessMarks(system, Deno.pid);
  const lifetimeSeconds = sandboxLifetimeSeconds(settings);
  const { root: stateDir } = await prepareStateDir(system, settings.stateDir);
  const source = createFilterSource({
    system,
    log: () => {},
    list: rooms ? OUTER_FILTER_LIST : FILTER_LIST,
    stateDir,
    remote: false,
  });
  const filter = await source.next();
  const users = new SandboxUsers({ user: settings.containerUser, namespaces: false, random: 0 });
  const argv = (python: string) =>
    buildRunArgs(engine, {
      containerName: `mcp-code-bridge-${crypto.randomUUID()}`,
      lease: formatLease({
        uid: system.uid(),
        pid: Deno.pid,
        process: marks,
        expiresAt: Math.ceil(Date.now() / 1000) + lifetimeSeconds,
      }),
      image: image.id,
      imageEnvNames: image.envNames,
      user: users.next(),
      limits: {
        memoryBytes: settings.memoryBytes,
        pids: settings.pids,
        cpus: settings.cpus,
        lifetimeSeconds,
      },
      filter,
      innerFilter: null,
      mounts: [],
      remote: false,
      loader: python,
    });
  return {
    start: (python) =>
      new Deno.Command(engine, {
        args: argv(python),
        stdin: "piped",
        stdout: "piped",
        stderr: "inherit",
      }).spawn(),
    async run(python) {
      const { success } = await new Deno.Command(engine, {
        args: argv(python),
        stdin: "null",
        stdout: "null",
        stderr: "inherit",
      }).output();
      if (!success) throw new Error(`${engine} could not run a container`);
    },
  };
}

/** The product's default settings, with the user's image. */
function defaultsOf(
  system: ReturnType<typeof createDenoSystem>,
): Parameters<typeof loadSettings>[0] {
  return {
    platform: system.platform,
    cpuCount: system.cpuCount,
    totalMemoryBytes: system.totalMemoryBytes,
    env: (name) => name === "MCP_BRIDGE_IMAGE" || name === "HOME" ? system.env(name) : undefined,
    cwd: () => system.cwd(),
    home: () => system.home(),
    uid: () => system.uid(),
  };
}

/** A started container whose Python answers requests over its pipes. */
export class BareLoop implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#writer = process.stdin.getWriter();
    this.#reader = process.stdout.getReader();
  }

  /** Writes a request and reads until `answerBytes` bytes have arrived. */
  async ask(request: Uint8Array, answerBytes: number): Promise<void> {
    const written = this.#writer.write(request);
    let read = 0;
    while (read < answerBytes) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error("The container has ended");
      read += value.length;
    }
    await written;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#reader.cancel();
    await this.#process.status;
  }
}
