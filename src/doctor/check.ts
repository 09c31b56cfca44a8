import { messageOf } from "../errors.ts";
import { within } from "../system/waiting.ts";
import type { DoctorContext } from "./context.ts";
import { type Finding, finding } from "./finding.ts";

/** One check: it looks at one thing and says what it found. It may throw. */
export interface Check {
  /** For people: `disk space`. */
  readonly name: string;
  /** Milliseconds that it has. @default {20000} */
  readonly withinMs?: number;
  /** It waits for something that is started: it begins when the checks have ended that only look. */
  readonly afterLook?: true;
  run(context: DoctorContext): Promise<readonly Finding[]>;
}

/** Longer than what a check waits for: an engine's inquiry, a login shell. */
const WITHIN_MS = 20_000;

/** Runs a check. Never rejects and always ends: an error and a check that hangs are findings. */
export async function runCheck(
  { name, run, withinMs: ms = WITHIN_MS }: Check,
  context: DoctorContext,
): Promise<readonly Finding[]> {
  const found = Promise.resolve().then(() => run(context)).catch((error) => [
    finding("check.failed", {
      subject: name,
      text: `it ended in an error: ${messageOf(error)}`,
      remedy: "put right what the error names, then run doctor again",
    }),
  ]);
  return await within(found, { clock: context.system.clock, ms }) ?? [
    finding("check.late", {
      subject: name,
      text: `it did not end within ${ms / 1000} s`,
      remedy: "see what hangs: a file system, or a program that does not answer",
    }),
  ];
}
