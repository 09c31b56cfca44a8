import assert from "node:assert/strict";
import { RunPrinter } from "../../src/bridge/jobs/run_printer.ts";
import { Emitter } from "../../src/bridge/emitter.ts";
import { type OutputStream, WINDOW_BYTES } from "../../src/ipc/messages.ts";
import { turn } from "../support/eventually.ts";

function createPrinter(terminals = { stdout: false, stderr: false }) {
  const written: [OutputStream, string][] = [];
  const printer = new RunPrinter({
    terminals,
    emitter: {
      write: (stream, bytes) => {
        written.push([stream, new TextDecoder().decode(bytes)]);
        return Promise.resolve();
      },
    },
  });
  const print = (stream: OutputStream, text: string) =>
    printer.print({ type: "output", stream, text });
  return { printer, print, written };
}

Deno.test("RunPrinter writes what a program prints as it is, and escapes it for a terminal alone", async () => {
  const { print, written } = createPrinter({ stdout: false, stderr: true });
  await print("stdout", "\x1b[31mred");
  await print("stderr", "\x1b[0m");
  assert.deepEqual(written, [["stdout", "\x1b[31mred"], ["stderr", "\\x1b[0m"]]);
});

Deno.test("RunPrinter.close() begins on a line of its own, and writes nothing for nothing", async () => {
  const { printer, print, written } = createPrinter();
  await print("stdout", "no newline");
  await print("stderr", "warned\n");
  await printer.close({ stdout: "42\n", stderr: "Traceback\n" });
  assert.deepEqual(written.slice(2), [["stdout", "\n42\n"], ["stderr", "Traceback\n"]]);
  await printer.close({ stdout: "", stderr: "" });
  assert.equal(written.length, 4);
});

Deno.test("RunPrinter cuts a long text into pieces and no character in two", async () => {
  const { print, written } = createPrinter();
  const text = `x${"\u{1f40d}".repeat(100_000)}\ud83d`;
  await print("stdout", text);
  assert.ok(written.length > 2);
  assert.ok(written.every(([, piece]) => piece.length <= 64 * 1024));
  assert.equal(written.map(([, piece]) => piece).join(""), text.toWellFormed());
});

Deno.test("RunPrinter holds a program up whose reader has not taken a window of its output", async () => {
  const sent: number[] = [];
  const emitter = new Emitter((message) => {
    if (message.op === "emit") sent.push(message.bytes.length);
  });
  const printer = new RunPrinter({ emitter, terminals: { stdout: false, stderr: false } });
  let pieces = 0;
  const program = (async () => {
    for (; pieces < 100; pieces++) {
      await printer.print({ type: "output", stream: "stdout", text: "x".repeat(64 * 1024) });
    }
  })();
  await turn();
  assert.equal(pieces, WINDOW_BYTES / (64 * 1024), "it goes on as far as the window");
  for (let acknowledged = 0; acknowledged < sent.length; acknowledged++) {
    emitter.ack("stdout", sent[acknowledged] ?? 0);
    await turn();
  }
  await program;
  assert.equal(pieces, 100);
});
