/** Whether real containers make rooms: tried in the first one, remembered, and used or not. */

import assert from "node:assert/strict";

import { FILTER_LIST } from "../../../src/engine/container/filter/filter_list.ts";
import { encodeFilter } from "../../../src/engine/container/filter/filter_source.ts";
import { probeContainerEngine } from "../../../src/engine/container/probe.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { type ContainerEngineName, ENGINE_NAMES, isContainerEngine } from "../../../src/engines.ts";
import type { ReuseChoice } from "../../../src/settings/settings.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import { IMAGE } from "../../support/engines.ts";
import { testsOn } from "./real_engine.ts";

/** Says what filters it was given, and waits for the end of stdin. */
const LOADER =
  "import sys; print(*map(len, sys.argv[1:]), flush=True); print(len(sys.stdin.read()))";
const INNER = encodeFilter(FILTER_LIST).length;

/** Changes the command line of a container on its way. */
type Change = (args: readonly string[]) => readonly string[];

const asIs: Change = (args) => args;
/** The engine installs what lets no room be made. */
const withInnerProfile = (profile: string): Change => (args) =>
  args.map((arg) => arg.startsWith("seccomp=") ? `seccomp=${profile}` : arg);
/** A room gets a larger directory than the container has. */
const withLargeRoom: Change = (args) =>
  args.map((arg) => arg.replace("size=64m,mode", "size=65m,mode"));

class Rig implements AsyncDisposable {
  readonly lines: (readonly string[])[] = [];
  readonly #stateDir = Deno.makeTempDirSync();
  readonly #name: ContainerEngineName;

  constructor(name: ContainerEngineName) {
    this.#name = name;
  }

  /** The engine of a bridge that is started now. */
  async probe(choice: ReuseChoice, change = asIs) {
    const real = createDenoSystem();
    const stateDir = this.#stateDir;
    return await probeContainerEngine({
      name: this.#name,
      system: {
        ...real,
        spawn: (options) => {
          const [program, ...args] = options.argv;
          if (args[0] !== "run") return real.spawn(options);
          this.lines.push(args);
          return real.spawn({ ...options, argv: [program, ...change(args)] });
        },
      },
      log: () => {},
      image: IMAGE,
      stateDir,
      selfTestDir: stateDir,
      reuse: { choice, lifetimeSeconds: 1000 },
      loader: LOADER,
      user: { kind: "fixed", user: "65534:65534" },
      limits: { memoryBytes: 512 * 1024 * 1024, pids: 128, cpus: null, lifetimeSeconds: 120 },
      timeoutMs: 60_000,
    });
  }

  async engine(choice: ReuseChoice, change = asIs): Promise<Engine> {
    const answer = await this.probe(choice, change);
    assert.ok(answer.usable);
    return answer.engine;
  }

  /** A profile in which the inner list is the engine's. */
  async innerProfile(): Promise<string> {
    const sandbox = await (await this.engine("never")).start();
    await this.end(sandbox);
    const flag = this.lines.pop()?.find((arg) => arg.startsWith("seccomp="));
    return flag?.slice("seccomp=".length) ?? assert.fail("no profile");
  }

  /** Starts a sandbox and ends it. @returns what it printed, one line for each word */
  async run(engine: Engine): Promise<readonly string[]> {
    return await this.end(await engine.start());
  }

  async end(sandbox: Awaited<ReturnType<Engine["start"]>>): Promise<readonly string[]> {
    const output = [sandbox.stdio.stdout, sandbox.stdio.stderr].map((stream) =>
      new Response(stream).text()
    );
    await sandbox.stdio.write(new Uint8Array(3));
    await sandbox.stdio.closeInput();
    await sandbox.stdio.exited;
    await sandbox.kill();
    const [stdout = "", stderr] = await Promise.all(output);
    assert.equal(stderr, "");
    return stdout.trimEnd().split("\n");
  }

  /** Filters after the loader on the last command line, by their length. */
  get filters(): readonly number[] {
    const line = this.lines.at(-1) ?? [];
    return line.slice(line.indexOf("-c") + 2).map((arg) => arg.length);
  }

