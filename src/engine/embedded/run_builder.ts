import { basename } from "node:path";
import { EngineError } from "../../errors.ts";
import { joinChunks } from "../../system/join_chunks.ts";
import type { System } from "../../system/system.ts";
import { buildChildArgv } from "./child_argv.ts";
import { createChildEnvironment } from "./child_environment.ts";

/** A builder needs the memory of a sandbox, and memory for the file that it builds. */
const BUILDER_MEMORY_BYTES = 1024 * 1024 * 1024;
/** Time limit. A build takes some seconds; a machine that needs longer cannot use the engine. */
const BUILDER_SECONDS = 300;
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const MAX_STDERR_BYTES = 64 * 1024;
/** Characters of stderr that an error quotes. */
const STDERR_CHARACTERS = 500;

/**
 * Runs a module that writes one file to its stdout. It is confined like a sandbox.
 *
 * @param module its absolute path
 * @returns the bytes of the file
 * @throws {EngineError} `EMBEDDED_ASSETS` when it fails
 */
export async function runBuilder(system: System, module: string): Promise<Uint8Array> {
  const environment = await createChildEnvironment(system);
  try {
    const process = system.spawn({
      argv: buildChildArgv({
        platform: system.platform,
        execPath: system.execPath,
        compiled: system.compiled,
        module,
        memoryBytes: BUILDER_MEMORY_BYTES,
        lifetimeSeconds: BUILDER_SECONDS,
        cpuCount: system.cpuCount,
        bridgePid: system.pid,
        // no program of a user runs in it
        bubblewrap: null,
        // nobody reads its report: the kernel's status is waited for
        reportKey: "",
      }),
      env: environment.env,
      cwd: environment.cwd,
      ownGroup: true,
    });
    const cancel = system.clock.after(BUILDER_SECONDS * 1000, () => process.kill("SIGKILL"));
    const [output, stderr, exit] = await Promise.all([
      collect(process.stdout, MAX_OUTPUT_BYTES),
      collect(process.stderr, MAX_STDERR_BYTES),
      process.exited,
      process.closeInput(),
    ]).finally(cancel);
    if (exit.code === 0) return output;
    const said = new TextDecoder().decode(stderr).trim().slice(-STDERR_CHARACTERS);
    throw new EngineError(
      "EMBEDDED_ASSETS",
      `Cannot prepare the embedded engine: "${basename(module)}" ended with exit code ` +
        `${exit.code}${said === "" ? "" : ` (${said})`}; use a container engine instead`,
    );
  } finally {
    await environment.remove();
  }
}

/** Reads a stream to its end and keeps its first bytes. */
async function collect(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of stream) {
    const kept = chunk.subarray(0, maxBytes - total);
    chunks.push(kept);
    total += kept.length;
  }
  return joinChunks(chunks);
}
