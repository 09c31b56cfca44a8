import type { AddedPackage } from "../rpc/calls.ts";
import type { BridgeServer, BridgeSettings } from "../ipc/messages.ts";
import type { EngineState } from "../ipc/port.ts";
import { messageOf } from "../errors.ts";
import { MAX_CODE_LENGTH, MAX_SERVERS } from "../server/run_python_arguments.ts";
import type { Clock } from "../system/system.ts";
import { escapeLine } from "../text/escape.ts";
import { formatCount } from "../text/format_count.ts";

export interface CapabilitiesOptions {
  readonly settings: BridgeSettings;
  readonly engineState: (signal: AbortSignal) => Promise<EngineState>;
  readonly servers: () => Promise<readonly BridgeServer[]>;
  /** The packages that the user added, for the engine. */
  readonly packages: (query: { readonly embedded: boolean }) => Promise<readonly AddedPackage[]>;
  readonly clock: Clock;
}

/** Milliseconds that are waited for each fact; one that comes later is told as not known yet. */
const WAIT_MS = 3_000;
/** Servers and packages that are named, and characters of one line. */
const MAX_NAMED = 100;
const MAX_LINE = 200;

/** The helpers that a program meets first. All of them: `help(runtime)`. */
export const HELPERS: readonly string[] = [
  "runtime.discovered_servers(detailed=False)",
  "await runtime.search_tool_docs(query, limit=5, server=None)",
  'await runtime.query_tool_docs(server, tool=None, detail="full")',
  "await runtime.list_tools(server)",
  "await runtime.call_tool(server, tool, arguments, timeout=None)",
  "await runtime.resources(server)",
  "await runtime.read_resource(server, uri)",
  "await runtime.prompts(server)",
  "await runtime.get_prompt(server, name)",
  "runtime.packages()",
  "runtime.save_tool(function)",
  "runtime.tools(name=None)",
  "runtime.delete_tool(name)",
  "runtime.stubs(server)",
  "await runtime.ref(id_or_name)",
  "await runtime.refs()",
  "await runtime.keep(value, name=None)",
  "runtime.capability_summary()",
];

/**
 * Says in Markdown what a program can use. Starts no sandbox and no server; what is not known within
 * 3 s is said to be so. Never rejects, unless the signal aborts.
 *
 * @throws the signal's reason
 */
export async function describeCapabilities(
  options: CapabilitiesOptions,
  signal: AbortSignal,
): Promise<string> {
  const [engine, servers] = await Promise.all([
    within(options.engineState(signal), options),
    within(options.servers(), options),
  ]);
  signal.throwIfAborted();
  const embedded = "value" in engine && engine.value.engine === "embedded";
  const packages = await within(options.packages({ embedded }), options);
  signal.throwIfAborted();
  return [
    `# run_python of mcp-code-bridge ${options.settings.version}`,
    "",
    `- Engine: ${describe(engine, nameEngine)}`,
    "- Python: 3.9 or newer, with top-level await; sys.version says which",
    ...describeLimits(options.settings),
    "",
    "## Servers",
    "",
    describe(servers, listServers),
    "",
    "## Packages",
    "",
    "The standard library, and what runtime.packages() lists: those of the image or the engine, and " +
    `those that the bridge adds (${describe(packages, namePackages)}).`,
    "",
    "## Helpers",
    "",
    ...HELPERS.map((helper) => `- \`${helper}\``),
    "",
  ].join("\n");
}

/** What was found out, or why it was not. */
type Fact<T> = { readonly value: T } | { readonly problem: string };

async function within<T>(
  asked: Promise<T>,
  { clock }: { readonly clock: Clock },
): Promise<Fact<T>> {
  const late = Promise.withResolvers<Fact<T>>();
  const stopClock = clock.after(WAIT_MS, () => late.resolve({ problem: "not known yet" }));
  try {
    return await Promise.race([asked.then((value) => ({ value })), late.promise]);
  } catch (error) {
    return { problem: messageOf(error) };
  } finally {
    stopClock();
  }
}

function describe<T>(fact: Fact<T>, words: (value: T) => string): string {
  return "value" in fact ? words(fact.value) : oneLine(fact.problem);
}

function nameEngine({ engine, limits }: EngineState): string {
  return limits === undefined ? engine : `${engine}, limits: ${limits}`;
}

function describeLimits(settings: BridgeSettings): readonly string[] {
  const { timeoutMs, maxTimeoutMs, callTimeoutMs, maxOutput, maxConcurrency } = settings;
  const call = callTimeoutMs === null ? "" : `; a call, ${callTimeoutMs / 1000} s`;
  return [
    `- Time: ${timeoutMs / 1000} s, or \`timeout\` up to ${maxTimeoutMs / 1000} s${call}`,
    `- Code: at most ${formatCount(MAX_CODE_LENGTH)} characters; ${MAX_SERVERS} servers`,
    `- Answer: at most ${formatCount(maxOutput)} characters, as ${settings.outputMode}`,
    `- Programs at once: ${maxConcurrency}`,
    `- Saved tools: ${settings.savedTools}`,
  ];
}

function listServers(servers: readonly BridgeServer[]): string {
  const lines = servers.slice(0, MAX_NAMED).map(({ name, alias, unavailable }) => {
    const state = unavailable === null ? "" : `, which cannot be used: ${unavailable}`;
    return `- ${oneLine(`${name}: mcp_${alias}${state}`)}`;
  });
  const more = servers.length - lines.length;
  return [
    ...(lines.length === 0 ? ["None."] : lines),
    ...(more > 0 ? [`- and ${more} more: runtime.discovered_servers()`] : []),
  ].join("\n");
}

function namePackages(packages: readonly AddedPackage[]): string {
  if (packages.length === 0) return "none";
  const names = packages.slice(0, MAX_NAMED).map(({ name, version }) => `${name} ${version}`);
  const more = packages.length - names.length;
  return names.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function oneLine(text: string): string {
  const shown = escapeLine(text);
  return shown.length > MAX_LINE ? `${shown.slice(0, MAX_LINE).toWellFormed()}…` : shown;
}
