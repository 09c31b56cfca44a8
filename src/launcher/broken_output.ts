import { messageOf, OutputError } from "../errors.ts";
import type { Streams } from "../system/system.ts";

/** The reader of stdout has gone, as `head` does when it has seen enough: nothing is wrong. */
export class ReaderGone extends Error {}

/** What it means for a command that a write to stdout failed. */
export function brokenOutput(
  error: unknown,
  streams: Pick<Streams, "isBrokenPipe">,
): ReaderGone | OutputError {
  return streams.isBrokenPipe(error)
    ? new ReaderGone("nobody reads stdout", { cause: error })
    : new OutputError(`Cannot write to standard output: ${messageOf(error)}`, { cause: error });
}
