import { brokenOutput } from "../launcher/broken_output.ts";
import type { Streams } from "../system/system.ts";

/**
 * Writes text of a command to stdout; resolves when it has been taken.
 *
 * @throws {ReaderGone} when nobody reads stdout any more
 * @throws {OutputError} when stdout cannot be written, as on a full disk
 */
export type Print = (text: string) => Promise<void>;

/** Creates the one way by which commands print: in the order of the calls, never two at once. */
export function createPrint(streams: Pick<Streams, "writeStdout" | "isBrokenPipe">): Print {
  const encoder = new TextEncoder();
  let before: Promise<void> = Promise.resolve();
  const write = async (text: string) => {
    try {
      await streams.writeStdout(encoder.encode(text));
    } catch (error) {
      throw brokenOutput(error, streams);
    }
  };
  return (text) => {
    const written = before.then(() => write(text));
    // each caller gets its own failure; the next text is tried again
    before = written.catch(() => {});
    return written;
  };
}
