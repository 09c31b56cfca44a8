import assert from "node:assert/strict";
import { EngineError, SandboxError, UpstreamError } from "../../src/errors.ts";
import { MAX_MESSAGE_BYTES } from "../../src/rpc/frames.ts";
import { createGrant } from "../../src/calls/grant.ts";
import { prepareSandbox, READY_DEADLINE_MS } from "../../src/sandbox/prepared_sandbox.ts";
import {
  MAX_PRINTED_CHARACTERS,
  runProgram,
  STOP_GRACE_MS,
  TELL_MS,
} from "../../src/sandbox/run.ts";
import { RunNotes } from "../../src/calls/run_notes.ts";
import { turn } from "../support/eventually.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { FakeSandbox, preparing, printed, READY, report } from "./fake_sandbox.ts";

const NEVER = new AbortController().signal;
interface Scene {
  readonly code?: string;
  readonly onExecute: (sandbox: FakeSandbox, clock: FakeClock) => void;
  readonly signal?: AbortSignal;
  readonly call?: (signal: AbortSignal) => Promise<null>;
}

async function play(scene: Scene): Promise<Awaited<ReturnType<typeof runProgram>>> {
  const clock = new FakeClock();
  const fake = new FakeSandbox((message, sandbox) => {
    if (message.type === "boot") sandbox.send(READY);
    if (message.type === "execute") scene.onExecute(sandbox, clock);
  });
  const port = { startSandbox: () => Promise.resolve(fake) };
  const sandbox = await prepareSandbox(preparing(port, clock), NEVER);
  const outcome = await runProgram(
    { code: scene.code ?? "", timeoutSeconds: 5, grant: createGrant([], []) },
    {
      sandbox,
      clock,
      log: () => {},
      call: () => (signal) => scene.call?.(signal) ?? Promise.resolve(null),
      notes: {
        list: () => ["A note."],
        kept: () => [],
        timeIsOver: () => {},
        trail: () => ["A trail."],
      },
      onEnd: (next) => assert.equal(next, null),
    },
    scene.signal ?? NEVER,
  );
  if (outcome.status !== "timeout") {
    assert.equal(fake.inputClosed, false, "the answer goes out before the sandbox is let go");
  }
  clock.advance(5);
  // whatever happened, the sandbox ends
  await fake.exited;
  await sandbox.ended;
  await turn();
  assert.equal(clock.pending, 0, "no timer is left behind");
  return outcome;
}

Deno.test("prepareSandbox() tells the engine's own words when the sandbox ends before it is ready", async () => {
  const fake = () =>
    new FakeSandbox((_message, sandbox) => {
      sandbox.say("Error: no such image");
      sandbox.end(125);
    });
  await assert.rejects(
    prepareSandbox(
      preparing({ startSandbox: () => Promise.resolve(fake()) }),
      NEVER,
    ),
    (error) =>
      error instanceof EngineError && error.code === "SANDBOX_START_FAILED" &&
      /125/.test(error.message) && /no such image/.test(error.message),
  );
});

Deno.test("prepareSandbox() prefers the engine's reason to the words on its stderr", async () => {
  const refusing = () =>
    new FakeSandbox((_message, sandbox) => sandbox.end(125, "podman: no such image"));
  const port = { startSandbox: () => Promise.resolve(refusing()) };
  await assert.rejects(
    prepareSandbox(preparing(port), NEVER),
    /^EngineError: Cannot start a sandbox: podman: no such image$/,
  );
});

Deno.test("prepareSandbox() tries once more, and no oftener, when the engine starts nothing", async () => {
  let asked = 0;
  const begun: string[] = [];
  const port = (startsAt: number) => ({
    startSandbox: () =>
      Promise.resolve(
        new FakeSandbox((_message, sandbox) => {
          asked++;
          if (asked === startsAt) sandbox.send(READY);
          else sandbox.end(125, "podman: no such image");
        }),
      ),
  });
  const onBegun = (engine: string) => void begun.push(engine);
  await prepareSandbox({ ...preparing(port(2)), onBegun }, NEVER);
  assert.equal(asked, 2);
  assert.deepEqual(begun, ["podman", "podman"]);
  asked = 0;
  await assert.rejects(prepareSandbox(preparing(port(3)), NEVER), EngineError);
  assert.equal(asked, 2);
});

