/**
 * The main use of the bridge, end to end, as by a client: starts the bridge over stdio, lets it
 * discover two real MCP servers, runs one Python workflow that moves data between them, and prints
 * time and tokens. Needs Node.js (for `npx`), and the network for its first run. Uses podman or
 * docker if possible, else the embedded engine. `--command PATH` runs an installed executable instead
 * of the source.
 */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findStateDir } from "../../src/settings/state_dir.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { buildBundle } from "../build/build_bundle.ts";
import { runInterruptibly } from "../build/run_interruptibly.ts";
import {
  type BridgeCommand,
  type BridgeSession,
  bundleCommand,
  connectBridge,
} from "./connect_bridge.ts";
import { countTokens, TOKENIZER } from "./count_tokens.ts";
import { createDemoHome, type DemoHome, listUpstreamTools, NoDemoServers } from "./demo_home.ts";
import { describeKept } from "./describe_kept.ts";
import { demoProgram } from "./workflow.ts";

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

async function demo(
  resources: AsyncDisposableStack,
  installed: string | undefined,
): Promise<void> {
  say("Preparing: two real MCP servers, fetched by npx (the first time takes a while) …");
  const home = await createDemoHome(resources);
  const stateDir = findStateDir(createDenoSystem());
  const upstreamTools = await listUpstreamTools(home);
  const program = installed === undefined
    ? await bundleProgram(home)
    : { command: installed, args: ["serve"] };
  const bridge = resources.use(await connectBridge({ program, home, stateDir }));
  await show(bridge, { home, upstreamTools });
  heading("Kept, so that the next start is quick");
  for (const line of await describeKept(stateDir)) say(line);
}

async function bundleProgram(home: DemoHome): Promise<BridgeCommand> {
  const bundle = `${home.path}/bundle`;
  await buildBundle({ root: ROOT, directory: bundle });
  return bundleCommand(ROOT, bundle);
}

async function show(
  bridge: BridgeSession,
  demo: { readonly home: DemoHome; readonly upstreamTools: string },
): Promise<void> {
  const program = demoProgram(demo.home.data);
  const ownTools = await bridge.listTools();
  say("The first run prepares the engine: the embedded engine prepares its Python, once …");
  const first = await bridge.run(program);
  const second = await bridge.run(program);
  const report = await Deno.readTextFile(`${demo.home.data}/report.txt`);

  heading("Engine");
  say(second.engine);
  heading("Code");
  say(program);
  heading("Answer, as the model sees it");
  say(second.text);
  heading("report.txt, written by the filesystem server");
  say(report);
  heading("Time");
  say(`first run ${seconds(first.ms)}, second run ${seconds(second.ms)} (a fresh sandbox each)`);
  heading(`Tokens of the tool list in the model's context (${TOKENIZER})`);
  const own = countTokens(ownTools);
  const upstream = countTokens(demo.upstreamTools);
  say(`run_python alone: ${own}`);
  say(`the two servers' own lists: ${upstream} (${(upstream / own).toFixed(1)} times as many)`);
}

function heading(text: string): void {
  say(`\n── ${text} ${"─".repeat(Math.max(0, 74 - text.length))}`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function say(text: string): void {
  // deno-lint-ignore no-console -- what the demo is for
  console.log(text);
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({ args: Deno.args, options: { command: { type: "string" } } });
    Deno.exitCode = await runInterruptibly((resources) => demo(resources, values.command));
  } catch (error) {
    if (!(error instanceof NoDemoServers)) throw error;
    say(error.message);
    Deno.exitCode = 1;
  }
  // what a signal interrupted still waits
  Deno.exit();
}
