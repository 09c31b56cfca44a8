import { fileURLToPath } from "node:url";
import type { EngineName } from "../../../src/engines.ts";
import { eventually } from "../../support/eventually.ts";
import { bridgeCommand, bridgeEnvironment } from "./bridge_command.ts";
import { createHome, exampleServers } from "./home.ts";
import {
  commandOf,
  containerIdsOf,
  containersOf,
  descendantsOf,
  livingContainersOf,
  processesNaming,
} from "./leftovers.ts";
import { runPythonCall } from "./raw_bridge.ts";

/** How a bridge comes to its end. */
export const ENDINGS = ["exit", "SIGTERM", "SIGKILL", "client killed"] as const;
export type Ending = typeof ENDINGS[number];

/** What the sandboxes do at that moment. */
export const WORKS = ["idle", "busy", "calling"] as const;
export type Work = typeof WORKS[number];

/** What goes wrong just before. */
export const TROUBLES = ["none", "engine hangs", "server crashes", "monitor killed"] as const;
export type Trouble = typeof TROUBLES[number];

/** One end of one bridge. */
export interface Moment {
  readonly engine: EngineName;
  readonly ending: Ending;
  readonly work: Work;
  /** @default {"none"} */
  readonly trouble?: Trouble;
  /** Milliseconds from the start of the bridge to its end. */
  readonly delayMs: number;
}

/** Ignores every signal that can be ignored, in itself and in a child that has a session of its own. */
const STUBBORN = `
import os, signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
if hasattr(os, "fork"):
    try:
        if os.fork() == 0:
            os.setsid()
            while True:
                pass
    except OSError:
        pass
`;

const PROGRAMS: Readonly<Record<Work, string | null>> = {
  idle: null,
  busy: `${STUBBORN}\nwhile True:\n    pass\n`,
  calling: `${STUBBORN}\nawait mcp_slow.sleep(ms=600000)\n`,
};

/** Milliseconds after which something is left for good. */
const PATIENCE_MS: Readonly<Record<Trouble, number>> = {
  none: 20_000,
  "engine hangs": 20_000,
  "server crashes": 20_000,
  // podman's client itself waits 20 s for the word of a monitor that was killed
  "monitor killed": 60_000,
};
/** Milliseconds for which an engine hangs. */
const HANG_MS = 1_000;
/** Milliseconds for which nothing may come back. */
const CLEAR_MS = 500;

/**
 * Starts a bridge by a client of its own, ends it, and waits until nothing is left of it.
 *
 * @returns milliseconds from the end of the bridge until nothing was left
 * @throws {Error} naming what is left after 20 s, or after a minute without a monitor
 */
export async function endBridgeAt(moment: Moment): Promise<number> {
  await using home = await createHome({});
  // its own path stands in the command line of whatever is not a container
  const servers = exampleServers({ slow: ["slow", home.path] });
  await home.write(".config/mcp/servers/all.json", { mcpServers: servers });
  const client = startClient(home.path, moment);
  try {
    const bridge = Number((await client.lines.read()).value);
    await new Promise((resolve) => setTimeout(resolve, moment.delayMs));
    const { trouble = "none" } = moment;
    const resume = await makeTrouble(trouble, { moment, bridge, home: home.path });
    await end(moment.ending, { client, bridge });
    if (resume !== null) {
      // a hang that has an end: what was asked for in it is still done
      await new Promise((resolve) => setTimeout(resolve, HANG_MS));
      resume();
    }
    const began = performance.now();
    let left: readonly string[] = [];
    let clearSince = Infinity;
    await eventually(() => `nothing is left after ${JSON.stringify(moment)}: ${left}`, async () => {
      left = await whatIsLeft(moment, { bridge, home: home.path });
      const ms = performance.now() - began;
      // an engine may still be about to make what a client asked for before it was killed
      clearSince = left.length > 0 ? Infinity : Math.min(clearSince, ms);
      return ms - clearSince > CLEAR_MS;
    }, PATIENCE_MS[trouble]);
    return clearSince;
  } finally {
    await client.close();
  }
}

