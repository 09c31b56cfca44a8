import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { EngineError, UpstreamError } from "../../src/errors.ts";
import type { LauncherMessage } from "../../src/ipc/messages.ts";
import type { ByteSource } from "../../src/ipc/port.ts";
import { ProcessTable } from "../../src/launcher/process_table.ts";
import type { ChildProcess } from "../../src/system/system.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { joinHalves } from "../support/joined_halves.ts";

const SYSTEM = createDenoSystem();
/** Never aborts. */
const SIGNAL = new AbortController().signal;

const PROGRAMS: Readonly<Record<string, string>> = {
  echo: "await Deno.stdin.readable.pipeTo(Deno.stdout.writable)",
  exit7: "console.error('bye'); Deno.exit(7)",
  flood:
    "const b = new Uint8Array(1 << 20); for (let i = 0; i < 32; i++) await Deno.stdout.write(b)",
  deaf: "setTimeout(() => {}, 1 << 30)",
};

function startProgram(name: string): Promise<ChildProcess> {
  const code = PROGRAMS[name];
  if (code === undefined) return Promise.reject(new UpstreamError("NOT_FOUND", `no ${name}`));
  return Promise.resolve(
    SYSTEM.spawn({ argv: [SYSTEM.execPath, "eval", code], env: {}, ownGroup: true }),
  );
}

async function readAll(source: ByteSource): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  await source.drain((chunk) => void chunks.push(chunk.slice()));
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

Deno.test("ProcessTable carries bytes both ways and tells the end", async () => {
  const { port } = joinHalves(startProgram);
  const process = await port.startServer("echo", SIGNAL);
  const sent = new TextEncoder().encode("hello ".repeat(100_000));
  await process.write(sent.slice());
  process.closeInput();
  assert.deepEqual(await readAll(process.stdout), sent);
  assert.deepEqual(await process.exited, { code: 0, signal: null });
  await readAll(process.stderr);
});

Deno.test("ProcessTable tells exit code and last words of a process that fails", async () => {
  const { port } = joinHalves(startProgram);
  const process = await port.startServer("exit7", SIGNAL);
  assert.equal(new TextDecoder().decode(await readAll(process.stderr)), "bye\n");
  assert.equal((await process.exited).code, 7);
  await readAll(process.stdout);
  await assert.rejects(process.write(new Uint8Array(1)), /ended/);
});

Deno.test("ProcessTable lets a process wait whose output nobody reads, and loses none of it", async () => {
  const { port, seen } = joinHalves(startProgram);
  const process = await port.startServer("flood", SIGNAL);
  const bytes = await readAll(process.stdout);
  assert.equal(bytes.length, 32 << 20);
  assert.ok(seen.some((message) => message.op === "data_ack"), "the reader says what it took");
  await process.exited;
});

Deno.test("ProcessTable ends a process on request", async () => {
  const { port } = joinHalves(startProgram);
  const process = await port.startServer("deaf", SIGNAL);
  process.kill();
  assert.equal((await process.exited).code, 143);
});

Deno.test("ProcessTable ends a process whose output nobody reads, and throws the rest away", async () => {
  const { port } = joinHalves(startProgram);
  const process = await port.startServer("flood", SIGNAL);
  // the window is full by now or soon: the process waits for its pipe
  process.kill();
  await process.exited;
  assert.ok((await readAll(process.stdout)).length < 32 << 20);
});

Deno.test("ProcessTable.close() ends every process and refuses new ones", async () => {
  const { port, table } = joinHalves(startProgram);
  const process = await port.startServer("deaf", SIGNAL);
  await table.close();
  await process.exited;
  await assert.rejects(port.startServer("echo", SIGNAL), /stopping/);
});

Deno.test("ProcessTable refuses what cannot be started, with the error as it was", async () => {
  const { port } = joinHalves(startProgram);
  await assert.rejects(
    port.startServer("nobody", SIGNAL),
    (error) => error instanceof UpstreamError && error.code === "NOT_FOUND",
  );
  await assert.rejects(
    port.startSandbox(SIGNAL),
    (error) => error instanceof EngineError && error.code === "ENGINE_NOT_FOUND",
  );
});

Deno.test("ProcessTable opens a page for the bridge, and tells it when that was refused", async () => {
  const { port } = joinHalves(startProgram);
  await port.openBrowser("https://example.com/", SIGNAL);
  await assert.rejects(port.openBrowser("file:///etc/passwd", SIGNAL), /loopback/);
});

