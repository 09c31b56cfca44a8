/**
 * FastMCP CodeMode: a Python library whose servers can offer one tool, `execute`, in place of all
 * tools. Programs are in the subset of Python that Monty interprets.
 */

import { fileURLToPath } from "node:url";
import { connect } from "../client.ts";
import type { Bench, Command } from "../row.ts";
import { findProgram, installed, step } from "./install.ts";
import { type Subject, type Task, TOOL_CALLS } from "./subject.ts";
import { execute } from "./tool_answer.ts";
import { FASTMCP } from "./versions.ts";

const SERVER = fileURLToPath(new URL("./fastmcp_server.py", import.meta.url));
const TITLE = `FastMCP ${FASTMCP.version}`;

const PROGRAMS: Readonly<Record<Task, string>> = {
  "sum": "return 1+1",
  "calls-in-turn": `
right = 0
for i in range(${TOOL_CALLS}):
    right += await call_tool("echo", {"text": f"text {i}"}) == f"text {i}"
return right
`,
  "calls-at-once": `
import asyncio
texts = [f"text {i}" for i in range(${TOOL_CALLS})]
answers = await asyncio.gather(*[call_tool("echo", {"text": text}) for text in texts])
return sum([answer == text for answer, text in zip(answers, texts)])
`,
};

/** Installs FastMCP if it is missing, and puts it in front of a server that it calls over stdio. */
export async function fastmcp(bench: Bench, upstream: Command): Promise<Subject> {
  const directory = await installed({
    name: `fastmcp-${FASTMCP.version}-monty-${FASTMCP.monty}`,
    install,
  });
  const python = pythonOf(directory);
  const home = await Deno.makeTempDir({ dir: bench.directory, prefix: "fastmcp-" });
  return {
    name: "FastMCP CodeMode",
    version: `${FASTMCP.version}, Monty ${FASTMCP.monty}`,
    sandbox: "a subset of Python, interpreted in a process of its own for each run",
    async connect() {
      const server = await connect({
        command: python,
        args: [SERVER, upstream.command, ...upstream.args],
        env: { PATH: Deno.env.get("PATH") ?? "", HOME: home },
        quiet: true,
      });
      return {
        client: server.client,
        run: (task) => execute(server.client, PROGRAMS[task]),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function install(directory: string): Promise<void> {
  const system = await findProgram({
    peer: TITLE,
    programs: ["python3", "python"],
    title: "Python",
    atLeast: FASTMCP.python,
  });
  await step(TITLE, system, ["-m", "venv", directory]);
  const pip = ["-m", "pip", "install", "--quiet", "--no-cache-dir", "--no-input"];
  await step(TITLE, pythonOf(directory), [...pip, ...FASTMCP.packages]);
}

function pythonOf(directory: string): string {
  return Deno.build.os === "windows"
    ? `${directory}/Scripts/python.exe`
    : `${directory}/bin/python`;
}
