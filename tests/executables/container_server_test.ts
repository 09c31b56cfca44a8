import assert from "node:assert/strict";
import { ENGINE_NAMES, isContainerEngine } from "../../src/engines.ts";
import { containerStart, withContainer } from "../../src/executables/container_server.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { IMAGE, skipReason } from "../support/engines.ts";

const LABEL = "mcp-code-bridge.server=7";

Deno.test("containerStart() gives the container of a client's run a label, and finds the client again", () => {
  const table: [readonly [string, ...string[]], number, number][] = [
    [["/usr/bin/docker", "run", "-i", "--rm", "image"], 2, 1],
    [["docker", "--context", "run", "--debug", "container", "run", "-i", "image"], 6, 4],
    [["/opt/podman.exe", "--connection=a", "run", "image", "run"], 3, 2],
  ];
  for (const [argv, labelAt, clientLength] of table) {
    assert.deepEqual(containerStart(argv, "7"), {
      argv: argv.toSpliced(labelAt, 0, "--label", LABEL),
      client: argv.slice(0, clientLength),
      label: LABEL,
    });
  }
});

Deno.test("containerStart() leaves every other command as it is", () => {
  const others: readonly [string, ...string[]][] = [
    ["docker"],
    ["docker", "--context"],
    ["docker", "mcp", "gateway", "run"],
    ["docker", "compose", "run", "service"],
    ["docker", "exec", "-i", "box", "run"],
    ["/usr/bin/npx", "run"],
  ];
  for (const argv of others) assert.equal(containerStart(argv, "7"), null, argv.join(" "));
});

for (const engine of ENGINE_NAMES.filter(isContainerEngine)) {
  const skipped = await skipReason(engine);
  Deno.test({
    name: `withContainer() leaves no container of a busy server whose ${engine} was killed`,
    ignore: skipped !== null,
    fn: async () => {
      const system = createDenoSystem();
      const env = { PATH: system.env("PATH") ?? "", HOME: system.home() ?? "" };
      const program = "print('busy', flush=True)\nwhile True: pass";
      // first in its container, it ignores SIGTERM, and being busy, it does not look at its stdin
      const start = containerStart(
        [engine, "run", "-i", "--rm", "--network=none", IMAGE, "python3", "-c", program],
        crypto.randomUUID(),
      );
      assert.ok(start !== null);
      const process = system.spawn({ argv: start.argv, env, ownGroup: true });
      const server = withContainer(process, start, {
        system,
        log: (_level, message) => assert.fail(message),
        env,
      });
      const reader = server.stdout.getReader();
      await reader.read();
      server.kill("SIGKILL");
      await server.exited;
      const { stdout } = await new Deno.Command(engine, {
        args: ["ps", "-aq", "--filter", `label=${start.label}`],
      }).output();
      assert.equal(new TextDecoder().decode(stdout), "");
      await Promise.all([reader.cancel(), server.stderr.cancel(), server.closeInput()]);
    },
  });
}
