/**
 * The exit report of an embedded sandbox. The program runs in the process that reports, so the report
 * carries a key that the launcher chose for this process: `\0exit STATUS KEY\n`, written by
 * `child/process.mjs`. The bridge reads reports without a key (`src/sandbox/exit_report.ts`); the
 * launcher turns the one form into the other, and whatever else looks like a report into plain text.
 */

const NUL = "\0";
/** What a zero byte becomes that begins no report of this process. */
const NO_REPORT = "?";
/** Longest status, in digits. */
const STATUS_DIGITS = 3;

/**
 * A sandbox's stderr as the bridge may see it. Every report in it is the sandbox's own.
 *
 * @param key what a true report carries: letters, digits and hyphens
 */
export function openReports(
  stderr: ReadableStream<Uint8Array>,
  key: string,
): ReadableStream<Uint8Array> {
  let held = "";
  return stderr.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const { open, rest } = openText(held + toText(chunk), key);
        held = rest;
        if (open !== "") controller.enqueue(toBytes(open));
      },
      flush(controller) {
        if (held !== "") controller.enqueue(toBytes(held.replace(NUL, NO_REPORT)));
      },
    }),
  );
}

/** `rest` may be the beginning of a report and waits for what follows. */
function openText(text: string, key: string): { open: string; rest: string } {
  const longest = `${NUL}exit ${"0".repeat(STATUS_DIGITS)} ${key}\n`.length;
  const report = new RegExp(`^\0exit (\\d{1,${STATUS_DIGITS}}) ${key}\n`);
  let open = "";
  let at = 0;
  while (true) {
    const start = text.indexOf(NUL, at);
    if (start === -1) return { open: open + text.slice(at), rest: "" };
    open += text.slice(at, start);
    const candidate = text.slice(start, start + longest);
    const match = report.exec(candidate);
    if (match === null && candidate.length < longest && !candidate.includes("\n")) {
      return { open, rest: candidate };
    }
    open += match === null ? NO_REPORT : `${NUL}exit ${match[1]}\n`;
    at = start + (match === null ? 1 : match[0].length);
  }
}

/** One character for each byte: what is no report passes unchanged, whatever its encoding. */
function toText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
