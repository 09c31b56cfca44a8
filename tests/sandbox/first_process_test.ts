import assert from "node:assert/strict";
import type { OutputMessage } from "../../src/rpc/frames.ts";
import { type EndReport, FirstProcessReader } from "../../src/sandbox/first_process.ts";

const REPORT: EndReport = {
  exitCode: 139,
  signal: "SIGSEGV",
  done: false,
  oomKills: 0,
  peakBytes: 1024,
  cpuMs: 12,
};
const END = `\0${JSON.stringify({ type: "end", ...REPORT })}\n`;
const NONCE = "00112233445566778899aabbccddeeff";
const DEAD = `\0${JSON.stringify({ type: "dead", nonce: NONCE })}\n`;

interface Read {
  readonly output: OutputMessage[];
  readonly reports: EndReport[];
  readonly stood: string[];
  readonly nonces: string[];
  readonly words: string;
}

function read(text: string, pieceBytes = Infinity): Read {
  const output: OutputMessage[] = [];
  const reports: EndReport[] = [];
  const stood: string[] = [];
  const nonces: string[] = [];
  const words: Uint8Array<ArrayBuffer>[] = [];
  const reader = new FirstProcessReader({
    onOutput: (message) => void output.push(message),
    onStood: (text) => void stood.push(text),
    onEnd: (report) => reports.push(report),
    onDead: (nonce) => nonces.push(nonce),
    onWords: (bytes) => words.push(bytes.slice()),
  });
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    reader.receive(bytes.subarray(start, start + pieceBytes));
  }
  const joined = words.map((word) => new TextDecoder().decode(word)).join("");
  return { output, reports, nonces, stood, words: joined };
}

function printed(text: string): string {
  return `\0${JSON.stringify({ type: "output", stream: "stdout", text })}\n`;
}

Deno.test("FirstProcessReader tells output, the report, the death and the engine's words apart, in pieces of any size", () => {
  const text = `Warning: old\n${printed("a\n\0é")}between${printed("b")}${END}${DEAD}bye`;
  for (const size of [1, 2, 7, Infinity]) {
    const { output, reports, nonces, words } = read(text, size);
    assert.deepEqual(output.map((message) => message.text), ["a\n\0é", "b"]);
    assert.deepEqual(reports, [REPORT]);
    assert.deepEqual(nonces, [NONCE]);
    assert.equal(words, "Warning: old\nbetweenbye");
  }
});

Deno.test("FirstProcessReader takes no report from what a program prints", () => {
  const { output, reports } = read(printed(END));
  assert.equal(output[0]?.text, END);
  assert.deepEqual(reports, []);
  const torn = printed(END).replace("type", "ty\nWarning\npe");
  assert.deepEqual(read(torn).reports, [], "also when the engine writes into the record");
});

Deno.test("FirstProcessReader takes nothing that is not whole for a report", () => {
  for (
    const record of [
      { ...REPORT, exitCode: null },
      { ...REPORT, exitCode: -1 },
      { ...REPORT, signal: "\x1b[31m" },
      { ...REPORT, signal: 11 },
      { ...REPORT, done: 1 },
      { ...REPORT, oomKills: 0.5 },
      { ...REPORT, peakBytes: "1" },
    ]
  ) {
    const { reports, words } = read(`\0${JSON.stringify({ type: "end", ...record })}\n`);
    assert.deepEqual(reports, []);
    assert.notEqual(words, "");
  }
});

Deno.test("FirstProcessReader takes nothing that is not whole for a death", () => {
  for (const nonce of [undefined, NONCE.slice(1), NONCE.toUpperCase(), `${NONCE}\n`, [NONCE]]) {
    const { nonces, words } = read(`\0${JSON.stringify({ type: "dead", nonce })}\n`);
    assert.deepEqual(nonces, []);
    assert.notEqual(words, "");
  }
});

Deno.test("FirstProcessReader keeps no record without an end", () => {
  const { words, output } = read(`\0${"x".repeat(3 * 1024 * 1024)}${printed("then")}`, 64 * 1024);
  assert.equal(output.length, 1);
  assert.ok(words.length > 2 * 1024 * 1024);
});

Deno.test("FirstProcessReader tells where a program stood, and takes what is no text for words", () => {
  const record = (text: unknown) => `\0${JSON.stringify({ type: "stood", text })}\n`;
  const { stood, words } = read(`${record("a\nb")}${record(7)}`);
  assert.deepEqual(stood, ["a\nb"]);
  assert.equal(words, '{"type":"stood","text":7}');
});
