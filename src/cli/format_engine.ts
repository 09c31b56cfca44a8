import { escapeLine, escapeText } from "../text/escape.ts";
import type { EngineState } from "../ipc/port.ts";

/** The engine's state, or why there is none: an engine that is missing must not hide the servers. */
export type EngineAnswer = { readonly state: EngineState } | { readonly problem: string };

/** The engine that would run sandboxes, and why not another, for people. */
export function formatEngine(answer: EngineAnswer): string {
  if ("problem" in answer) return `Engine: none\n  ${escapeText(answer.problem)}\n`;
  const { engine, attempts, advice } = answer.state;
  const refused = attempts
    .filter(({ refusal }) => refusal !== null)
    .map(({ engine: name, refusal }) => `  not ${name}: ${escapeLine(refusal ?? "")}`);
  return [
    `Engine: ${engine}`,
    ...refused,
    ...(advice === null ? [] : [`  ${escapeLine(advice)}`]),
    "",
  ].join("\n");
}
