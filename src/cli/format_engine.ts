import { escapeLine, escapeText } from "../output/escape_terminal.ts";
import type { EngineAnswer } from "./commands/servers.ts";

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
