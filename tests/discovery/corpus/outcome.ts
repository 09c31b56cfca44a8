import type { DiscoveredServer } from "../../../src/discovery/server_definition.ts";

/** A file of the corpus, and what must come of it. */
export interface CorpusFile {
  /** Path; `~` is the home directory, `.` the working directory. */
  readonly path: string;
  readonly text: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Further files that the entries refer to, by path. */
  readonly beside?: Readonly<Record<string, string>>;
  /** What becomes of each server, by name, as `outcomeOf()` writes it. */
  readonly servers: Readonly<Record<string, string>>;
  /** What is wrong with the file. @default nothing */
  readonly problem?: RegExp;
}

/**
 * What became of a server in one line: `npx -y x [A=1] in /dir`, or `URL {Header: value} sse`, then
 * lists of tools and time-outs; `STATE: reason` before it when it is not ready.
 */
export function outcomeOf({ definition, availability }: DiscoveredServer): string {
  const state = availability.state === "ready"
    ? ""
    : `${availability.state}: ${availability.reason}`;
  if (definition === null || state !== "") return state;
  const words: string[] = [];
  if (definition.kind === "stdio") {
    words.push(definition.command, ...definition.args);
    words.push(...pairs(definition.env, "=").map((pair) => `[${pair}]`));
    if (definition.cwd !== undefined) words.push(`in ${definition.cwd}`);
  } else {
    words.push(definition.url, ...pairs(definition.headers, ": ").map((pair) => `{${pair}}`));
    if (definition.type !== undefined) words.push(definition.type);
    const { client } = definition;
    if (client !== undefined) words.push(`as ${client.id}/${client.secret ?? "-"}`);
  }
  const { tools, timeouts, description } = definition;
  if (tools !== undefined) {
    if (tools.allow !== null) words.push(`only ${tools.allow.join(",")}`);
    if (tools.deny.length > 0) words.push(`without ${tools.deny.join(",")}`);
  }
  if (timeouts?.startMs !== undefined) words.push(`start ${timeouts.startMs}`);
  if (timeouts?.callMs !== undefined) words.push(`call ${timeouts.callMs}`);
  if (description !== undefined) words.push(`"${description}"`);
  return words.join(" ");
}

function pairs(record: Readonly<Record<string, string>>, sign: string): readonly string[] {
  return Object.entries(record).map(([name, value]) => name + sign + value);
}
