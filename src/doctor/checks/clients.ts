import { displayFile, PROGRAM_NAME } from "../../discovery/display.ts";
import type { StdioDefinition } from "../../discovery/server_definition.ts";
import { CommandResolver } from "../../executables/resolve_command.ts";
import { pathsOf } from "../../system/paths.ts";
import type { System } from "../../system/system.ts";
import type { Check } from "../check.ts";
import { type ClientEntries, readClientEntries, type RegisteredBridge } from "../client_entries.ts";
import { type DoctorContext, SERVERS_MS } from "../context.ts";
import { type Finding, finding } from "../finding.ts";
import { KnownLists } from "../known_lists.ts";
import { formatCount } from "../../text/format_count.ts";

const MAX_NAMES = 5;

/** Which clients start the bridge, whether they find it, and what they list beside it. */
export const clients: Check = {
  name: "clients",
  afterLook: true,
  // what servers cost is known once they were asked
  withinMs: SERVERS_MS + 15_000,
  async run(context) {
    const found = await readClientEntries(context.system);
    const registered = found.filter(({ bridges }) => bridges.length > 0);
    if (registered.length === 0) {
      return [finding("client.none", {
        subject: "clients",
        text: "the bridge is in no client's file",
        remedy: `run: ${PROGRAM_NAME} register`,
      })];
    }
    const findings: Finding[] = [];
    for (const client of registered) {
      for (const bridge of client.bridges) {
        findings.push(...await describeBridge(bridge, context.system));
      }
      if (client.servers.length > 0) findings.push(await describeOthers(client, context));
    }
    return findings;
  },
};

async function describeBridge(
  { name, origin, definition }: RegisteredBridge,
  system: System,
): Promise<readonly Finding[]> {
  const subject = origin.client;
  const where = `${displayFile(origin, system)}, as ${JSON.stringify(name)}`;
  const missing = await findMissing(definition, system);
  if (missing !== null) {
    return [finding("client.broken", {
      subject,
      text: `${where}: ${missing}`,
      remedy: `run: ${PROGRAM_NAME} register`,
    })];
  }
  const registered = finding("client.registered", { subject, text: where });
  const other = await findOther(definition, system);
  if (other === null) return [registered];
  return [
    registered,
    finding("client.other", {
      subject,
      text: `${where}: it starts ${other} and not ${system.execPath}`,
      remedy: `run: ${PROGRAM_NAME} register, if it is to start this one`,
    }),
  ];
}

/** What of an entry leads nowhere, as a clause; `null` when it can be started. */
async function findMissing(definition: StdioDefinition, system: System): Promise<string | null> {
  // a reference to a variable is the client's to replace
  if (definition.command.includes("$")) return null;
  const program = await resolve(definition, system);
  if (program === null) return `there is no program ${JSON.stringify(definition.command)}`;
  const { isAbsolute } = pathsOf(system.platform);
  for (const argument of definition.args) {
    if (!isAbsolute(argument) || !/\.[cm]?[jt]s$/.test(argument)) continue;
    if (await system.files.realPath(argument).catch(() => argument) === null) {
      return `there is no file ${JSON.stringify(argument)}`;
    }
  }
  return null;
}

async function resolve(definition: StdioDefinition, system: System): Promise<string | null> {
  const { signal } = new AbortController();
  const askLoginShell = () => Promise.resolve(null);
  const resolver = new CommandResolver({ system, log: () => {}, signal, askLoginShell });
  const found = await resolver.resolve(PROGRAM_NAME, definition).catch(() => null);
  return found?.argv[0] ?? null;
}

/** The path of another executable of the bridge that an entry starts; `null` when it is this one. */
async function findOther(definition: StdioDefinition, system: System): Promise<string | null> {
  if (!system.compiled || definition.command.includes("$")) return null;
  const { basename } = pathsOf(system.platform);
  const program = await resolve(definition, system);
  // a runtime that starts a package or a source file is no copy of the executable
  if (program === null || !basename(program).startsWith(PROGRAM_NAME)) return null;
  const [real, own] = await Promise.all(
    [program, system.execPath].map((path) => system.files.realPath(path).catch(() => null)),
  );
  return real === own ? null : program;
}

async function describeOthers(
  { client, servers }: ClientEntries,
  context: DoctorContext,
): Promise<Finding> {
  const { countTokens, startServers } = context.options;
  if (startServers) await context.reports();
  const lists = new KnownLists(context);
  const known: number[] = [];
  for (const name of servers) {
    const text = await lists.textOf(name);
    if (text !== null) known.push(countTokens(text));
  }
  const tokens = known.reduce((sum, count) => sum + count, 0);
  const cost = known.length === 0
    ? "what they cost is not known before the bridge has listed their tools"
    : `the tools of ${known.length === servers.length ? "all" : known.length} of them are about ` +
      `${formatCount(tokens)} tokens in each conversation`;
  const names = `${servers.slice(0, MAX_NAMES).join(", ")}${
    servers.length > MAX_NAMES ? ", …" : ""
  }`;
  return finding("client.beside", {
    subject: client,
    text: `lists ${servers.length} beside the bridge (${names}); ${cost}`,
    remedy: `run: ${PROGRAM_NAME} import, which moves them behind the bridge`,
  });
}
