/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** Posts 10,000 values that are no request, or nearly one, and then says that its job is done. */

const ROUNDS = 10_000;

let seed = 20_261_122;
function random(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  // the low bits of such a sequence repeat soon
  return (seed >>> 8) % below;
}

function pick<T>(values: readonly T[]): T | undefined {
  return values[random(values.length)];
}

let lastId = 0;

const OPS = [
  ...[
    "start_sandbox",
    "start_server",
    "open_browser",
    "engine_state",
    "claim_ready",
    "write",
    "flush",
    "data_ack",
    "withdraw",
    "close_input",
    "kill",
  ],
  ...[
    "open_browser",
    "emit",
    "log",
    "finished",
    "begin",
    "servers",
    "spawn",
    "__proto__",
    "",
  ],
] as const;

/** Values of every kind that can be posted. */
const VALUES: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => -1,
  () => 1.5,
  () => NaN,
  () => 2 ** 53,
  () => 7n,
  () => "",
  () => "/bin/sh",
  () => "\0\u202e\x1b[2J",
  () => "x".repeat(100_000),
  () => [],
  () => ["/bin/sh", "-c", "exit 0"],
  () => ({}),
  () => ({ length: 3, 0: "a" }),
  () => new Map([["op", "start_sandbox"]]),
  () => new Set([1]),
  () => new Date(0),
  () => /(a+)+$/,
  () => new Error("no"),
  () => new ArrayBuffer(8),
  () => new Uint16Array(4),
  () => new DataView(new ArrayBuffer(8)),
  () => new Uint8Array(new SharedArrayBuffer(8)),
  () => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 1 << 20 })),
  () => nested(500),
  () => circular(),
  () => new Blob(["x"]),
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

function circular(): unknown {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}

function message(): unknown {
  if (random(8) === 0) return pick(VALUES)?.();
  const made: Record<string, unknown> = { op: random(20) === 0 ? pick(VALUES)?.() : pick(OPS) };
  for (const field of ["id", "name", "bytes", "stream", "level", "message", "received", "url"]) {
    if (random(3) > 0) made[field] = pick(VALUES)?.();
  }
  // often enough to get past the first checks
  if (random(2) === 0) made["id"] = ++lastId;
  if (random(3) === 0) made["name"] = "no-such-server";
  // a job that is done would end the test before its time
  made["exitCode"] = "0";
  return made;
}

self.addEventListener("message", (event: MessageEvent) => {
  if (event.data.op !== "begin") return;
  for (let round = 0; round < ROUNDS; round++) {
    try {
      self.postMessage(message());
    } catch {
      // not every value can be posted
    }
  }
  self.postMessage({ op: "finished", exitCode: 42 });
});
