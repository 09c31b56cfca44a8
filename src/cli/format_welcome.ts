import type { Discovery } from "../discovery/server_definition.ts";
import { printable } from "../text/printable.ts";
import type { EngineAnswer } from "./ask_engine.ts";
import { VERSION } from "./version.ts";

/** Most characters of a reason that are shown. */
const MAX_REASON = 300;

/** What to do next, of which those are shown whose command the program has. */
const STEPS = [
  ["register", "", "let a client start the bridge"],
  ["servers", "", "the servers, and why one cannot be used"],
  ["doctor", "", "what is wrong, and what to do"],
  ["run", ` -c "6 * 7"`, "run a program"],
] as const;

export interface WelcomeFacts {
  readonly discovery: Discovery;
  readonly engine: EngineAnswer;
  /** Names of the program's commands. */
  readonly commands: ReadonlySet<string>;
}

/** What a person sees who starts the program without a command: what it is, what it found, what next. */
export function formatWelcome({ discovery, engine, commands }: WelcomeFacts): string {
  const steps = STEPS.filter(([name]) => commands.has(name))
    .map(([name, args, why]) => [`mcp-code-bridge ${name}${args}`, why] as const);
  const width = Math.max(...steps.map(([command]) => command.length));
  return [
    `mcp-code-bridge ${VERSION} gives a model one tool, run_python, in place of all the tools`,
    "of your MCP servers. A client starts it; `mcp-code-bridge serve` waits for one.",
    "",
    `  Engine   ${describeEngine(engine)}`,
    `  Servers  ${describeServers(discovery)}`,
    `  Clients  ${describeClients(discovery)}`,
    "",
    "Next:",
    ...steps.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`),
    "",
  ].join("\n");
}

function describeEngine(answer: EngineAnswer): string {
  if ("problem" in answer) return `none: ${printable(answer.problem, MAX_REASON)}`;
  const { engine, advice } = answer.state;
  return advice === null ? engine : `${engine}: ${printable(advice, MAX_REASON)}`;
}

function describeServers({ servers }: Discovery): string {
  const others = servers.filter(({ availability }) => availability.state !== "self");
  if (others.length === 0) return "none found";
  const byClient = Map.groupBy(others, ({ origin }) => origin.client);
  const from = [...byClient].map(([client, { length }]) => `${length} from ${printable(client)}`);
  const { length: unusable } = others.filter(({ availability }) => availability.state !== "ready");
  return `${others.length} found: ${from.join(", ")}` +
    (unusable === 0 ? "" : `; ${unusable} cannot be used yet`);
}

/** The clients that have a file of configuration, and those that have the bridge in it. */
function describeClients({ files, servers }: Discovery): string {
  const found = [...new Set(files.map(({ origin }) => printable(origin.client)))];
  if (found.length === 0) return "none found";
  const ours = servers.filter(({ availability }) => availability.state === "self");
  const starting = [...new Set(ours.map(({ origin }) => printable(origin.client)))];
  return `${found.join(", ")}; ${
    starting.length === 0 ? "none starts the bridge yet" : `started by ${starting.join(", ")}`
  }`;
}
