/** Which references to variables a client replaces in its entries. Types and data only. */

import type { FieldName } from "./field_name.ts";

/** One way to write a reference. */
export type VariableForm =
  /** `${NAME}` and `${NAME:-default}`. */
  | "braces"
  /** `$NAME`. */
  | "dollar"
  /** `${env:NAME}`. */
  | "env_prefix"
  /** `${userHome}`, `${workspaceFolder}`, `${workspaceFolderBasename}`, `${pathSeparator}`, `${/}`. */
  | "editor"
  /** `${input:NAME}`, which its client asks for and keeps to itself: it can never be resolved. */
  | "inputs"
  /** `${file:PATH}`. */
  | "file_prefix"
  /** `{env:NAME}`, empty when it is not set. */
  | "curly_env"
  /** `{file:PATH}`. */
  | "curly_file";

/** How a client reads the texts of its entries. */
export interface Dialect {
  /** References of other forms stay as they are written. */
  readonly forms: readonly VariableForm[];
  /** The fields in which references are replaced. @default all */
  readonly fields?: readonly FieldName[];
  /** Whether an argument that begins with `~/` is a path below the home directory. */
  readonly tildeInArgs?: boolean;
  /**
   * Files of variables below the home directory, of which the client reads the first that is there.
   * Ours come before them. Those of a project are not read, because they come with the repository.
   */
  readonly homeEnvFiles?: readonly (readonly string[])[];
  /** A variable that the client itself sets: the project's folder. */
  readonly projectVariable?: string;
}

/** Claude Desktop, Codex, Zed: every text is taken as it is written. */
export const LITERAL: Dialect = { forms: [] };

/** Claude Code (code.claude.com/docs/en/mcp, "Environment variable expansion"). */
export const CLAUDE_CODE: Dialect = { forms: ["braces"], projectVariable: "CLAUDE_PROJECT_DIR" };

/** Cursor (cursor.com/docs/context/mcp, "Config interpolation"). */
export const CURSOR: Dialect = { forms: ["env_prefix", "editor"] };

/** VS Code (code.visualstudio.com/docs/copilot/reference/mcp-configuration, variables reference). */
export const VS_CODE: Dialect = { forms: ["env_prefix", "editor", "inputs"], tildeInArgs: true };

/** Windsurf (docs.windsurf.com/windsurf/cascade/mcp, "Config interpolation"). */
export const WINDSURF: Dialect = { forms: ["env_prefix", "file_prefix"] };

/** Cline (cline/cline pull request 8079). */
export const CLINE: Dialect = { forms: ["env_prefix"] };

/** Gemini CLI (`packages/cli/src/utils/envVarResolver.ts`, `findEnvFile()` of its settings). */
export const GEMINI: Dialect = {
  forms: ["braces", "dollar"],
  homeEnvFiles: [[".gemini", ".env"], [".env"]],
};

/** Qwen Code, which began as Gemini CLI. */
export const QWEN: Dialect = { ...GEMINI, homeEnvFiles: [[".qwen", ".env"], [".env"]] };

/** Copilot CLI since 1.0.10 (github/copilot-cli issue 903): arguments stay as they are written. */
export const COPILOT: Dialect = {
  forms: ["braces", "dollar"],
  fields: ["env", "url", "headers"],
};

/** OpenCode (`packages/opencode/src/config/variable.ts`). */
export const OPENCODE: Dialect = { forms: ["curly_env", "curly_file"] };

/** Files of no single client: what people move there from any of them. */
export const COMMON: Dialect = {
  forms: ["braces", "env_prefix", "editor", "inputs"],
  tildeInArgs: true,
  projectVariable: "CLAUDE_PROJECT_DIR",
};
