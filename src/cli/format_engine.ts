import { escapeLine, escapeText } from "../text/escape.ts";
import { mostSandboxes } from "../engine/most_sandboxes.ts";
import type { RoomUse } from "../ipc/port.ts";
import type { Settings } from "../settings/settings.ts";
import type { EngineAnswer } from "./ask_engine.ts";

/** Formats the engine that would run sandboxes, and why others were refused. */
export function formatEngine(
  answer: EngineAnswer,
  settings: Pick<Settings, "maxConcurrency" | "poolSize">,
): string {
  if ("problem" in answer) return `Engine: none\n  ${escapeText(answer.problem)}\n`;
  const { engine, attempts, advice, wrapper, rootless, userIds, limits, rooms, stopped } =
    answer.state;
  const rights = rootless === undefined ? "" : rootless ? " (rootless)" : " (rootful)";
  const refused = attempts
    .filter(({ refusal }) => refusal !== null)
    .map(({ engine: name, refusal }) => `  not ${name}: ${escapeLine(refusal ?? "")}`);
  return [
    `Engine: ${engine}${rights}${wrapper === undefined ? "" : `, inside ${escapeLine(wrapper)}`}`,
    ...(userIds === undefined
      ? []
      : [`  user ids: ${formatUserIds(userIds, mostSandboxes(engine, settings))}`]),
    ...(limits === undefined ? [] : [`  limits: ${limits}`]),
    ...(rooms === undefined ? [] : [`  runs: ${formatRooms(rooms)}`]),
    ...(stopped === undefined
      ? []
      : [`  ${escapeLine(stopped)} is not running; the next run starts it`]),
    ...refused,
    ...(advice === null ? [] : [`  ${escapeLine(advice)}`]),
    "",
  ].join("\n");
}

function formatUserIds(ids: number, sandboxes: number): string {
  if (ids === 1) return "one for all sandboxes";
  if (ids >= sandboxes) return "each sandbox has its own";
  return `${ids} for up to ${sandboxes} sandboxes at once, so that some share one; ` +
    "MCP_BRIDGE_CONTAINER_USER takes a longer range";
}

function formatRooms(rooms: RoomUse): string {
  switch (rooms.use) {
    case "rooms":
      return "one after another in a container, each in a room of its own";
    case "impossible":
      return `each in a container of its own, because it makes no rooms (${
        escapeLine(rooms.reason)
      })`;
    case "never":
      return "each in a container of its own, because MCP_BRIDGE_REUSE is never";
    case "untried":
      return "not known yet; the first container since boot, or a change, tries to make a room";
  }
}
