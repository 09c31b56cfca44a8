import assert from "node:assert/strict";
import { SandboxError, UpstreamError } from "../../src/errors.ts";
import { MAX_UNREAD_BYTES, type RunHandlers, SandboxChannel } from "../../src/rpc/channel.ts";
import { FrameDecoder } from "../../src/rpc/codec.ts";
import { HEAD_BYTES, PROTOCOL_VERSION } from "../../src/rpc/frames.ts";

const RUN = { code: "", servers: [], timeoutSeconds: 1 };

function frame(message: unknown): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(message));
  const bytes = new Uint8Array(HEAD_BYTES + payload.length);
  new DataView(bytes.buffer).setUint32(0, payload.length);
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}

function handlers(changes: Partial<RunHandlers> = {}): RunHandlers {
  return {
    call: () => Promise.resolve(null),
    describeFailure: (thrown) => ({ code: "INTERNAL", message: String(thrown) }),
    onOutput: () => {},
    onDone: () => {},
    onBroken: () => {},
    ...changes,
  };
}

/** A channel whose writes are decoded into `sent`. */
function createChannel(): { channel: SandboxChannel; sent: unknown[]; seen: () => Promise<void> } {
  const sent: unknown[] = [];
  const decoder = new FrameDecoder();
  let wake = () => {};
  const channel = new SandboxChannel((bytes) => {
    for (const message of decoder.decode(bytes)) {
      sent.push(JSON.parse(new TextDecoder().decode(message)));
      wake();
    }
    return Promise.resolve();
  });
  return { channel, sent, seen: () => new Promise((resolve) => wake = resolve) };
}

function ready(channel: SandboxChannel): void {
  channel.receive(frame({ type: "ready", protocol: PROTOCOL_VERSION, python: "3.12.1" }));
}

Deno.test("SandboxChannel.boot() sends the version and the modules first", async () => {
  const { channel, sent } = createChannel();
  await channel.boot({ modules: { "a.b": "pass" }, lifetimeSeconds: 9 });
  assert.deepEqual(sent, [{
    type: "boot",
    protocol: PROTOCOL_VERSION,
    modules: { "a.b": "pass" },
    lifetimeSeconds: 9,
  }]);
});

Deno.test("SandboxChannel.ready rejects for another version, naming both", async () => {
  const { channel } = createChannel();
  assert.throws(
    () => channel.receive(frame({ type: "ready", protocol: 99, python: "3" })),
    (error) => error instanceof SandboxError && error.code === "PROTOCOL_MISMATCH",
  );
  await assert.rejects(channel.ready, new RegExp(`99.*${PROTOCOL_VERSION}`));
});

Deno.test("SandboxChannel.receive() refuses messages at the wrong moment", () => {
  const { channel } = createChannel();
  assert.throws(
    () => channel.receive(frame({ type: "output", stream: "stdout", text: "early" })),
    /while it was booting/,
  );
  ready(channel);
  assert.throws(() => ready(channel), /ready twice/);
});

Deno.test("SandboxChannel answers a call with the value of its handler", async () => {
  const { channel, sent, seen } = createChannel();
  ready(channel);
  await channel.execute(
    RUN,
    handlers({ call: (method, params) => Promise.resolve({ method, params }) }),
  );
  const answered = seen();
  channel.receive(frame({ type: "call", id: 0, method: "list_tools", params: { server: "x" } }));
  await answered;
  assert.deepEqual(sent.at(-1), {
    type: "reply",
    id: 0,
    ok: true,
    value: { method: "list_tools", params: { server: "x" } },
  });
});

Deno.test("SandboxChannel answers a call that fails, also when the value is too large to send", async () => {
  const { channel, sent, seen } = createChannel();
  ready(channel);
  const failures = [new UpstreamError("NOT_FOUND", "no such thing")];
  await channel.execute(
    RUN,
    handlers({
      call: () => {
        const failure = failures.pop();
        return failure === undefined
          ? Promise.resolve("x".repeat(65 * 1024 * 1024))
          : Promise.reject(failure);
      },
      describeFailure: (thrown) => ({
        code: thrown instanceof UpstreamError ? thrown.code : "INTERNAL",
        message: String(thrown),
      }),
    }),
  );
  const codes: unknown[] = [];
  for (const id of [1, 2]) {
    const answered = seen();
    channel.receive(frame({ type: "call", id, method: "call_tool", params: {} }));
    await answered;
    const reply = sent.at(-1);
    assert.ok(typeof reply === "object" && reply !== null && "ok" in reply && "error" in reply);
    assert.equal(reply.ok, false);
    assert.ok(typeof reply.error === "object" && reply.error !== null && "code" in reply.error);
    codes.push(reply.error.code);
  }
  assert.deepEqual(codes, ["NOT_FOUND", "MESSAGE_TOO_LARGE"]);
});

Deno.test("SandboxChannel refuses an id that is in flight and takes it again after its reply", async () => {
  const { channel, seen } = createChannel();
  ready(channel);
  const first = Promise.withResolvers<null>();
  await channel.execute(RUN, handlers({ call: () => first.promise }));
  const call = frame({ type: "call", id: 5, method: "list_servers", params: {} });
  channel.receive(call);
  assert.throws(() => channel.receive(call), /in flight/);
  const answered = seen();
  first.resolve(null);
  await answered;
  channel.receive(call);
});

Deno.test("SandboxChannel.close() aborts every call in flight with the reason, and drops late replies", async () => {
  const { channel, sent } = createChannel();
  ready(channel);
  const aborted = Promise.withResolvers<unknown>();
  await channel.execute(
    RUN,
    handlers({
      call: (_method, _params, signal) =>
        new Promise((resolve) =>
          signal.addEventListener("abort", () => {
            aborted.resolve(signal.reason);
            resolve(null);
          })
        ),
    }),
  );
  channel.receive(frame({ type: "call", id: 1, method: "list_servers", params: {} }));
  const count = sent.length;
  const reason = new Error("over");
  channel.close(reason);
  assert.equal(await aborted.promise, reason);
  await Promise.resolve();
  assert.equal(sent.length, count);
  // bytes that come after the end are dropped
  channel.receive(frame({ type: "nonsense" }));
});

Deno.test("SandboxChannel reports a sandbox that does not read its replies", async () => {
  const broken = Promise.withResolvers<SandboxError>();
  // a sandbox that reads the program and then nothing
  let writes = 0;
  const channel = new SandboxChannel(() =>
    ++writes <= 1 ? Promise.resolve() : new Promise(() => {})
  );
  ready(channel);
  const value = "x".repeat(60 * 1024 * 1024);
  await channel.execute(
    RUN,
    handlers({ call: () => Promise.resolve(value), onBroken: broken.resolve }),
  );
  for (let id = 0; id < 5; id++) {
    channel.receive(frame({ type: "call", id, method: "list_servers", params: {} }));
  }
  const error = await broken.promise;
  assert.match(error.message, /unread/);
  assert.ok(MAX_UNREAD_BYTES < 5 * value.length);
});