Deno.test("prepareSandbox() gives up on a sandbox that is not ready in time and ends it", async () => {
  const clock = new FakeClock();
  const fake = new FakeSandbox(() => clock.advance(READY_DEADLINE_MS));
  await assert.rejects(
    prepareSandbox(
      preparing({ startSandbox: () => Promise.resolve(fake) }, clock),
      NEVER,
    ),
    (error) => error instanceof SandboxError && error.code === "SANDBOX_LOST",
  );
  assert.equal(fake.killed, true);
});

Deno.test("prepareSandbox() ends the sandbox when its signal aborts", async () => {
  const controller = new AbortController();
  const fake = new FakeSandbox(() => controller.abort(new Error("taken back")));
  const port = { startSandbox: () => Promise.resolve(fake) };
  await assert.rejects(
    prepareSandbox(
      preparing(port),
      controller.signal,
    ),
    /taken back/,
  );
  assert.equal(fake.killed, true);
});

Deno.test("runProgram() gives output, result and engine of a program that came to its end", async () => {
  const outcome = await play({
    onExecute: (sandbox) => {
      sandbox.send(printed("a"), printed("b"), { type: "output", stream: "stderr", text: "c" });
      sandbox.send({ type: "done", exitCode: 0, result: 42 });
      sandbox.say(report());
    },
  });
  assert.equal(outcome.status, "success");
  assert.equal(outcome.stdout.head, "ab");
  assert.equal(outcome.stderr.head, "c");
  assert.equal(outcome.result, 42);
  assert.equal(outcome.engine, "podman");
});

