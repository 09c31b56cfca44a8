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

/** A client of an engine that removes its only container itself, after having said no to three others. */
const BUSY_ENGINE = `#!/bin/sh
state=$(dirname "$0")/asked
case $1 in
  ps) [ "$(wc -l < "$state")" -ge 3 ] || echo 0123456789ab ;;
  rm) echo rm >> "$state"; echo "removal of container 0123456789ab is already in progress" >&2; exit 1 ;;
esac
`;
const DEAF_ENGINE = `#!/bin/sh
[ $1 != ps ] || { echo "cannot connect to the daemon" >&2; exit 1; }
`;

for (
  const [name, text, warnings] of [
    ["waits while the engine removes the container itself", BUSY_ENGINE, []],
    ["tells what an engine said that cannot be asked", DEAF_ENGINE, [
      /^Cannot remove the container of a server: \S+docker ended with exit code 1 \(cannot connect to the daemon\); if it is still there, it has the label mcp-code-bridge\.server=7$/,
    ]],
  ] as const
) {
  Deno.test(`withContainer() ${name}`, async () => {
    const folder = await Deno.makeTempDir();
    const program = `${folder}/docker`;
    await Deno.writeTextFile(`${folder}/asked`, "");
    await Deno.writeTextFile(program, text, { mode: 0o755 });
    const real = createDenoSystem();
    // a second for each look at it: six tries, however long they take here
    let seconds = 0;
    const clock = { ...real.clock, monotonic: () => seconds++ * 1_000 };
    const start = containerStart([program, "run", "image"], "7");
    assert.ok(start !== null);
    const logged: string[] = [];
    const process = real.spawn({ argv: ["/bin/sleep", "100"], env: {}, ownGroup: true });
    const server = withContainer(process, start, {
      system: { ...real, clock },
      log: (_level, message) => logged.push(message),
      env: { PATH: real.env("PATH") ?? "" },
    });
    server.kill("SIGKILL");
    await server.exited;
    assert.equal(logged.length, warnings.length, logged.join("\n"));
    warnings.forEach((warning, at) => assert.match(logged[at] ?? "", warning));
    await Promise.all([server.stdout.cancel(), server.stderr.cancel(), server.closeInput()]);
    await Deno.remove(folder, { recursive: true });
  });
}

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
