import assert from "node:assert/strict";
import type { ContainerEngineName } from "../../src/engines.ts";
import { skipReason } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { type BridgeClient, startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";
import { containerIdsOf } from "./support/leftovers.ts";

/** One sandbox, so that a run can only get the one of the run before, or a new one. */
const ONE = { MCP_BRIDGE_POOL: "1" };

/** Ends after which a container is not used again, with the program that ends so. */
const LAST_ENDS: Readonly<Record<string, string>> = {
  timeout: "while True: pass",
  killed: "import os\nos.kill(os.getpid(), 9)",
  memory_limit: "x = bytearray(700 * 1024 * 1024)\nx[::4096] = b'1' * len(x[::4096])",
  protocol_error: "import os\nfor fd in range(100, 110):\n" +
    "    try: os.write(fd, b'\\xff' * 5)\n    except OSError: pass\nwhile True: pass",
};

/** Programs that meet the process which keeps their memory when they end, and the results. */
const KEEPER_PROGRAMS: readonly (readonly [string, unknown])[] = [
  // the first: while it runs, no room is made, because of its memory
  [
    "import time\nx = bytearray(300 << 20)\nx[::4096] = b'1' * len(x[::4096])\ntime.sleep(1)\nlen(x)",
    314572800,
  ],
  ["import os\ntry: os.kill(3, 0)\nexcept ProcessLookupError: seen = 'nobody'\nseen", "nobody"],
  ["import os\ntry: os.wait()\nexcept ChildProcessError: seen = 'no child'\nseen", "no child"],
  ["import ctypes, resource\nctypes.addressof = resource.getrusage = None\n'changed'", "changed"],
  [
    "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n1",
    1,
  ],
  ["import os\nif os.fork() == 0:\n    while True: pass\n'a child is left'", "a child is left"],
  ["import os\nos.execvp('true', ['true'])", undefined],
];

/** What a program may write to, as the kernel lists it: the rest is read-only. */
const WRITABLE = `
import os
found = []
for line in open("/proc/self/mountinfo"):
    fields = line.split(" ")
    kind, options = fields[fields.index("-") + 1], fields[-1]
    # the rest belongs to root, or is a device without a memory
    if "rw" in fields[5].split(",") and os.path.isdir(fields[4]) and os.access(fields[4], os.W_OK):
        size = [option for option in options.strip().split(",") if option.startswith("size=")]
        found.append([fields[4], kind, fields[5], *size])
# of two on one place, the later one is seen
sorted({mount[0]: mount for mount in found}.values())
`;

const GOLDEN_MOUNTS = [
  ["/dev/mqueue", "mqueue", "rw,nosuid,nodev,noexec,relatime"],
  ["/dev/shm", "tmpfs", "rw,nosuid,nodev,noexec,relatime", "size=16384k"],
  ["/tmp", "tmpfs", "rw,nosuid,nodev,noexec,relatime", "size=65536k"],
  ["/workspace", "tmpfs", "rw,nosuid,nodev,noexec,relatime", "size=131072k"],
];

/** The loopback addresses at which a program can listen. */
const LOOPBACKS = `
import socket
def can_listen(family, address):
    try: socket.create_server((address, 0), family=family).close()
    except OSError: return False
    return True
families = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}
[address for address, family in families.items() if can_listen(family, address)]
`;

/** Registers the tests of an engine. Each has a file of its own, so that they run beside each other. */
export async function testRoomsOn(engine: ContainerEngineName): Promise<void> {
  const ignore = await skipReason(engine) !== null;
  const start = async (home: string, env: Readonly<Record<string, string>> = {}) =>
    await startBridge({ home, env: { MCP_BRIDGE_RUNTIME: engine, ...ONE, ...env } });
  const theOne = async (bridge: BridgeClient): Promise<string> => {
    let ids: readonly string[] = [];
    await eventually("one sandbox waits", async () => {
      ids = await containerIdsOf(engine, bridge.pid);
      return ids.length === 1;
    });
    return ids[0] ?? "";
  };

  Deno.test({
    name: `a container of ${engine} serves one run after the other, each in a fresh room`,
    ignore,
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await start(home.path, { MCP_BRIDGE_REUSE: "rooms" });
      const container = await theOne(bridge);
      const program = `
import os, random, subprocess
seen = [os.listdir(place) for place in ("/tmp", "/workspace", "/workspace/out", "/dev/shm")]
for place in ("/tmp", "/workspace", "/workspace/out", "/dev/shm"):
    open(place + "/mark", "w").close()
subprocess.Popen(["sleep", "1000"], start_new_session=True)
[seen, os.getpid(), os.getcwd(), random.random()]
`;
      const numbers = new Set<unknown>();
      for (let run = 0; run < 5; run++) {
        const { status, result } = await bridge.run(program);
        assert.equal(status, "success");
        assert.ok(Array.isArray(result));
        assert.deepEqual(result.slice(0, 3), [[[], ["out"], [], []], 2, "/workspace"]);
        numbers.add(result[3]);
      }
      assert.equal(numbers.size, 5, "random is seeded for each run");
      assert.equal(await theOne(bridge), container);
    },
  });

  Deno.test({
    name: `a room on ${engine} has exactly the writable mounts of the golden list`,
    ignore,
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await start(home.path, { MCP_BRIDGE_REUSE: "rooms" });
      assert.deepEqual((await bridge.run(WRITABLE)).result, GOLDEN_MOUNTS);
    },
  });

  Deno.test({
    name: `the process that keeps a program's memory in a room on ${engine} changes nothing for it`,
    ignore,
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await start(home.path, { MCP_BRIDGE_REUSE: "rooms" });
      const container = await theOne(bridge);
      for (const [program, expected] of KEEPER_PROGRAMS) {
        const { status, result } = await bridge.run(program);
        assert.match(status, /^(success|exit)$/, program);
        assert.deepEqual(result, expected, program);
      }
      assert.equal(await theOne(bridge), container, "nothing of it is left");
    },
  });

  Deno.test({
    name: `a room on ${engine} has both loopback addresses`,
    ignore,
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await start(home.path, { MCP_BRIDGE_REUSE: "rooms" });
      const here = await Deno.stat("/proc/net/if_inet6").then(() => ["::1"], () => []);
      assert.deepEqual((await bridge.run(LOOPBACKS)).result, ["127.0.0.1", ...here]);
    },
  });

  Deno.test({
    name: `MCP_BRIDGE_REUSE=never gives each run on ${engine} a container of its own`,
    ignore,
    fn: async () => {
      await using home = await createHome({});
      await using bridge = await start(home.path, { MCP_BRIDGE_REUSE: "never" });
      const first = await theOne(bridge);
      assert.equal((await bridge.run("6 * 7")).result, 42);
      // docker gives its containers no IPv6, or a newer one does
      const { result } = await bridge.run(LOOPBACKS);
      assert.ok(Array.isArray(result) && result[0] === "127.0.0.1", JSON.stringify(result));
      await eventually("its container is replaced", async () => await theOne(bridge) !== first);
    },
  });

  for (const [status, program] of Object.entries(LAST_ENDS)) {
    Deno.test({
      name: `a container of ${engine} is not used again after ${status}`,
      ignore,
      fn: async () => {
        await using home = await createHome({});
        await using bridge = await start(home.path, { MCP_BRIDGE_REUSE: "rooms" });
        const before = await theOne(bridge);
        assert.equal((await bridge.run(program, { timeout: 2 })).status, status);
        assert.equal((await bridge.run("6 * 7")).result, 42);
        await eventually(
          "its container is gone",
          async () => !(await containerIdsOf(engine, bridge.pid)).includes(before),
        );
      },
    });
  }
}
