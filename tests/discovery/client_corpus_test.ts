import assert from "node:assert/strict";
import { discover } from "../../src/discovery/discover.ts";
import { FakeSystem } from "../fakes/fake_system.ts";
import { CLIENT_FILES } from "./corpus/client_files.ts";
import { type CorpusFile, outcomeOf } from "./corpus/outcome.ts";

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
  assert.ok(CLIENT_FILES.length >= 55, `${CLIENT_FILES.length} files`);
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
