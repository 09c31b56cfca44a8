import assert from "node:assert/strict";
import { RunPrinter } from "../../src/bridge/jobs/run_printer.ts";
import type { OutputStream } from "../../src/ipc/messages.ts";

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
