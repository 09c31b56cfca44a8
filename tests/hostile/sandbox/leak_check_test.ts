/** Each look of the hostile suite finds a left-over that is made on purpose. */

import assert from "node:assert/strict";
import { LEASE_LABEL } from "../../../src/engine/container/run_args.ts";
import { INTERPRETERS } from "../../python/interpreters.ts";
import { eventually } from "../../support/eventually.ts";
import { IMAGE, skipReason } from "../../support/engines.ts";
import { plantCanaries } from "./support/canaries.ts";
import { LeakCheck, PROBE_MARK } from "./support/leak_check.ts";
import { keysOfNobody, readKeys } from "./support/machine_keys.ts";
import { longTest } from "../../support/long_tests.ts";

const linux = Deno.build.os === "linux";
const noPodman = await skipReason("podman") !== null || !linux;
const noKeys = !await Deno.stat("/proc/key-users").then(() => true, () => false);
const noPython = INTERPRETERS.length === 0;

longTest({
  name: "LeakCheck finds a process, a descriptor and a file that a run leaves, each by its name",
  ignore: !linux,
  fn: async () => {
    await using bridge = startActor();
    const check = await beginWithSandbox(bridge);

    await bridge.does(
      "sh -c 'read line; : a left-over' <&8 & left=$!",
      // it is a copy of this shell at first
      "until grep -q left-over /proc/$left/cmdline; do :; done",
    );
    assert.match(
      (await check.left(0)).join("\n"),
      /^3 processes, 2 before\nprocess \d+: .*left-over/,
    );
    await bridge.does("kill $left; wait $left 2>/dev/null");
    assert.deepEqual(await check.left(0), []);

    await bridge.does("exec 7</dev/null");
    assert.match((await check.left(0)).join("\n"), /^\d+ descriptors, \d+ before$/);
    await bridge.does("exec 7<&-");
    assert.deepEqual(await check.left(0), []);

    const file = await Deno.makeTempFile({ prefix: PROBE_MARK });
    const found = await check.left(0);
    await Deno.remove(file);
    assert.deepEqual(found, [file]);

    // its sandbox is still the one of before, and a run has used it up
    assert.match((await check.left(1)).join("\n"), /^sandboxes of earlier runs: \d+@\d+$/);
  },
});

longTest({
  name: "LeakCheck finds a container that a run leaves, in any state",
  ignore: noPodman,
  fn: async () => {
    await using bridge = startActor();
    await using _ready = await createContainer(bridge.pid);
    const check = await LeakCheck.begin({
      engine: "podman",
      pid: bridge.pid,
      inside: true,
      rooms: false,
    });
    assert.deepEqual(await check.left(0), []);
    await using _other = await createContainer(bridge.pid);
    assert.deepEqual(await check.left(0), ["2 sandboxes, 1 before"]);
  },
});

longTest({
  name: "LeakCheck finds what is different about the first process of a container that stays",
  ignore: noPodman || Deno.uid() !== 0,
  fn: async () => {
    await using bridge = startActor();
    await using ready = await createContainer(bridge.pid, ["sleep", "1000"]);
    await say("podman", ["start", ready.id]);
    const check = await LeakCheck.begin({
      engine: "podman",
      pid: bridge.pid,
      inside: true,
      rooms: true,
    });
    // a container with rooms is there after a run too
    assert.deepEqual(await check.left(1), []);
    const pid = await say("podman", ["inspect", "--format", "{{.State.Pid}}", ready.id]);
    await say("renice", ["-n", "7", "-p", pid]);
    await say("prlimit", ["--pid", pid, "--nofile=77:77"]);
    const left = (await check.left(1)).join("\n");
    assert.match(left, /^priority of a first process: 7, 0 before$/m);
    assert.match(left, /^limits of a first process: /m);
  },
});