Deno.test("ProcessTable asks for the engine itself only to start a sandbox", async () => {
  const posted: LauncherMessage[] = [];
  const state = { engine: "podman", attempts: [], advice: null, stopped: "a machine" } as const;
  const table = new ProcessTable({
    post: (message) => posted.push(message),
    clock: SYSTEM.clock,
    log: () => {},
    engine: () => assert.fail("a look starts no machine"),
    engineState: () => Promise.resolve(state),
    openBrowser: () => Promise.resolve(),
    claimReady: (engine, wanted) => Promise.resolve(engine === "podman" ? wanted : -1),
    startServer: () => new Promise(() => {}),
    onExcess: () => {},
  });
  table.handle({ op: "engine_state", id: 1 });
  table.handle({ op: "claim_ready", id: 2, count: 0 });
  await eventually("both are answered", () => posted.length === 2);
  assert.deepEqual(posted, [
    { op: "engine_state", id: 1, state },
    { op: "ready_granted", id: 2, count: 0 },
  ]);
  await table.close();
});

Deno.test("ProcessTable refuses an id that was used before", () => {
  const posted: LauncherMessage[] = [];
  const table = new ProcessTable({
    post: (message) => posted.push(message),
    clock: SYSTEM.clock,
    log: () => {},
    engine: () => new Promise(() => {}),
    engineState: () => new Promise(() => {}),
    openBrowser: () => Promise.resolve(),
    claimReady: () => Promise.resolve(0),
    startServer: () => new Promise(() => {}),
    onExcess: () => {},
  });
  table.handle({ op: "start_server", id: 5, name: "a" });
  table.handle({ op: "start_server", id: 5, name: "a" });
  table.handle({ op: "start_server", id: 4, name: "a" });
  assert.deepEqual(posted.map((message) => message.op), ["refused", "refused"]);
});

Deno.test("LauncherPort rejects a call at once when its signal aborts, and the launcher stops the start", async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const { port } = joinHalves((_name, signal) => {
    asked.resolve(signal);
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  });
  const controller = new AbortController();
  const starting = assert.rejects(port.startServer("slow", controller.signal), /run cancelled/);
  const signal = await asked.promise;
  const stopped = new Promise((resolve) => signal.addEventListener("abort", resolve));
  controller.abort(new Error("run cancelled"));
  await starting;
  await stopped;
});

Deno.test("ProcessTable ends a process that started although its request was withdrawn", async () => {
  const asked = Promise.withResolvers<void>();
  const resolve = Promise.withResolvers<ChildProcess>();
  const { port, table } = joinHalves(() => {
    asked.resolve();
    return resolve.promise;
  });
  const controller = new AbortController();
  const starting = assert.rejects(port.startServer("late", controller.signal), /run cancelled/);
  await asked.promise;
  controller.abort(new Error("run cancelled"));
  await starting;
  const process = await startProgram("deaf");
  resolve.resolve(process);
  assert.notEqual((await process.exited).signal, null);
  await Promise.all([process.stdout.cancel(), process.stderr.cancel(), table.close()]);
});

Deno.test("LauncherPort asks nothing for a signal that has aborted already", async () => {
  const { port, seen } = joinHalves(startProgram);
  const signal = AbortSignal.abort(new Error("too late"));
  await assert.rejects(port.startServer("echo", signal), /too late/);
  await assert.rejects(port.startSandbox(signal), /too late/);
  await assert.rejects(port.engineState(signal), /too late/);
  await assert.rejects(port.claimReady(1, signal), /too late/);
  await assert.rejects(port.openBrowser("https://example.com/", signal), /too late/);
  assert.deepEqual(seen, []);
});

Deno.test("PortServer.flushed() waits until the pipe has taken all, and rejects when the process ends", async () => {
  const { port } = joinHalves(startProgram);
  const echo = await port.startServer("echo", SIGNAL);
  await echo.write(new Uint8Array(500_000));
  const echoed = readAll(echo.stdout);
  await echo.flushed();
  echo.closeInput();
  assert.equal((await echoed).length, 500_000);
  await Promise.all([echo.exited, readAll(echo.stderr)]);

  const deaf = await port.startServer("deaf", SIGNAL);
  await deaf.write(new Uint8Array(500_000));
  const flushed = assert.rejects(deaf.flushed(), /it has ended/);
  deaf.kill();
  await flushed;
  await assert.rejects(deaf.flushed(), /it has ended/);
  await Promise.all([readAll(deaf.stdout), readAll(deaf.stderr)]);
});
