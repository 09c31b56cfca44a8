import { UsageError } from "../errors.ts";
import type { System } from "../system/system.ts";

/**
 * All of standard input, as UTF-8.
 *
 * @param maxCharacters most UTF-16 units
 * @throws {UsageError} when it has more
 */
export async function readStdin(
  { streams }: Pick<System, "streams">,
  maxCharacters: number,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of streams.stdin) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxCharacters) {
      throw new UsageError(
        `Cannot use standard input: it has more than ${maxCharacters} characters`,
      );
    }
  }
  return text + decoder.decode();
}
