import { escapeLine, escapeText } from "../text/escape.ts";
import type { EngineState } from "../ipc/port.ts";

/** The engine's state, or why there is none. Without an engine the servers are still shown. */
export type EngineAnswer = { readonly state: EngineState } | { readonly problem: string };

/** Formats the engine that would run sandboxes, and why others were refused. */
export function formatEngine(answer: EngineAnswer): string {
  if ("problem" in answer) return `Engine: none\n  ${escapeText(answer.problem)}\n`;
  const { engine, attempts, advice, wrapper, rootless, sharesUser, limits } = answer.state;
  const rights = rootless === undefined ? "" : rootless ? " (rootless)" : " (rootful)";
  const refused = attempts
    .filter(({ refusal }) => refusal !== null)
    .map(({ engine: name, refusal }) => `  not ${name}: ${escapeLine(refusal ?? "")}`);
  return [
    `Engine: ${engine}${rights}${wrapper === undefined ? "" : `, inside ${escapeLine(wrapper)}`}`,
    ...(sharesUser === undefined
      ? []
      : [`  user ids: ${sharesUser ? "one for all sandboxes" : "each sandbox has its own"}`]),
    ...(limits === undefined ? [] : [`  limits: ${limits}`]),
    ...refused,
    ...(advice === null ? [] : [`  ${escapeLine(advice)}`]),
    "",
  ].join("\n");
}
