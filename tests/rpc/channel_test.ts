import assert from "node:assert/strict";
import { SandboxError, UpstreamError } from "../../src/errors.ts";
import type { TellProgress } from "../../src/rpc/calls.ts";
import {
  MAX_CALLS_IN_FLIGHT,
  MAX_PROGRESS_MESSAGES,
  type RunHandlers,
  SandboxChannel,
} from "../../src/rpc/channel.ts";
import {
  MAX_CONCURRENT_CALLS,
  MAX_HELD_BYTES,
  MAX_REFUSED_CALLS,
} from "../../src/rpc/call_places.ts";
import { FrameDecoder } from "../../src/rpc/codec.ts";
import {
  type CallFailure,
  HEAD_BYTES,
  PART_BYTES,
  PROTOCOL_VERSION,
} from "../../src/rpc/frames.ts";
import type { JsonObject } from "../../src/json/json.ts";
import { inTwoSteps, type OneStepCaller } from "../support/call_handlers.ts";
import type { LargeMessage } from "../../src/rpc/large_message.ts";
import { MAX_UNREAD_BYTES } from "../../src/rpc/message_sender.ts";
import { WrittenJson } from "../../src/json/written_json.ts";
import { joinChunks } from "../../src/system/join_chunks.ts";
import { turn } from "../support/eventually.ts";
import { readLargeHere } from "../support/read_here.ts";

const RUN = { code: "", file: "", argv: [], servers: [], timeoutSeconds: 1 };

function frame(message: unknown): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(message));
  const bytes = new Uint8Array(HEAD_BYTES + payload.length);
  new DataView(bytes.buffer).setUint32(0, payload.length);
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}

function handlers(
  changes: Partial<Omit<RunHandlers, "call">> & { readonly call?: OneStepCaller } = {},
): RunHandlers {
  const { call = () => Promise.resolve(null), ...others } = changes;
  return {
    call: inTwoSteps(call),
    describeFailure: (thrown) => ({ code: "INTERNAL", message: String(thrown) }),
    onOutput: () => {},
    onDisplay: () => {},
    onDone: () => {},
    ...others,
  };
}

/** Reads of a large call what these tests look at. */
function readIdOnly(bytes: Uint8Array): Promise<LargeMessage> {
  const [, id] = /"id":(\d+)/.exec(new TextDecoder().decode(bytes.subarray(0, 100))) ?? [];
  const message = { type: "call", id: Number(id), method: "call_tool", params: {} } as const;
  return Promise.resolve({ kind: "call", message, written: null });
}

/** A channel whose writes are decoded into `sent`. */
function createChannel(
  readLarge = readLargeHere,
): { channel: SandboxChannel; sent: unknown[]; seen: () => Promise<void> } {
  const sent: unknown[] = [];
  const decoder = new FrameDecoder();
  let wake = () => {};
  const channel = new SandboxChannel((bytes) => {
    for (const message of decoder.decode(bytes)) {
      sent.push(JSON.parse(new TextDecoder().decode(message)));
      wake();
    }
    return Promise.resolve();
  }, readLarge);
  return { channel, sent, seen: () => new Promise((resolve) => wake = resolve) };
}

function ready(channel: SandboxChannel): void {
  channel.receive(
    frame({ type: "ready", protocol: PROTOCOL_VERSION, python: "3.12.1", rooms: false }),
  );
}

