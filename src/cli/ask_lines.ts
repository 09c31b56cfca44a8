/** Characters of a line that a person may answer with: the address of a sign-in is long. */
const MAX_LINE = 16_384;

/**
 * Reads one line after another from stdin.
 *
 * @returns a function that gives the next line without its end; `null` at the end of the input
 */
export function lineReader(
  stdin: ReadableStream<Uint8Array>,
): () => Promise<string | null> {
  const reader = stdin.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .getReader();
  let rest = "";
  let over = false;
  return async () => {
    for (let pieces = 0; pieces < MAX_LINE && !over; pieces++) {
      const end = rest.indexOf("\n");
      if (end !== -1) {
        const line = rest.slice(0, end).replace(/\r$/, "");
        rest = rest.slice(end + 1);
        return line;
      }
      if (rest.length > MAX_LINE) break;
      const { value, done } = await reader.read();
      over = done;
      rest += value ?? "";
    }
    const last = rest;
    rest = "";
    return last === "" ? null : last.slice(0, MAX_LINE);
  };
}
