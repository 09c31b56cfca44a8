import assert from "node:assert/strict";
import { fingerprint } from "../../src/discovery/fingerprint.ts";
import { type FakeEntry, link } from "../fakes/fake_files.ts";
import { FakeSystem } from "../fakes/fake_system.ts";

const FOLDER = "/home/ada/.config/mcp/servers";
const STATE = { stateDir: "/home/ada/state", configFiles: [] };

function file(text: string, modified = 0): FakeEntry {
  return { kind: "file", bytes: new TextEncoder().encode(text), modified };
}

Deno.test("fingerprint() stays while the files stay", () => {
  const system = new FakeSystem({ files: { [`${FOLDER}/a.json`]: file("{}") } });
  assert.equal(fingerprint(system, STATE), fingerprint(system, STATE));
});

Deno.test("fingerprint() is another when a file is written, appears or goes", () => {
  const system = new FakeSystem({ files: { [`${FOLDER}/a.json`]: file("{}") } });
  const seen = new Set([fingerprint(system, STATE)]);
  system.files.put(`${FOLDER}/a.json`, file("{}", 1));
  seen.add(fingerprint(system, STATE));
  system.files.put(`${FOLDER}/a.json`, file("{ }", 1));
  seen.add(fingerprint(system, STATE));
  system.files.put(`${FOLDER}/b.json`, file("{}"));
  seen.add(fingerprint(system, STATE));
  system.files.remove(`${FOLDER}/a.json`);
  seen.add(fingerprint(system, STATE));
  assert.equal(seen.size, 5);
});

Deno.test("fingerprint() is another when what a link leads to is", () => {
  const system = new FakeSystem({
    files: {
      [`${FOLDER}/a.json`]: link("/home/ada/dotfiles/a.json"),
      "/home/ada/dotfiles/a.json": file("{}"),
      "/home/ada/dotfiles/b.json": file("{  }"),
    },
  });
  const seen = new Set([fingerprint(system, STATE)]);
  system.files.put("/home/ada/dotfiles/a.json", file("{}", 1));
  seen.add(fingerprint(system, STATE));
  system.files.put(`${FOLDER}/a.json`, link("/home/ada/dotfiles/b.json"));
  seen.add(fingerprint(system, STATE));
  system.files.remove("/home/ada/dotfiles/b.json");
  seen.add(fingerprint(system, STATE));
  assert.equal(seen.size, 4);
});

Deno.test("fingerprint() is another when servers are trusted", () => {
  const system = new FakeSystem();
  const before = fingerprint(system, STATE);
  system.files.put("/home/ada/state/trust.json", file("{}"));
  assert.notEqual(fingerprint(system, STATE), before);
});

Deno.test("fingerprint() tells a directory from one that cannot be listed, is no directory, or is gone", () => {
  const system = new FakeSystem({ files: { [FOLDER]: { kind: "directory" } } });
  const seen = new Set([fingerprint(system, STATE)]);
  system.files.put(FOLDER, { kind: "directory", unreadable: "Permission denied" });
  seen.add(fingerprint(system, STATE));
  system.files.put(FOLDER, file("{}"));
  seen.add(fingerprint(system, STATE));
  system.files.put(FOLDER, link("/home/ada/nowhere"));
  seen.add(fingerprint(system, STATE));
  system.files.remove(FOLDER);
  seen.add(fingerprint(system, STATE));
  assert.equal(seen.size, 5);
});

Deno.test("fingerprint() tells a file that cannot be looked at, or a link to nowhere, from none", () => {
  const path = "/home/ada/.claude.json";
  const system = new FakeSystem({ files: { [path]: link("/home/ada/nowhere") } });
  const seen = new Set([fingerprint(system, STATE)]);
  system.files.remove(path);
  seen.add(fingerprint(system, STATE));
  const { infoSync } = system.files;
  system.files.infoSync = (asked) => {
    if (asked === path) throw new Error("Permission denied");
    return infoSync.call(system.files, asked);
  };
  seen.add(fingerprint(system, STATE));
  assert.equal(seen.size, 3);
});