longTest({
  name: "LeakCheck finds a key that a run leaves, by its mark and by its user",
  ignore: noKeys || noPython || Deno.uid() !== 0 || Deno.build.arch !== "x86_64",
  fn: async () => {
    await using bridge = startActor();
    const check = await beginWithSandbox(bridge);

    const marked = await addKey(`${PROBE_MARK}-key`, 0);
    const found = await check.left(0);
    await marked();
    assert.match(found.join("\n"), /^a key: .*mcp-probe-key/);

    await eventually("the kernel has removed it", async () => {
      return !(await readKeys()).visible.some((line) => line.includes(PROBE_MARK));
    });
    const rest = await readKeys();
    const users = new Set([NOBODY_ELSE]);
    const hidden = await addKey("whatever", NOBODY_ELSE);
    const others = await keysOfNobody(rest, { mark: PROBE_MARK, users });
    await hidden();
    assert.match(others.join("\n"), new RegExp(`^\\d+ keys of user ${NOBODY_ELSE}$`));
    await eventually("the key is gone", async () => {
      return (await keysOfNobody(rest, { mark: PROBE_MARK, users })).length === 0;
    });
  },
});

Deno.test("Canaries.foundInAny() names the secret and the place", () => {
  const canaries = plantCanaries();
  const secret = canaries.env["DB_PASSWORD"] ?? "";
  const texts = new Map([["the log", `a ${secret} b`], ["the answers", canaries.prefix]]);
  assert.deepEqual(canaries.foundInAny(texts), ["DB_PASSWORD was found in the log"]);
});

/** A user id that no process of this machine has. */
const NOBODY_ELSE = 1_234_567_890;

/** A process that does what it is told: it stands for a bridge. */
interface Actor extends AsyncDisposable {
  readonly pid: number;
  /** Runs lines of the shell in it, and waits until they have run. */
  does(...lines: readonly string[]): Promise<void>;
}

/** Begins with a process that stands for the ready sandbox of an embedded engine. */
async function beginWithSandbox(bridge: Actor): Promise<LeakCheck> {
  await bridge.does("setsid sh -c 'read line; : --wasm-max-mem-pages' <&9 &", "exec 9<&-");
  const check = await LeakCheck.begin({
    engine: "embedded",
    pid: bridge.pid,
    inside: true,
    rooms: false,
  });
  assert.deepEqual(await check.left(0), []);
  return check;
}

function startActor(): Actor {
  // 8 and 9 are pipes that never have a line: who reads from one waits, and uses no time
  const shell = new Deno.Command("bash", { args: ["-s"], stdin: "piped", stdout: "piped" }).spawn();
  const writer = shell.stdin.getWriter();
  const reader = shell.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const does = async (...lines: readonly string[]) => {
    await writer.write(new TextEncoder().encode([...lines, "echo done", ""].join("\n")));
    const { value } = await reader.read();
    assert.equal(value, "done\n");
  };
  const begun = does("exec 8<> <(:) 9<> <(:)");
  return {
    pid: shell.pid,
    does: (...lines) => begun.then(() => does(...lines)),
    async [Symbol.asyncDispose]() {
      await does("kill $(jobs -p) 2>/dev/null; true");
      await writer.close();
      await reader.cancel();
      await shell.status;
    },
  };
}

async function createContainer(
  pid: number,
  command: readonly string[] = ["true"],
): Promise<AsyncDisposable & { readonly id: string }> {
  const lease = `-:${pid}:0`;
  const id = await say("podman", [
    ...["create", "--pull=never", "--network", "none", "--label", `${LEASE_LABEL}=${lease}`],
    ...[IMAGE, ...command],
  ]);
  return { id, [Symbol.asyncDispose]: () => say("podman", ["rm", "--force", id]).then(() => {}) };
}

/** Makes a key that belongs to a user, and that root's keyring keeps; gives what takes it off. */
async function addKey(description: string, uid: number): Promise<() => Promise<void>> {
  const python = (...lines: readonly string[]) => {
    const head = ["import ctypes", "call = ctypes.CDLL(None, use_errno=True).syscall"];
    return say(INTERPRETERS[0]?.path ?? "", ["-c", [...head, ...lines].join("\n")]);
  };
  const id = await python(
    `key = call(248, b"user", b"${description}", b"x", 1, -4)  # add_key to the user's keyring`,
    `print(key if call(250, 4, key, ${uid}, -1) == 0 else -1)  # KEYCTL_CHOWN`,
  );
  assert.ok(Number(id) > 0, `no key: ${id}`);
  return async () => void await python(`call(250, 9, ${id}, -4)  # KEYCTL_UNLINK`);
}

async function say(command: string, args: readonly string[]): Promise<string> {
  const { stdout, success, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trim();
}