/**
 * Makes one thing go wrong around a bridge that still lives.
 *
 * @returns what makes it good again, or `null`
 */
async function makeTrouble(
  trouble: Trouble,
  { moment: { engine }, bridge, home }: {
    readonly moment: Moment;
    readonly bridge: number;
    readonly home: string;
  },
): Promise<(() => void) | null> {
  switch (trouble) {
    case "none":
      return null;
    case "server crashes": {
      const servers = await processesNaming("tests/servers/slow.ts");
      for (const pid of servers) if ((await commandOf(pid)).includes(home)) kill(pid);
      return null;
    }
    case "engine hangs": {
      const stopped = await engineProcesses(engine, bridge);
      for (const pid of stopped) kill(pid, "SIGSTOP");
      return () => stopped.forEach((pid) => kill(pid, "SIGCONT"));
    }
    case "monitor killed": {
      // conmon and docker's shim have the container's id in their command lines
      for (const id of await containerIdsOf(engine, bridge)) {
        for (const pid of await processesNaming(id)) {
          if (/conmon|shim/.test(await commandOf(pid))) kill(pid);
        }
      }
      return null;
    }
  }
}

/** The engine's clients that a bridge started, or the sandboxes of the embedded engine. */
async function engineProcesses(engine: EngineName, bridge: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (const pid of await descendantsOf(bridge)) {
    const command = await commandOf(pid);
    if (engine === "embedded" ? command.includes("/embedded/") : command.includes(`${engine} `)) {
      found.push(pid);
    }
  }
  return found;
}

interface Client {
  readonly process: Deno.ChildProcess;
  readonly lines: ReadableStreamDefaultReader<string>;
  /** Closes the bridge's stdin. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** A client is a process of its own, so that it can be killed. */
function startClient(home: string, { engine, work }: Moment): Client {
  const { command, args } = bridgeCommand();
  const code = PROGRAMS[work];
  const calls = code === null
    ? []
    : [runPythonCall(2, { code, servers: ["slow"], timeout: 100 }), runPythonCall(3, { code })];
  const env = bridgeEnvironment(home, { MCP_BRIDGE_RUNTIME: engine });
  const fixture = fileURLToPath(new URL("dying_client.ts", import.meta.url));
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-prompt", "--no-check", "--cached-only", fixture],
      JSON.stringify({ command, args, env, calls }),
    ],
    cwd: home,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const stdin = process.stdin.getWriter();
  const leave = () => stdin.close().catch(() => {});
  return {
    process,
    lines,
    leave,
    async close() {
      kill(process.pid);
      await Promise.all([process.status, leave(), lines.cancel()]);
    },
  };
}

async function end(
  ending: Ending,
  { client, bridge }: { client: Client; bridge: number },
): Promise<void> {
  switch (ending) {
    case "exit":
      return await client.leave();
    case "client killed":
      return kill(client.process.pid);
    case "SIGTERM":
    case "SIGKILL":
      return kill(bridge, ending);
  }
}

function kill(pid: number, signal: Deno.Signal = "SIGKILL"): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function whatIsLeft(
  { engine, trouble }: Moment,
  { bridge, home }: { bridge: number; home: string },
): Promise<readonly string[]> {
  // without its monitor podman keeps the record of a container that has ended, until a bridge cleans
  const containers = trouble === "monitor killed"
    ? await livingContainersOf(engine, bridge)
    : await containersOf(engine, bridge);
  // an engine's client has the lease in its arguments; our own client has the home in them
  const ids = await processesNaming(`lease=${Deno.uid()}:${bridge}:`, home);
  const commands = await Promise.all([bridge, ...ids].map(commandOf));
  return [
    ...containers,
    ...commands.filter((command) => command !== "" && !command.includes("dying_client.ts")),
  ];
}
