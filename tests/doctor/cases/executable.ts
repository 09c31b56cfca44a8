import { executable } from "../../../src/doctor/checks/executable.ts";
import { executable as program, link } from "../../fakes/fake_files.ts";
import { FakeSystem, type FakeSystemOptions } from "../../fakes/fake_system.ts";
import type { Case } from "../scene.ts";

const OWN = "/opt/bridge/mcp-code-bridge";
const compiled = (options: FakeSystemOptions = {}) => ({
  system: new FakeSystem({
    compiled: true,
    execPath: OWN,
    env: { PATH: "/usr/bin:/usr/local/bin" },
    ...options,
    files: { [OWN]: program(), ...options.files },
  }),
});

export const EXECUTABLE_CASES: readonly Case[] = [
  {
    name: "from source",
    check: executable,
    scene: { system: new FakeSystem({ mainModule: "/src/main.ts" }) },
    finds: { "executable.source": /^\/src\/main\.ts: mcp-code-bridge 1\.2\.3 from source, run by/ },
  },
  {
    name: "compiled, and linked into a directory of PATH",
    check: executable,
    scene: compiled({ files: { "/usr/local/bin/mcp-code-bridge": link(OWN) } }),
    finds: { "executable.compiled": /^\/opt\/.*: mcp-code-bridge 1\.2\.3, compiled for linux/ },
  },
  {
    name: "a directory that every user may write to",
    check: executable,
    scene: compiled({
      env: { PATH: "/opt/bridge" },
      files: { "/opt/bridge": { kind: "directory", mode: 0o777 } },
    }),
    finds: {
      "executable.compiled": /./,
      "executable.exchangeable": /every user may write to \/opt\/bridge → move it/,
    },
  },
  {
    name: "an executable that no directory of PATH holds",
    check: executable,
    scene: compiled(),
    finds: {
      "executable.compiled": /./,
      "executable.not_on_path": /→ add \/opt\/bridge to PATH/,
    },
  },
  {
    name: "another executable on PATH",
    check: executable,
    scene: compiled({ files: { "/usr/bin/mcp-code-bridge": program() } }),
    finds: {
      "executable.compiled": /./,
      "executable.other_on_path": /^\/usr\/bin\/mcp-code-bridge: a terminal starts this one/,
    },
  },
];
