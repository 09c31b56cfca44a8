import assert from "node:assert/strict";
import { discover } from "../../src/discovery/discover.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { CLAUDE_FILES } from "./corpus/claude_files.ts";
import { CODEX_FILES } from "./corpus/codex_files.ts";
import { COMMON_FILES } from "./corpus/common_files.ts";
import { EDITOR_FILES } from "./corpus/editor_files.ts";
import { type CorpusFile, outcomeOf } from "./corpus/outcome.ts";
import { PROJECT_FILES } from "./corpus/project_files.ts";
import { TERMINAL_FILES } from "./corpus/terminal_files.ts";

const CLIENT_FILES = [
  ...CLAUDE_FILES,
  ...EDITOR_FILES,
  ...TERMINAL_FILES,
  ...CODEX_FILES,
  ...COMMON_FILES,
  ...PROJECT_FILES,
];

const SETTINGS = { stateDir: "/state", allowSelfServer: false, configFiles: [] };

function absolute(path: string): string {
  return path.replace(/^~/, "/home/ada").replace(/^\./, "/work/project");
}

async function discoverFile({ path, text, env = {}, beside = {} }: CorpusFile) {
  const files = Object.entries({ ...beside, [path]: text })
    .map(([name, content]) => [absolute(name), content]);
  const system = new FakeSystem({ env, files: Object.fromEntries(files) });
  return await discover({ system, settings: SETTINGS, log: () => {} });
}

Deno.test("discover() reads each client's file as that client does", async () => {
  assert.ok(CLIENT_FILES.length >= 60, `${CLIENT_FILES.length} files`);
  for (const file of CLIENT_FILES) {
    const { servers, files } = await discoverFile(file);
    const about = `${file.path} ${file.text.slice(0, 60)}`;
    const found = Object.fromEntries(servers.map((server) => [server.name, outcomeOf(server)]));
    assert.deepEqual(found, file.servers, about);
    const report = files.find(({ origin }) => origin.file === absolute(file.path));
    assert.ok(report, about);
    if (file.problem === undefined) assert.equal(report.problem, null, about);
    else assert.match(report.problem ?? "", file.problem, about);
    assert.ok(!JSON.stringify(servers).includes("canary"), about);
  }
});