  get isTested(): boolean {
    return this.lines.at(-1)?.some((arg) => arg.includes("NoNewPrivs")) ?? false;
  }

  get(flag: string): string | undefined {
    const line = this.lines.at(-1) ?? [];
    return line[line.indexOf(flag) + 1];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Deno.remove(this.#stateDir, { recursive: true });
  }
}

for (const name of ENGINE_NAMES.filter(isContainerEngine)) {
  const test = await testsOn(name);

  test("the first container tries a room, and what came of it holds for later bridges", async () => {
    await using rig = new Rig(name);
    const engine = await rig.engine("auto");
    assert.deepEqual(await engine.rooms?.(), { use: "untried" });
    for (const tested of [true, false]) {
      // the test's own byte on stdin is not the program's
      assert.deepEqual(await rig.run(engine), [`0 ${INNER}`, "3"]);
      assert.deepEqual([rig.filters, rig.isTested], [[0, INNER], tested]);
      assert.deepEqual(await engine.rooms?.(), { use: "rooms" });
    }
    if (name === "podman") assert.equal(rig.get("--timeout"), "1000");
    const next = await rig.engine("rooms");
    assert.deepEqual(await next.rooms?.(), { use: "rooms" });
    await rig.run(next);
    assert.equal(rig.isTested, false);
  });

  test("a container that cannot make rooms serves one run, and is the last that tries", async () => {
    await using rig = new Rig(name);
    const engine = await rig.engine("auto", withInnerProfile(await rig.innerProfile()));
    assert.deepEqual(await rig.run(engine), [`${INNER}`, "3"], "the inner filter is its only one");
    assert.deepEqual([rig.filters, rig.isTested], [[0, INNER], true]);
    const reason = "user namespace: Operation not permitted";
    for (const bridge of [engine, await rig.engine("auto")]) {
      assert.deepEqual(await bridge.rooms?.(), { use: "impossible", reason });
      await rig.run(bridge);
      assert.deepEqual([rig.filters, rig.isTested], [[], false], "as without rooms");
      if (name === "podman") assert.equal(rig.get("--timeout"), "120");
    }
  });

  test("a room that is not as it must be is not used, and the container is", async () => {
    await using rig = new Rig(name);
    const engine = await rig.engine("auto", withLargeRoom);
    assert.deepEqual(await rig.run(engine), [`${INNER}`, "3"]);
    const rooms = await engine.rooms?.();
    assert.ok(rooms?.use === "impossible");
    assert.match(
      rooms.reason,
      /^a room is not as it must be: \/tmp has 68157440 bytes, not 67108864$/,
    );
  });

  test("MCP_BRIDGE_REUSE=never tries no room", async () => {
    await using rig = new Rig(name);
    const engine = await rig.engine("never");
    assert.deepEqual(await engine.rooms?.(), { use: "never" });
    assert.deepEqual(await rig.run(engine), ["", "3"]);
    assert.deepEqual(rig.filters, []);
  });

  test("MCP_BRIDGE_REUSE=rooms refuses an engine without rooms, and says why", async () => {
    await using rig = new Rig(name);
    const engine = await rig.engine("rooms", withInnerProfile(await rig.innerProfile()));
    const sandbox = await engine.start();
    const output = [sandbox.stdio.stdout, sandbox.stdio.stderr].map((stream) =>
      new Response(stream).text()
    );
    const why = /makes no rooms \(user namespace: .*\), and MCP_BRIDGE_REUSE=rooms is set; set /;
    await assert.rejects(sandbox.stdio.write(new Uint8Array(1)), why);
    assert.match(sandbox.describeExit(await sandbox.stdio.exited) ?? "", why);
    await Promise.all([sandbox.kill(), ...output]);
    // what was seen holds: neither this bridge nor the next starts another
    await assert.rejects(engine.start(), why);
    const next = await rig.probe("rooms");
    assert.ok(!next.usable);
    assert.deepEqual([next.refusal, next.remedy], [
      "it makes no rooms (user namespace: Operation not permitted), and MCP_BRIDGE_REUSE=rooms is set",
      "set MCP_BRIDGE_REUSE=auto, which then gives each run a sandbox of its own",
    ]);
  });
}
