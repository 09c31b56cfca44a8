/** The shipped bridge with one engine. */

import { VERSION } from "../../src/cli/version.ts";
import { describeEngine, type EngineName } from "../../src/engines.ts";
import { createHome, startBridgeIn } from "../client.ts";
import type { Bench, Command } from "../row.ts";
import { type Subject, type Task, TOOL_CALLS } from "./subject.ts";
import { BRIDGE } from "./table.ts";

const PROGRAMS: Readonly<Record<Task, string>> = {
  "sum": "1+1",
  "calls-in-turn": `
right = 0
for i in range(${TOOL_CALLS}):
    right += await mcp_upstream.echo(text=f"text {i}") == f"text {i}"
right
`,
  "calls-at-once": `
import asyncio
texts = [f"text {i}" for i in range(${TOOL_CALLS})]
answers = await asyncio.gather(*(mcp_upstream.echo(text=text) for text in texts))
sum(answer == text for answer, text in zip(answers, texts))
`,
};

/** What programs run in, by the kind of the engine. */
const SANDBOXES: ReadonlyMap<string, string> = new Map([
  ["container", "CPython, a room of its own for each run"],
  ["embedded", "CPython in WebAssembly, a process of its own for each run"],
]);

export interface BridgeSubjectOptions {
  readonly engine: EngineName;
  /** The bridge as it is shipped. */
  readonly command: Command;
  /** The server that programs call, over stdio. */
  readonly upstream: Command;
}

/** Creates the subject for the bridge with one engine. */
export async function bridgeSubject(
  bench: Bench,
  { engine, command, upstream }: BridgeSubjectOptions,
): Promise<Subject> {
  const home = await createHome(bench, { upstream });
  return {
    name: `${BRIDGE}${engine}`,
    version: VERSION,
    sandbox: SANDBOXES.get(describeEngine(engine).kind) ?? describeEngine(engine).label,
    async connect() {
      const bridge = await startBridgeIn(bench, { engine, command, home, quiet: true });
      return {
        client: bridge.client,
        run: (task) => bridge.run(PROGRAMS[task], task === "sum" ? [] : ["upstream"]),
        [Symbol.asyncDispose]: () => bridge[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
