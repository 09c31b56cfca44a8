/** The entries of each client, wherever they stand: what `import` moves keeps its client's own syntax. */

import { CLAUDE_CODE_SHAPE } from "./claude_code.ts";
import { CODEX_KEY, CODEX_SHAPE } from "./codex.ts";
import { COPILOT_SHAPE } from "./copilot.ts";
import { CURSOR_SHAPE } from "./cursor.ts";
import { GEMINI_SHAPE, QWEN_SHAPE } from "./gemini.ts";
import type { EntryShape } from "./json_file.ts";
import { LITERAL_SHAPE, SERVERS_KEY } from "./mcp_servers.ts";
import { OPENCODE_KEY, OPENCODE_SHAPE } from "./opencode.ts";
import { VS_CODE_KEY, VS_CODE_SHAPE } from "./vs_code.ts";
import { WINDSURF_SHAPE } from "./windsurf.ts";
import { ZED_KEY, ZED_SHAPE } from "./zed.ts";

/** How a client writes the entries of its servers. */
export interface ClientShape {
  /** The member that holds them, by name. */
  readonly key: string;
  readonly shape: EntryShape;
}

/** By the client's name on our command line. */
export const CLIENT_SHAPES = {
  "claude-code": { key: SERVERS_KEY, shape: CLAUDE_CODE_SHAPE },
  "claude-desktop": { key: SERVERS_KEY, shape: LITERAL_SHAPE },
  "cursor": { key: SERVERS_KEY, shape: CURSOR_SHAPE },
  "vs-code": { key: VS_CODE_KEY, shape: VS_CODE_SHAPE },
  "windsurf": { key: SERVERS_KEY, shape: WINDSURF_SHAPE },
  "codex": { key: CODEX_KEY, shape: CODEX_SHAPE },
  "gemini-cli": { key: SERVERS_KEY, shape: GEMINI_SHAPE },
  "qwen-code": { key: SERVERS_KEY, shape: QWEN_SHAPE },
  "opencode": { key: OPENCODE_KEY, shape: OPENCODE_SHAPE },
  "copilot-cli": { key: SERVERS_KEY, shape: COPILOT_SHAPE },
  "zed": { key: ZED_KEY, shape: ZED_SHAPE },
} as const satisfies Readonly<Record<string, ClientShape>>;

/** A client's name on our command line. */
export type ClientSlug = keyof typeof CLIENT_SHAPES;

/** The member of a file of servers that says whose syntax its entries have. */
export const CLIENT_KEY = "client";

/** The entries of the client that a text names; `null` when it names none. */
export function clientShape(slug: string): ClientShape | null {
  return Object.hasOwn(CLIENT_SHAPES, slug) ? CLIENT_SHAPES[slug as ClientSlug] : null;
}
