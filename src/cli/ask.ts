import type { CommandContext } from "./command_context.ts";

/** Most bytes of an answer that are read. */
const MAX_ANSWER = 1000;

/** Asks a question on the terminal. Anything but `y` and `yes`, in any case, is a no. */
export async function ask(
  question: string,
  { print, system: { streams } }: Pick<CommandContext, "print" | "system">,
): Promise<boolean> {
  await print(`${question} [y/N] `);
  const decoder = new TextDecoder();
  let answer = "";
  for await (const bytes of streams.stdin.values({ preventCancel: true })) {
    answer += decoder.decode(bytes, { stream: true });
    if (answer.includes("\n") || answer.length > MAX_ANSWER) break;
  }
  return /^y(?:es)?\s*$/i.test(answer.split("\n", 1)[0]?.trim() ?? "");
}
