import type { Clock } from "./system.ts";
import { pause } from "./waiting.ts";

/** Milliseconds that such work goes on before others have a turn. */
const TURN_MS = 10;

/** Work that is cut into steps; its result comes with the last of them. */
export type Steps<T> = Iterator<void, T>;

/** Does the work at once, while everything else waits. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does the work in turns, so that a great deal of it holds nobody up. */
export async function inTurns<T>(steps: Steps<T>, clock: Clock): Promise<T> {
  let until = clock.monotonic() + TURN_MS;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (clock.monotonic() < until) continue;
    await pause({ clock, ms: 0 });
    until = clock.monotonic() + TURN_MS;
  }
}
