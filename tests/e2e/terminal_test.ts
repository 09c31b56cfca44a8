/** What a person sees on a terminal, which `script` of util-linux makes. */

import assert from "node:assert/strict";
import { whenHung } from "../support/eventually.ts";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { createHome, exampleServers } from "./support/home.ts";

const SCRIPT = await new Deno.Command("script", { args: ["--version"] }).output()
  .then(({ stdout }) => new TextDecoder().decode(stdout).includes("util-linux"), () => false);

/** Runs the program on a terminal; what it wrote there, and its exit code. */
async function onTerminal(home: string, ...args: string[]): Promise<[number, string]> {
  const bridge = bridgeCommand();
  const words = [bridge.command, ...bridge.args, ...args].map((word) => `'${word}'`).join(" ");
  const { code, stdout } = await new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", words, "/dev/null"],
    env: bridgeEnvironment(home, {
      MCP_BRIDGE_RUNTIME: "embedded",
      TERM: "xterm",
      SHELL: "/bin/sh",
    }),
    clearEnv: true,
    cwd: home,
    signal: whenHung(),
    stdin: "null",
  }).output();
  return [code, new TextDecoder().decode(stdout).replaceAll("\r\n", "\n")];
}

Deno.test({
  name: "without a command on a terminal the program explains itself and ends",
  ignore: !SCRIPT,
  fn: async () => {
    await using home = await createHome(exampleServers());
    const [code, shown] = await onTerminal(home.path);
    assert.equal(code, 0, shown);
    assert.match(shown, /one tool, run_python[^]* Engine {3}embedded\n {2}Servers {2}\d+ found: /);
    assert.match(shown, /\nNext:\n/);
  },
});

Deno.test({
  name: "run on a terminal shows control characters of a program as text",
  ignore: !SCRIPT,
  fn: async () => {
    await using home = await createHome({});
    const [code, shown] = await onTerminal(
      home.path,
      "run",
      "--timeout",
      "100",
      "-c",
      `print(chr(27) + "[2Jx")`,
    );
    assert.equal(code, 0, shown);
    assert.ok(shown.endsWith("\\x1b[2Jx\n"), shown);
  },
});

Deno.test({
  name: "a long command shows on a terminal what it does, and nothing of that in a pipe",
  ignore: !SCRIPT,
  fn: async () => {
    await using home = await createHome({ stub: Object(exampleServers()["stub"]) });
    const [code, shown] = await onTerminal(home.path, "savings", "--check");
    assert.equal(code, 0, shown);
    const erased = "\r\x1b[K";
    assert.ok(shown.includes(`${erased}Asking the servers for their tools`), shown);
    assert.match(shown.split(erased).at(-1) ?? "", /^Tokens that the lists of tools/);
    // no colour, whatever the terminal could do
    assert.ok(!shown.replaceAll(erased, "").includes("\x1b"), shown);
    const bridge = bridgeCommand();
    const { stderr } = await new Deno.Command(bridge.command, {
      args: [...bridge.args, "savings", "--check"],
      env: bridgeEnvironment(home.path),
      clearEnv: true,
      cwd: home.path,
      signal: whenHung(),
    }).output();
    assert.equal(new TextDecoder().decode(stderr), "");
  },
});
