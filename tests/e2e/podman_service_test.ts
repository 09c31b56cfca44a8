/**
 * podman's client without containers of its own: it passes commands to a service, as it does to podman
 * machine. The service is not asked for a file of this machine, so the first process installs the
 * filters.
 */

import assert from "node:assert/strict";
import { skipReason } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";

const CODE = `
import socket
from pathlib import Path

refused = []
for name, attempt in {
    "affinity": lambda: __import__("os").sched_setaffinity(1, {0}),
    "vsock": lambda: socket.socket(40, socket.SOCK_STREAM),
}.items():
    try:
        attempt()
    except PermissionError:
        refused.append(name)
filters = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines()
           if line.startswith("Seccomp_filters:")]
[refused, filters]
`;

/** The engine's own filter and ours: of programs, and where rooms are made that of the container. */
const FILTERS = { never: "2", rooms: "3" } as const;

for (const [reuse, filters] of Object.entries(FILTERS)) {
  Deno.test({
    name: `run_python runs through podman's service, filtered by the first process (${reuse})`,
    ignore: Deno.build.os !== "linux" || await skipReason("podman") !== null,
    fn: () => runThroughService(reuse, filters),
  });
}

async function runThroughService(reuse: string, filters: string): Promise<void> {
  await using home = await createHome({});
  const socket = `${home.path}/podman.sock`;
  const service = new Deno.Command("podman", {
    args: ["system", "service", "--time=0", `unix://${socket}`],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const exists = () => Deno.lstat(socket).then(() => true, () => false);
    await eventually("podman's service has its socket", exists);
    await using bridge = await startBridge({
      home: home.path,
      env: {
        MCP_BRIDGE_RUNTIME: "podman",
        MCP_BRIDGE_REUSE: reuse,
        CONTAINER_HOST: `unix://${socket}`,
      },
    });
    const answer = await bridge.run(CODE);
    assert.deepEqual(answer.result, [["affinity", "vsock"], [filters]], answer.text);
  } finally {
    // at SIGTERM it waits half a minute for its connections
    service.kill("SIGKILL");
    await service.status;
  }
}