Deno.test("runProgram() keeps what was displayed, also of a run that failed, and tells of the rest", async () => {
  const shown = { type: "text", text: "# a" };
  const broken = { type: "image", mimeType: "image/png", data: "AAAA" };
  for (const error of [undefined, { type: "E", message: "m", traceback: "E: m" }]) {
    const outcome = await play({
      onExecute: (sandbox) => {
        const exitCode = error === undefined ? 0 : 1;
        for (const block of [shown, broken]) sandbox.send({ type: "display", block });
        sandbox.send({ type: "done", exitCode, error });
        sandbox.say(report({ exitCode }));
      },
    });
    assert.deepEqual(outcome.blocks, [shown]);
    assert.match(outcome.notes.join(" "), /^A note\. Displayed and left out: 1 \(an image that/);
  }
});

Deno.test("runProgram() rejects at once when the program is too large to send", async () => {
  await assert.rejects(
    play({ code: "#".repeat(MAX_MESSAGE_BYTES), onExecute: () => {} }),
    (error) => error instanceof SandboxError && error.code === "MESSAGE_TOO_LARGE",
  );
});

Deno.test("runProgram() ends a program that prints more than it may", async () => {
  const text = "x".repeat(MAX_MESSAGE_BYTES - 1024);
  const pieces = Math.ceil(MAX_PRINTED_CHARACTERS / text.length) + 1;
  const outcome = await play({
    onExecute: (sandbox) => {
      for (let piece = 0; piece < pieces; piece++) {
        for (let start = 0; start < text.length; start += 8 * 1024 * 1024) {
          sandbox.send(printed(text.slice(start, start + 8 * 1024 * 1024)));
        }
      }
    },
  });
  assert.equal(outcome.status, "output_limit");
  assert.equal(outcome.exitCode, null);
  assert.ok(outcome.stdout.omitted > 0);
});

Deno.test("runProgram() keeps what was printed before a time-out", async () => {
  const outcome = await play({
    onExecute: async (sandbox, clock) => {
      sandbox.send(printed("so far"));
      // the output must have been read before the time is over
      await turn();
      clock.advance(5_000);
    },
  });
  assert.equal(outcome.status, "timeout");
  assert.equal(outcome.exitCode, null);
  assert.equal(outcome.stdout.head, "so far");
  assert.equal(outcome.durationMs, 5_000);
});

Deno.test("runProgram() gives the answer of a time-out though the engine does not end the sandbox", async () => {
  const clock = new FakeClock();
  const fake = new FakeSandbox((message, sandbox) => {
    if (message.type === "boot") sandbox.send(READY);
  });
  fake.kill = fake.closeInput = () => {};
  const port = { startSandbox: () => Promise.resolve(fake) };
  const sandbox = await prepareSandbox(preparing(port, clock), NEVER);
  const running = runProgram(
    { code: "", timeoutSeconds: 5, grant: createGrant([], []) },
    {
      sandbox,
      clock,
      log: () => {},
      call: () => () => Promise.resolve(null),
      notes: new RunNotes(),
      onEnd: () => {},
    },
    NEVER,
  );
  await turn();
  clock.advance(5_000);
  clock.advance(TELL_MS);
  clock.advance(STOP_GRACE_MS);
  const { status, durationMs } = await running;
  assert.deepEqual([status, durationMs], ["timeout", 5_000 + TELL_MS + STOP_GRACE_MS]);
});

Deno.test("runProgram() closes stdin at a time-out, and tells where the program stood", async () => {
  const outcome = await play({
    onExecute: async (sandbox, clock) => {
      const { closeInput } = sandbox;
      sandbox.closeInput = () => {
        assert.equal(sandbox.killed, false);
        sandbox.say(`\0${JSON.stringify({ type: "stood", text: "\n> line 2: x()\n" })}\n`);
        closeInput.call(sandbox);
      };
      await turn();
      clock.advance(5_000);
    },
  });
  assert.equal(outcome.status, "timeout");
  assert.deepEqual(outcome.trail, ["It stood at line 2: x()", "A trail."]);
});

Deno.test("runProgram() kills a sandbox that does not tell where its program stands", async () => {
  const outcome = await play({
    onExecute: async (sandbox, clock) => {
      sandbox.closeInput = () => {};
      await turn();
      clock.advance(5_000);
      clock.advance(TELL_MS - 1);
      assert.equal(sandbox.killed, false);
      clock.advance(1);
      assert.equal(sandbox.killed, true);
    },
  });
  assert.equal(outcome.status, "timeout");
  assert.deepEqual(outcome.trail, ["A trail."]);
});

Deno.test("runProgram() takes no call and no end after the run's time, and cancels those under way", async () => {
  const canceled = Promise.withResolvers<void>();
  let calls = 0;
  const outcome = await play({
    onExecute: async (sandbox, clock) => {
      sandbox.closeInput = () => {
        sandbox.send({ type: "call", id: 2, method: "list_servers", params: {} });
        sandbox.send({ type: "done", exitCode: 0, result: 1 });
        sandbox.end(1);
      };
      sandbox.send({ type: "call", id: 1, method: "list_servers", params: {} });
      await turn();
      clock.advance(5_000);
      await canceled.promise;
    },
    call: (signal) => {
      calls++;
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          canceled.resolve();
          reject(signal.reason);
        });
      });
    },
  });
  assert.equal(outcome.status, "timeout");
  assert.equal(outcome.result, undefined);
  assert.equal(calls, 1);
});

Deno.test("runProgram() gives the files that came, with clean names, and what notes say was kept", async () => {
  const outcome = await play({
    onExecute: (sandbox) => {
      sandbox.send({ type: "file", name: "../a.txt", data: "AQI=" });
      sandbox.send({ type: "done", exitCode: 0 });
      sandbox.end(0);
    },
  });
  assert.deepEqual(outcome.files?.map(({ name, size }) => [name, size]), [["a.txt", 2]]);
  assert.equal(outcome.kept, undefined);
});

