/** What the documents say of where servers are found and how their files are read. */

import {
  type ClientEnvironment,
  filesPattern,
  resolveRow,
} from "../../src/discovery/client_paths.ts";
import { CLIENT_LOCATIONS } from "../../src/discovery/client_table.ts";
import {
  CLAUDE_CODE,
  CLINE,
  COMMON,
  COPILOT,
  CURSOR,
  type Dialect,
  GEMINI,
  LITERAL,
  OPENCODE,
  type VariableForm,
  VS_CODE,
  WINDSURF,
} from "../../src/discovery/dialect.ts";
import { BASE_VARIABLES, SERVER_VARIABLES } from "../../src/executables/server_environment.ts";

/** A location on each platform. */
export interface Place {
  readonly owner: string;
  /** On Linux, macOS and Windows. */
  readonly paths: readonly string[];
}

/** The locations that are searched, in order of precedence. */
export function describePlaces(): readonly Place[] {
  const [linux = [], darwin = [], windows = []] = [
    placesOn("linux", { home: "/~", cwd: "/@", env: () => undefined }),
    placesOn("darwin", { home: "/~", cwd: "/@", env: () => undefined }),
    placesOn("windows", {
      home: "C:\\~",
      cwd: "C:\\@",
      env: (name) => name === "APPDATA" ? "C:\\%APPDATA%" : undefined,
    }),
  ];
  return linux.map(({ owner, path }, index) => ({
    owner,
    paths: [path, darwin[index]?.path ?? "", windows[index]?.path ?? ""],
  }));
}

interface Machine {
  readonly home: string;
  readonly cwd: string;
  env(name: string): string | undefined;
}

function placesOn(
  platform: ClientEnvironment["platform"],
  { home, cwd, env }: Machine,
): readonly { readonly owner: string; readonly path: string }[] {
  // so that `.mcp.json` and its like are found in the working directory alone
  const files = { existsSync: () => false };
  const environment = { platform, files, home: () => home, cwd: () => cwd, env };
  return CLIENT_LOCATIONS.map((row) => {
    const [location] = resolveRow(row, { environment, searched: [cwd], root: cwd });
    const owner = row.scope === "project" && row.client !== "this directory"
      ? `${row.client}, project`
      : row.client;
    if (location === undefined) return { owner, path: "" };
    const path = filesPattern({ ...location, path: shorten(location.path) }, platform);
    return { owner, path: platform === "windows" ? withVariables(path) : path };
  });
}

/** `/~/x` and `C:\\~\\x` without the root; `@` is the working directory. */
function shorten(path: string): string {
  return path.replace(/^(?:\/|C:\\)(?=[~@%])/, "").replace(/^@/, ".");
}

function withVariables(path: string): string {
  return path.startsWith(".") ? path.replaceAll("\\", "/") : path.replace(/^~/, "%USERPROFILE%");
}

const FORMS: Readonly<Record<VariableForm, readonly string[]>> = {
  braces: ["${NAME}", "${NAME:-default}"],
  dollar: ["$NAME"],
  env_prefix: ["${env:NAME}"],
  editor: ["${userHome}", "${workspaceFolder}", "${workspaceFolderBasename}", "${pathSeparator}"],
  inputs: [],
  file_prefix: ["${file:PATH}"],
  curly_env: ["{env:NAME}"],
  curly_file: ["{file:PATH}"],
};

const READERS: readonly (readonly [clients: string, dialect: Dialect])[] = [
  ["Claude Code", CLAUDE_CODE],
  ["Cursor", CURSOR],
  ["VS Code", VS_CODE],
  ["Windsurf", WINDSURF],
  ["Gemini CLI, Qwen Code", GEMINI],
  ["Copilot CLI", COPILOT],
  ["Cline", CLINE],
  ["OpenCode", OPENCODE],
  ["Claude Desktop, Codex, Zed", LITERAL],
  ["no single client: directories of servers, files that you name", COMMON],
];

/** Which references are replaced in whose files. */
export function describeDialects(): readonly {
  readonly clients: string;
  readonly forms: string;
}[] {
  return READERS.map(([clients, { forms, fields }]) => {
    const shown = forms.flatMap((form) => FORMS[form]).map((form) => `\`${form}\``).join(", ");
    const where = fields === undefined
      ? ""
      : `, in ${fields.map((field) => `\`${field}\``).join(", ")}`;
    return { clients, forms: shown === "" ? "nothing" : shown + where };
  });
}

/** The variables of ours that every server gets, by what they are for. */
export function describeVariables(): readonly {
  readonly purpose: string;
  readonly names: readonly string[];
}[] {
  const { linux, darwin, windows } = BASE_VARIABLES;
  return [
    { purpose: "every program", names: linux },
    { purpose: "every program, on macOS", names: darwin.filter((name) => !linux.includes(name)) },
    { purpose: "every program, on Windows", names: windows },
    ...Object.entries(SERVER_VARIABLES).map(([purpose, names]) => ({ purpose, names })),
  ];
}
