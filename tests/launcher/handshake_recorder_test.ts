import assert from "node:assert/strict";
import { HandshakeRecorder } from "../../src/launcher/handshake_recorder.ts";

const INITIALIZE = '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"name":"ü"}}';
const INITIALIZED = '{"jsonrpc":"2.0","method":"notifications/initialized"}';
const CALL = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';

function record(text: string, chunkBytes: number): readonly string[] {
  const recorder = new HandshakeRecorder();
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    recorder.push(bytes.subarray(start, start + chunkBytes));
  }
  return recorder.lines;
}

for (const chunkBytes of [1, 7, 1_000]) {
  Deno.test(`HandshakeRecorder remembers the older era's opening in chunks of ${chunkBytes}`, () => {
    const text = `${INITIALIZE}\n${INITIALIZED}\n${CALL}\n`;
    assert.deepEqual(record(text, chunkBytes), [INITIALIZE, INITIALIZED]);
  });
}

Deno.test("HandshakeRecorder remembers an opening that follows a probe, or is not over", () => {
  const probe = '{"jsonrpc":"2.0","id":9,"method":"server/discover","params":{}}';
  assert.deepEqual(record(`${probe}\n${INITIALIZE}\n${INITIALIZED}\n`, 50), [
    INITIALIZE,
    INITIALIZED,
  ]);
  assert.deepEqual(record(`${INITIALIZE}\n${CALL}\n`, 50), [INITIALIZE]);
});

Deno.test("HandshakeRecorder has nothing to say again for the newest era", () => {
  assert.deepEqual(record(`${CALL}\n`.repeat(100), 64), []);
});

Deno.test("HandshakeRecorder is not confused by what is no message, and keeps the first opening", () => {
  const odd = [
    "",
    "null",
    "[]",
    "{",
    '"initialize"',
    '{"method":7}',
    INITIALIZED,
    "x".repeat(70_000),
  ];
  const second = INITIALIZE.replace('"id":0', '"id":5');
  const text = [...odd, INITIALIZE, second, INITIALIZED].map((line) => `${line}\n`).join("");
  assert.deepEqual(record(text, 1_000), [INITIALIZE, INITIALIZED]);
});

Deno.test("HandshakeRecorder keeps no memory of a line that never ends", () => {
  const recorder = new HandshakeRecorder();
  for (let round = 0; round < 1_000; round++) recorder.push(new Uint8Array(1024 * 1024).fill(32));
  assert.deepEqual(recorder.lines, []);
});
