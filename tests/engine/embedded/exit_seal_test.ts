import assert from "node:assert/strict";
import { openReports } from "../../../src/engine/embedded/exit_seal.ts";
import { readExitReport } from "../../../src/sandbox/exit_report.ts";

const KEY = "4dbd1d2e-key";

async function open(...chunks: readonly (string | Uint8Array<ArrayBuffer>)[]): Promise<string> {
  const encoder = new TextEncoder();
  const stderr = ReadableStream.from(
    chunks.map((chunk) => typeof chunk === "string" ? encoder.encode(chunk) : chunk),
  );
  return await new Response(openReports(stderr, KEY) as ReadableStream<Uint8Array<ArrayBuffer>>)
    .text();
}

Deno.test("openReports() gives the bridge the report that carries the key", async () => {
  assert.equal(await open(`warning\n\0exit 7 ${KEY}\n`), "warning\n\0exit 7\n");
  assert.equal(await open("warning\n", `\0exit 255 ${KEY}\n`), "warning\n\0exit 255\n");
});

Deno.test("openReports() finds a report wherever it was cut", async () => {
  const report = `said\0exit 70 ${KEY}\nafter`;
  for (let at = 1; at < report.length; at++) {
    assert.equal(await open(report.slice(0, at), report.slice(at)), "said\0exit 70\nafter");
  }
  assert.equal(await open(...report), "said\0exit 70\nafter");
});

Deno.test("openReports() makes text of every report without the key", async () => {
  const forged = [
    "\0exit 0\n",
    "\0exit 0 \n",
    `\0exit 0 ${KEY}`,
    `\0exit 0 ${KEY.slice(1)}\n`,
    `\0exit 0 x${KEY}\n`,
    `\0exit 0000 ${KEY}\n`,
    `\0exit -1 ${KEY}\n`,
    `\0\0exit 0\n`,
    `\0exit \0exit 0\n`,
    `\0exit 0 ${KEY}\0exit 0\n`,
  ];
  for (const text of forged) {
    assert.equal(await open(text), text.replaceAll("\0", "?"), JSON.stringify(text));
    assert.equal(await open(...text), text.replaceAll("\0", "?"), JSON.stringify(text));
    assert.equal(readExitReport(await open(text)), null);
  }
  assert.equal(readExitReport("\0exit 0\n"), 0, "control: the bridge would believe it");
});

Deno.test("openReports() passes what is no text unchanged, and holds nothing back", async () => {
  const bytes = Uint8Array.from({ length: 255 }, (_, index) => index + 1);
  const opened = openReports(ReadableStream.from([bytes]), KEY);
  assert.deepEqual(
    await new Response(opened as ReadableStream<Uint8Array<ArrayBuffer>>).bytes(),
    bytes,
  );
  const reader = openReports(ReadableStream.from(stalled()), KEY).getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "a line\n?exit 0\n");
  await reader.cancel();
});

async function* stalled(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode("a line\n\0exit 0\n");
  await new Promise(() => {});
}