Deno.test("runProgram() ends at once when its signal aborts, and cancels the calls under way", async () => {
  const controller = new AbortController();
  const canceled = Promise.withResolvers<unknown>();
  const outcome = await play({
    signal: controller.signal,
    onExecute: (sandbox) =>
      sandbox.send({ type: "call", id: 1, method: "list_servers", params: {} }),
    call: (signal) => {
      signal.addEventListener("abort", () => canceled.resolve(signal.reason));
      controller.abort();
      return new Promise(() => {});
    },
  });
  assert.equal(outcome.status, "canceled");
  assert.ok(await canceled.promise instanceof UpstreamError);
});

Deno.test("runProgram() does not believe a forged end", async () => {
  const outcome = await play({
    onExecute: (sandbox) => {
      sandbox.send({ type: "done", exitCode: 0, result: "all is well" });
      sandbox.say(report({ exitCode: 7 }));
    },
  });
  assert.equal(outcome.status, "error");
  assert.equal(outcome.exitCode, 7);
});

Deno.test("runProgram() ends a program that breaks the protocol, and says how", async () => {
  const outcome = await play({ onExecute: (sandbox) => sandbox.raw(new Uint8Array(5).fill(255)) });
  assert.equal(outcome.status, "protocol_error");
  assert.match(outcome.error?.message ?? "", /frame/);
});

Deno.test("runProgram() ends a program whose ids repeat", async () => {
  const call = { type: "call", id: 1, method: "list_servers", params: {} };
  const outcome = await play({
    onExecute: (sandbox) => sandbox.send(call, call),
    call: () => new Promise(() => {}),
  });
  assert.equal(outcome.status, "protocol_error");
});

Deno.test("runProgram() takes the report of the first process for the end, without waiting for the engine", async () => {
  const outcome = await play({
    onExecute: (sandbox) => {
      sandbox.send({ type: "done", exitCode: 0, result: 1 });
      sandbox.say(report());
    },
  });
  assert.equal(outcome.status, "success");
  assert.equal(outcome.result, 1);
});

Deno.test("runProgram() waits for no done that was not sent", async () => {
  const outcome = await play({
    onExecute: (sandbox) => {
      sandbox.say(`\0${JSON.stringify(printed("last words"))}\n`);
      sandbox.say(report({ exitCode: 139, signal: "SIGSEGV", done: false }));
    },
  });
  assert.equal(outcome.status, "killed");
  assert.equal(outcome.signal, "SIGSEGV");
  assert.equal(outcome.stdout.head, "last words");
});

Deno.test("runProgram() waits for a done that was sent, when the report overtakes it", async () => {
  const outcome = await play({
    onExecute: async (sandbox) => {
      sandbox.say(report());
      await turn();
      sandbox.send({ type: "done", exitCode: 0, result: 1 });
    },
  });
  assert.equal(outcome.status, "success");
  assert.equal(outcome.result, 1);
});

Deno.test("runProgram() does not blame the program for an engine that dies", async () => {
  const outcome = await play({
    onExecute: (sandbox) => {
      sandbox.say("Error: the daemon has gone\n");
      sandbox.end(125);
    },
  });
  assert.equal(outcome.status, "engine_error");
  assert.match(
    outcome.error?.message ?? "",
    /podman lost .* 125; it said: Error: the daemon has gone/,
  );
});

Deno.test("runProgram() kills a sandbox that does not go after its program has ended", async () => {
  const clock = new FakeClock();
  const fake = new FakeSandbox((message, sandbox) => {
    if (message.type === "boot") sandbox.send(READY);
    if (message.type !== "execute") return;
    sandbox.send({ type: "done", exitCode: 0 });
    sandbox.say(report());
  });
  fake.closeInput = () => {};
  const port = { startSandbox: () => Promise.resolve(fake) };
  const sandbox = await prepareSandbox(preparing(port, clock), NEVER);
  await runProgram(
    { code: "", timeoutSeconds: 5, grant: createGrant([], []) },
    {
      sandbox,
      clock,
      log: () => {},
      call: () => () => Promise.resolve(null),
      notes: new RunNotes(),
      onEnd: () => {},
    },
    NEVER,
  );
  clock.advance(5);
  assert.equal(fake.killed, false);
  clock.advance(60_000);
  assert.equal(fake.killed, true);
});
