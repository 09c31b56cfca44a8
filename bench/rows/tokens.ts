import { buildBundle } from "../../scripts/build/build_bundle.ts";
import { bundleCommand, connectBridge } from "../../scripts/demo/connect_bridge.ts";
import { countTokens, TOKENIZER } from "../../scripts/demo/count_tokens.ts";
import { createDemoHome, type DemoHome, listUpstreamTools } from "../../scripts/demo/demo_home.ts";
import { demoProgram } from "../../scripts/demo/workflow.ts";
import { fileURLToPath } from "node:url";
import { connect, type Connected } from "../client.ts";
import { measurement } from "../measurement.ts";
import type { Row } from "../row.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** What enters a model's context, with the bridge and without it. */
export const tokens: Row = {
  name: "tokens",
  title: `tokens (${TOKENIZER}): the demo's two servers and its workflow`,
  async measure(bench) {
    await using resources = new AsyncDisposableStack();
    const home = await createDemoHome(resources);
    const upstreamTools = countTokens(await listUpstreamTools(home));
    const raw = countTokens((await callWithoutBridge(home)).join("\n"));
    const directory = `${bench.directory}/bundle`;
    await buildBundle({ root: ROOT, directory });
    const program = bundleCommand(ROOT, directory);
    const stateDir = `${bench.directory}/state`;
    await using bridge = await connectBridge({ program, home, stateDir });
    const ownTools = countTokens(await bridge.listTools());
    const answer = countTokens((await bridge.run(demoProgram(home.data))).text);
    return [
      measurement({
        what: "tools/list",
        unit: "tokens",
        samples: [ownTools],
        floor: { what: "the servers' own lists", samples: [upstreamTools] },
      }),
      measurement({
        what: "the workflow's answer",
        unit: "tokens",
        samples: [answer],
        floor: { what: "the results of the same calls, made one by one", samples: [raw] },
      }),
    ];
  },
};

/** The results of the workflow's calls as a client puts them into the context. */
async function callWithoutBridge(home: DemoHome): Promise<readonly string[]> {
  await using filesystem = await connectTo(home, "filesystem");
  await using everything = await connectTo(home, "everything");
  const results: string[] = [];
  const call = async (server: Connected, name: string, args: Record<string, unknown>) => {
    const { content } = await server.client.callTool({ name, arguments: args });
    results.push(JSON.stringify(content));
  };
  await call(filesystem, "list_directory", { path: home.data });
  for (const name of ["january.csv", "february.csv"]) {
    await call(filesystem, "read_text_file", { path: `${home.data}/${name}` });
    // one sum for each line of either file
    for (let line = 0; line < 3; line++) await call(everything, "get-sum", { a: 100, b: 20.5 });
  }
  await call(everything, "get-structured-content", { location: "Chicago" });
  const path = `${home.data}/report.txt`;
  await call(filesystem, "write_file", { path, content: "east: 61.30\n" });
  return results;
}

async function connectTo(home: DemoHome, name: string): Promise<Connected> {
  const server = home.servers[name];
  if (server === undefined) throw new Error(`The demo has no server ${name}`);
  const { command, args, env } = server;
  return await connect({
    command,
    args,
    env: { ...env, PATH: Deno.env.get("PATH") ?? "", HOME: home.path },
  });
}