Deno.test("SandboxChannel.boot() sends the version and the modules first", async () => {
  const { channel, sent } = createChannel();
  await channel.boot({ modules: { "a.b": "pass" }, lifetimeSeconds: 9, containerSeconds: 99 });
  assert.deepEqual(sent, [{
    type: "boot",
    protocol: PROTOCOL_VERSION,
    modules: { "a.b": "pass" },
    lifetimeSeconds: 9,
    containerSeconds: 99,
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
  await turn();
  assert.equal(sent.length, count);
  // bytes that come after the end are dropped
  channel.receive(frame({ type: "nonsense" }));
});

/** A channel with a running program whose calls are answered by `call`. */
async function running(call: OneStepCaller, admit: () => void = () => {}) {
  const made = createChannel(readIdOnly);
  ready(made.channel);
  await made.channel.execute(RUN, {
    ...handlers({ describeFailure }),
    call: (method, params) => {
      admit();
      return (signal) => call(method, params, signal);
    },
  });
  const ask = (...messages: unknown[]) => made.channel.receive(joinChunks(messages.map(frame)));
  return { ...made, ask };
}

function describeFailure(thrown: unknown): CallFailure {
  return { code: thrown instanceof UpstreamError ? thrown.code : "?", message: String(thrown) };
}

function callOf(id: number, params: JsonObject = {}): unknown {
  return { type: "call", id, method: "call_tool", params };
}

Deno.test("SandboxChannel aborts a call that the program cancels, and sends no reply", async () => {
  const answers = new Map<number, PromiseWithResolvers<null>>();
  const signals: AbortSignal[] = [];
  const { ask, sent, seen } = await running((_method, _params, signal) => {
    signals.push(signal);
    const answer = Promise.withResolvers<null>();
    answers.set(signals.length, answer);
    return answer.promise;
  });
  ask(callOf(1), callOf(2), { type: "cancel", id: 1 });
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true, false]);
  assert.ok(signals[0]?.reason instanceof UpstreamError);
  const answered = seen();
  answers.get(1)?.resolve(null);
  answers.get(2)?.resolve(null);
  await answered;
  assert.deepEqual(sent.slice(1), [{ type: "reply", id: 2, ok: true, value: null }]);
});

Deno.test("SandboxChannel ignores a cancel of an unknown, cancelled or answered call, however many", async () => {
  const { ask, seen, sent } = await running(() => Promise.resolve("value"));
  const answered = seen();
  ask({ type: "cancel", id: 9 }, callOf(1));
  await answered;
  for (let count = 0; count < 20_000; count++) ask({ type: "cancel", id: count % 3 });
  const again = seen();
  ask(callOf(1));
  await again;
  assert.deepEqual(sent.slice(1), [
    { type: "reply", id: 1, ok: true, value: "value" },
    { type: "reply", id: 1, ok: true, value: "value" },
  ]);
});

Deno.test("SandboxChannel never gives a cancelled call's value to a later call of the same id", async () => {
  const answers: PromiseWithResolvers<string>[] = [];
  const { ask, seen, sent } = await running(() => {
    const answer = Promise.withResolvers<string>();
    answers.push(answer);
    return answer.promise;
  });
  ask(callOf(1), { type: "cancel", id: 1 }, callOf(1));
  const answered = seen();
  answers[0]?.resolve("old");
  answers[1]?.resolve("new");
  await answered;
  assert.deepEqual(sent.slice(1), [{ type: "reply", id: 1, ok: true, value: "new" }]);
});

Deno.test("SandboxChannel tells a call's progress before its reply, and never after", async () => {
  const { channel, sent, seen } = createChannel();
  ready(channel);
  const tells: TellProgress[] = [];
  const values = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
  await channel.execute(RUN, {
    ...handlers({}),
    call: () => (_signal, tell) => values[tells.push(tell) - 1]?.promise ?? Promise.resolve(null),
  });
  const call = frame({ type: "call", id: 7, method: "call_tool", params: {} });
  channel.receive(call);
  tells[0]?.({ progress: 1, total: 2, message: "half" });
  tells[0]?.({ progress: 2 });
  const answered = seen();
  values[0]?.resolve(null);
  await answered;
  // another call has the id now
  channel.receive(call);
  tells[0]?.({ progress: 3 });
  tells[1]?.({ progress: 4 });
  channel.receive(frame({ type: "cancel", id: 7 }));
  tells[1]?.({ progress: 5 });
  assert.deepEqual(sent.slice(-4), [
    { type: "progress", id: 7, progress: 1, total: 2, message: "half" },
    { type: "progress", id: 7, progress: 2 },
    { type: "reply", id: 7, ok: true, value: null },
    { type: "progress", id: 7, progress: 4 },
  ]);
});

Deno.test("SandboxChannel drops progress beyond its number, and what a sandbox does not read", () => {
  let bytes = 0;
  const channel = new SandboxChannel((chunk) => {
    bytes += chunk.length;
    return new Promise(() => {});
  }, readLargeHere);
  ready(channel);
  const tells: TellProgress[] = [];
  void channel.execute(RUN, {
    ...handlers({}),
    call: () => (_signal, tell) => {
      tells.push(tell);
      return new Promise(() => {});
    },
  });
  for (const id of [1, 2]) {
    channel.receive(frame({ type: "call", id, method: "call_tool", params: {} }));
  }
  const start = bytes;
  for (let count = 0; count < 2 * MAX_PROGRESS_MESSAGES; count++) tells[0]?.({ progress: 1 });
  const one = frame({ type: "progress", id: 1, progress: 1 }).length;
  assert.equal(bytes - start, MAX_PROGRESS_MESSAGES * one);
  const message = "x".repeat(1024 * 1024);
  for (let count = 0; count < 100; count++) tells[1]?.({ progress: 1, message });
  assert.ok(bytes < MAX_UNREAD_BYTES + 2 * message.length, `${bytes} bytes`);
});

Deno.test("SandboxChannel frees the places of cancelled calls at once, of those that wait too", async () => {
  let started = 0;
  const { ask, seen, sent } = await running((_method, params) => {
    started++;
    return params.quick === true ? Promise.resolve("quick") : new Promise(() => {});
  });
  const most = MAX_CONCURRENT_CALLS;
  for (let id = 0; id < 2 * most; id++) ask(callOf(id));
  await turn();
  assert.equal(started, most);
  // those that wait first, so that none of them gets a turn
  for (let id = 2 * most - 1; id >= 0; id--) ask({ type: "cancel", id });
  const answered = seen();
  ask({ type: "call", id: 0, method: "call_tool", params: { quick: true } });
  await answered;
  assert.equal(started, most + 1);
  assert.deepEqual(sent.at(-1), { type: "reply", id: 0, ok: true, value: "quick" });
});

Deno.test("SandboxChannel holds replies of bounded size for a sandbox that does not read, and starts no more calls", async () => {
  const writes: { bytes: number; taken: PromiseWithResolvers<void> }[] = [];
  let unread = 0;
  let started = 0;
  const channel = new SandboxChannel((bytes) => {
    const taken = Promise.withResolvers<void>();
    writes.push({ bytes: bytes.length, taken });
    unread += bytes.length;
    return taken.promise;
  }, readLargeHere);
  ready(channel);
  const value = "x".repeat(PART_BYTES + 1);
  channel.execute(RUN, handlers({ call: () => (started++, Promise.resolve(value)) }));
  const calls = 3 * MAX_CONCURRENT_CALLS;
  for (let id = 0; id < calls; id++) channel.receive(frame(callOf(id)));
  await turn();
  assert.equal(started, MAX_CONCURRENT_CALLS);
  const most = MAX_UNREAD_BYTES + value.length + 1024;
  assert.ok(unread <= most, `${unread} bytes`);
  // now it reads
  for (let reads = 0; reads < 100 * calls && writes.length > 0; reads++) {
    const { bytes, taken } = writes.shift() ?? assert.fail();
    unread -= bytes;
    taken.resolve();
    await turn();
    assert.ok(unread <= most, `${unread} bytes`);
  }
  assert.equal(started, calls);
});

Deno.test("SandboxChannel never mixes the frames of replies that waited for room", async () => {
  const decoder = new FrameDecoder();
  const ids = new Set<number>();
  const done = Promise.withResolvers<void>();
  const channel = new SandboxChannel(async (bytes) => {
    for (const message of decoder.decode(bytes)) {
      const parsed = JSON.parse(new TextDecoder().decode(message));
      if (parsed.type === "reply") ids.add(parsed.id);
      if (ids.size === 64) done.resolve();
    }
    await Promise.resolve();
  }, readLargeHere);
  ready(channel);
  const value = "x".repeat(PART_BYTES + 1);
  await channel.execute(RUN, handlers({ call: () => Promise.resolve(value) }));
  for (let id = 0; id < 64; id++) channel.receive(frame(callOf(id)));
  await done.promise;
});

Deno.test("SandboxChannel drops a reply that waits for room when its call is cancelled", async () => {
  const writes: PromiseWithResolvers<void>[] = [];
  const sent: unknown[] = [];
  const decoder = new FrameDecoder();
  const channel = new SandboxChannel((bytes) => {
    for (const message of decoder.decode(bytes)) {
      const { type, id } = JSON.parse(new TextDecoder().decode(message));
      if (type === "reply") sent.push(id);
    }
    const taken = Promise.withResolvers<void>();
    writes.push(taken);
    return taken.promise;
  }, readLargeHere);
  ready(channel);
  const large = "x".repeat(MAX_UNREAD_BYTES);
  channel.execute(RUN, handlers({ call: () => Promise.resolve(large) }));
  for (let id = 1; id <= 3; id++) channel.receive(frame(callOf(id)));
  await turn();
  channel.receive(frame({ type: "cancel", id: 2 }));
  for (const write of writes) write.resolve();
  await turn();
  assert.deepEqual(sent, [1, 3]);
});

Deno.test("SandboxChannel.receive() refuses a sandbox that makes calls and reads no answers without end", async () => {
  const { ask } = await running(() => new Promise(() => {}));
  for (let id = 0; id < MAX_CALLS_IN_FLIGHT; id++) ask(callOf(id));
  assert.throws(() => ask(callOf(MAX_CALLS_IN_FLIGHT)), /calls without an answer/);
});

Deno.test("SandboxChannel.execute() rejects at once when the program is too large to send", async () => {
  const { channel } = createChannel();
  ready(channel);
  const code = "x".repeat(65 * 1024 * 1024);
  await assert.rejects(
    channel.execute({ ...RUN, code }, handlers()),
    (error) => error instanceof SandboxError && error.code === "MESSAGE_TOO_LARGE",
  );
});

/** The codes of the failures that were sent, by the id of the call. */
function failuresIn(sent: readonly unknown[]): ReadonlyMap<number, string> {
  const failed = sent as { id: number; ok: boolean; error?: { code: string } }[];
  return new Map(
    failed.filter(({ ok }) => ok === false).map(({ id, error }) => [id, error?.code ?? ""]),
  );
}

/** Params of a call that is an eighth of what may wait, less a little. */
const EIGHTH: JsonObject = { text: "x".repeat(MAX_HELD_BYTES / 8 - 200) };

Deno.test("SandboxChannel fails a call at once that would make too many bytes wait; others go on", async () => {
  const answers: PromiseWithResolvers<null>[] = [];
  const { ask, sent } = await running(() => {
    const answer = Promise.withResolvers<null>();
    answers.push(answer);
    return answer.promise;
  });
  const most = MAX_CONCURRENT_CALLS;
  for (let id = 0; id < most; id++) await ask(callOf(id));
  for (let id = most; id < most + 9; id++) await ask(callOf(id, EIGHTH));
  await turn();
  assert.deepEqual(failuresIn(sent), new Map([[most + 8, "LIMIT"]]));
  // a small one has room
  await ask(callOf(1_000));
  await turn();
  assert.equal(failuresIn(sent).size, 1);

  // a place that is free again lets one go, and another may wait
  answers[0]?.resolve(null);
  await turn();
  assert.equal(answers.length, most + 1);
  await ask(callOf(1_001, EIGHTH));
  await turn();
  assert.equal(failuresIn(sent).size, 1);

  // so does one that waited and was cancelled
  await ask(callOf(1_002, EIGHTH));
  await turn();
  assert.equal(failuresIn(sent).get(1_002), "LIMIT");
  await ask({ type: "cancel", id: 1_001 }, callOf(1_003, EIGHTH));
  await turn();
  assert.deepEqual([...failuresIn(sent).keys()], [most + 8, 1_002]);
  for (let round = 0; round < 1_000 && answers.length < most + 10; round++) {
    answers.forEach(({ resolve }) => resolve(null));
    await turn();
  }
  assert.equal(answers.length, most + 10, "all that were taken up are made");
});

Deno.test("SandboxChannel bounds the bytes of calls under way: the next ones wait for them", async () => {
  const answers: PromiseWithResolvers<null>[] = [];
  const { ask, sent } = await running(() => {
    const answer = Promise.withResolvers<null>();
    answers.push(answer);
    return answer.promise;
  });
  for (let id = 0; id < 10; id++) await ask(callOf(id, EIGHTH));
  await turn();
  assert.equal(answers.length, 8);
  // a small one does not pass those that wait
  await ask(callOf(10));
  await turn();
  assert.equal(answers.length, 8);
  answers[0]?.resolve(null);
  await turn();
  assert.equal(answers.length, 9);
  // the one before it is taken back
  await ask({ type: "cancel", id: 9 });
  await turn();
  assert.equal(answers.length, 10);
  assert.equal(failuresIn(sent).size, 0);
});

Deno.test("SandboxChannel refuses a sandbox that goes on and on beyond the limits of its run", async () => {
  const { ask } = await running(() => Promise.resolve(null), () => {
    throw new UpstreamError("LIMIT", "no more");
  });
  for (let id = 0; id < MAX_REFUSED_CALLS; id++) ask(callOf(id));
  assert.throws(
    () => ask(callOf(MAX_REFUSED_CALLS)),
    (error) => error instanceof SandboxError && error.code === "PROTOCOL_ERROR",
  );
});

Deno.test("SandboxChannel refuses a sandbox whose calls beyond the limits are large", async () => {
  const { ask } = await running(() => new Promise(() => {}));
  // 128 MiB are under way, 128 MiB wait, and 512 MiB are refused
  for (let id = 0; id < 8 + 8 + 32; id++) await ask(callOf(id, EIGHTH));
  await assert.rejects(async () => {
    await ask(callOf(100, EIGHTH));
    await ask(callOf(101, EIGHTH));
  }, /beyond its limits/);
});

Deno.test("SandboxChannel answers a refused call without a place, and its id is free again", async () => {
  let refuse = false;
  const { ask, sent } = await running(() => new Promise(() => {}), () => {
    if (refuse) throw new UpstreamError("NOT_GRANTED", "not yours");
  });
  for (let id = 0; id < MAX_CONCURRENT_CALLS; id++) ask(callOf(id));
  refuse = true;
  ask(callOf(100));
  await turn();
  assert.deepEqual(failuresIn(sent), new Map([[100, "NOT_GRANTED"]]));
  ask(callOf(100));
  await turn();
  assert.equal(sent.length, 1 + 2);
});

Deno.test("SandboxChannel holds refusals for a sandbox that does not read, and no more than it may call", async () => {
  let writes = 0;
  const channel = new SandboxChannel(() => {
    writes++;
    return new Promise(() => {});
  }, readLargeHere);
  ready(channel);
  const large = "x".repeat(MAX_UNREAD_BYTES);
  channel.execute(RUN, {
    ...handlers({ describeFailure: () => ({ code: "NOT_GRANTED", message: large }) }),
    call: () => {
      throw new UpstreamError("NOT_GRANTED", "no");
    },
  });
  // the first is sent, and nothing after it has room
  for (let id = 0; id <= MAX_CALLS_IN_FLIGHT; id++) channel.receive(frame(callOf(id)));
  await turn();
  assert.ok(writes < 100, `${writes} frames`);
  assert.throws(() => channel.receive(frame(callOf(MAX_CALLS_IN_FLIGHT + 1))), /without an answer/);
});

/** A channel whose large messages are read when the test says so. */
function createSlowReader() {
  const reads: (() => void)[] = [];
  const channel = new SandboxChannel(() => Promise.resolve(), async (bytes) => {
    const go = Promise.withResolvers<void>();
    reads.push(go.resolve);
    await go.promise;
    return await readLargeHere(bytes);
  });
  ready(channel);
  return { channel, reads };
}

const MANY = Array.from({ length: 60_000 }, (_, at) => at);

Deno.test("SandboxChannel has large messages read elsewhere, and keeps the order", async () => {
  const { channel, reads } = createSlowReader();
  const seen: unknown[] = [];
  channel.execute(RUN, {
    ...handlers({
      onOutput: ({ text }) => void seen.push(text),
      onDone: ({ result }) => void seen.push(result instanceof WrittenJson && result.value()),
    }),
    call: (method, params, written) => {
      seen.push([method, params, written?.value()]);
      return () => Promise.resolve(null);
    },
  });
  const params = { server: "s", tool: "t", arguments: { many: MANY } };
  const call = frame({ type: "call", id: 1, method: "call_tool", params });
  const output = frame({ type: "output", stream: "stdout", text: "x" });
  const done = frame({ type: "done", exitCode: 0, result: MANY });
  const received = channel.receive(joinChunks([call, output, done]));
  assert.deepEqual([seen, reads.length], [[], 1]);
  reads[0]?.();
  for (let round = 0; round < 1_000 && reads.length < 2; round++) await turn();
  assert.deepEqual(seen, [["call_tool", { server: "s", tool: "t" }, { many: MANY }], "x"]);
  reads[1]?.();
  await received;
  assert.deepEqual(seen[2], MANY);
});

Deno.test("SandboxChannel drops a large message of a run that ended while it was read", async () => {
  const { channel, reads } = createSlowReader();
  let done = 0;
  channel.execute(RUN, handlers({ onDone: () => void done++ }));
  const received = channel.receive(frame({ type: "done", exitCode: 0, result: MANY }));
  channel.close(new Error("over"));
  reads[0]?.();
  await received;
  assert.equal(done, 0);
});

Deno.test("SandboxChannel.receive() rejects for a large message that breaks the protocol", async () => {
  const { channel, reads } = createSlowReader();
  channel.execute(RUN, handlers());
  const received = channel.receive(frame({ type: "done", exitCode: "x", result: MANY }));
  reads[0]?.();
  await assert.rejects(
    async () => await received,
    (error) => error instanceof SandboxError && error.code === "PROTOCOL_ERROR",
  );
});

Deno.test("SandboxChannel.receive() looks at nothing after close()", () => {
  const { channel } = createChannel();
  channel.close(new Error("over"));
  assert.equal(channel.receive(new Uint8Array(100).fill(255)), undefined);
  const open = createChannel();
  assert.throws(() => open.channel.receive(new Uint8Array(100).fill(255)), SandboxError);
});
