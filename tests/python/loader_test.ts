import assert from "node:assert/strict";

import {
  FRAME_LAST,
  FRAME_PART,
  FRAME_WHOLE,
  HEAD_BYTES,
  PROTOCOL_VERSION,
} from "../../src/rpc/frames.ts";
import { LOADER, RUNTIME_MODULES } from "../../src/python/modules.ts";
import { INTERPRETERS } from "./interpreters.ts";

/** A runtime that says what it finds on stdin after `boot`. */
const MODULES = {
  "sandbox_runtime": "",
  "sandbox_runtime.main": `
import os
def main(boot, inner_filter):
    print(os.read(0, 100), inner_filter)
`,
  "sandbox_runtime.room": RUNTIME_MODULES["sandbox_runtime.room"] ?? "",
};

/** Preloads one runtime, boots with one of `argv[2]`, and prints what was imported and what serves. */
const PRELOAD = `
import json, struct, sys
from types import ModuleType

class Chunk(bytes):
    def to_bytes(self):
        return bytes(self)

def runtime(version):
    return {
        "sandbox_runtime": "",
        "sandbox_runtime.embedded": f"""
print("imported {version}")
class EmbeddedRuntime:
    def __init__(self, send, alarm): print("serves {version}")
    def receive(self, data): pass
""",
    }

loader = ModuleType("loader")
exec(sys.argv[1], vars(loader))
loader.preload_embedded(runtime("snapshot"))
boot = {"type": "boot", "protocol": ${PROTOCOL_VERSION}, "modules": runtime(sys.argv[2])}
payload = json.dumps(boot).encode()
port = loader.boot_embedded(print, print)
port.receive(Chunk(struct.pack(">IB", len(payload), 0) + payload))
`;

function frame(payload: Uint8Array, kind: number): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + payload.length);
  new DataView(bytes.buffer).setUint32(0, payload.length);
  bytes[4] = kind;
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}

function boot(protocol: number): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({ type: "boot", protocol, modules: MODULES, lifetimeSeconds: 300 }),
  );
}

/** Starts the loader, writes the chunks, closes its stdin. */
async function load(python: string, chunks: readonly Uint8Array[], ...more: readonly string[]) {
  const process = new Deno.Command(python, {
    args: ["-I", "-u", "-c", LOADER, ...more],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  for (const chunk of chunks) await writer.write(chunk).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

for (const { path, version } of INTERPRETERS) {
  Deno.test(`boot_container() reads boot and not a byte more (Python ${version})`, async () => {
    const bytes = new Uint8Array([
      ...frame(boot(PROTOCOL_VERSION), FRAME_WHOLE),
      ...new TextEncoder().encode("next"),
    ]);
    assert.deepEqual(await load(path, [bytes]), { code: 0, stdout: "b'next' None\n", stderr: "" });
  });

  Deno.test(`boot_container() takes boot in parts, cut anyhow (Python ${version})`, async () => {
    const payload = boot(PROTOCOL_VERSION);
    const bytes = new Uint8Array([
      ...frame(payload.subarray(0, 10), FRAME_PART),
      ...frame(payload.subarray(10, 10), FRAME_PART),
      ...frame(payload.subarray(10), FRAME_LAST),
    ]);
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    assert.equal((await load(path, pieces)).stdout, "b'' None\n");
  });

  Deno.test(`take_boot() refuses another protocol and says both (Python ${version})`, async () => {
    const { code, stdout, stderr } = await load(path, [frame(boot(99), FRAME_WHOLE)]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.equal(
      stderr,
      `Cannot boot sandbox: expected 'boot' of protocol ${PROTOCOL_VERSION}, ` +
        "received 'boot' of protocol 99\n",
    );
  });

  Deno.test(`boot_container() ends when stdin ends before boot (Python ${version})`, async () => {
    const bytes = frame(boot(PROTOCOL_VERSION), FRAME_WHOLE).subarray(0, 40);
    assert.deepEqual(await load(path, [bytes]), { code: 1, stdout: "", stderr: "" });
  });

  Deno.test(`EmbeddedPort.receive() runs the runtime of boot, whatever was preloaded (Python ${version})`, async () => {
    const served = async (runtime: string) => {
      const args = ["-I", "-c", PRELOAD, LOADER, runtime];
      const { stdout } = await new Deno.Command(path, { args, stderr: "inherit" }).output();
      return new TextDecoder().decode(stdout).trim().split("\n");
    };
    assert.deepEqual(await served("snapshot"), ["imported snapshot", "serves snapshot"]);
    assert.deepEqual(await served("other"), [
      "imported snapshot",
      "imported other",
      "serves other",
    ]);
  });

  Deno.test(`boot_container() runs nothing without its filter (Python ${version})`, async () => {
    const bytes = frame(boot(PROTOCOL_VERSION), FRAME_WHOLE);
    // no base64; an instruction that no kernel takes; nothing where there must be something
    for (const filters of [["?"], ["/////////////w=="], [""], ["", ""]]) {
      const { code, stdout, stderr } = await load(path, [bytes], ...filters);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(
        stderr,
        /^Cannot start sandbox: .*filter of system calls(: Invalid argument| is empty)\n$|binascii.Error/,
      );
    }
  });

  Deno.test(`boot_container() hands on the filter for programs (Python ${version})`, async () => {
    const bytes = frame(boot(PROTOCOL_VERSION), FRAME_WHOLE);
    assert.equal((await load(path, [bytes], "", "AAAA")).stdout, "b'' b'\\x00\\x00\\x00'\n");
  });
}
