import assert from "node:assert/strict";

import { buildRunArgs, type RunArgsOptions } from "../../../src/engine/container/run_args.ts";
import type { ContainerEngineName } from "../../../src/engines.ts";

const OPTIONS: RunArgsOptions = {
  containerName: "mcp-code-bridge-00000000-0000-4000-8000-000000000000",
  lease: "1000:42:100:1:-:1767225600",
  image: "sha256:image",
  imageEnvNames: [],
  user: { user: "65534:65534", base: null },
  limits: {
    memoryBytes: 536870912,
    pids: 128,
    cpus: null,
    lifetimeSeconds: 422,
  },
  filter: { kind: "profile", path: "/state/seccomp-0123.json" },
  innerFilter: null,
  mounts: [],
  remote: false,
  loader: "print(1)",
};

/** The whole line, as a reviewer wants to see it. */
const GOLDEN: Readonly<Record<ContainerEngineName, string>> = {
  podman: `
    run --rm --interactive
    --name mcp-code-bridge-00000000-0000-4000-8000-000000000000
    --label mcp-code-bridge=1
    --label mcp-code-bridge.lease=1000:42:100:1:-:1767225600
    --stop-timeout 0 --timeout 422
    --pull=never --no-healthcheck --image-volume=ignore
    --log-driver none --network none
    --hostname sandbox --ipc private --cgroupns private --pid private --uts private
    --read-only --read-only-tmpfs=false
    --tmpfs /tmp:rw,noexec,nosuid,nodev,mode=1777,size=64m,notmpcopyup
    --tmpfs /workspace:rw,noexec,nosuid,nodev,mode=1777,size=128m,notmpcopyup
    --shm-size 16m
    --cap-drop ALL --security-opt no-new-privileges --user 65534:65534
    --security-opt seccomp=/state/seccomp-0123.json
    --memory 536870912b --memory-swap 536870912b --pids-limit 128
    --ulimit core=0:0 --ulimit fsize=134217728:134217728 --ulimit nofile=256:256
    --ulimit nproc=4096:4096 --ulimit msgqueue=0:0 --ulimit sigpending=1024:1024
    --ulimit memlock=65536:65536
    --oom-score-adj 900
    --env-host=false --http-proxy=false
    --env HOME=/workspace --env LANG=C.UTF-8
    --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    --env PYTHONDONTWRITEBYTECODE=1 --env PYTHONUTF8=1 --env TERM=dumb
    --workdir /workspace --entrypoint python3
    -- sha256:image -I -u -c print(1)`,
  docker: `
    run --rm --interactive
    --name mcp-code-bridge-00000000-0000-4000-8000-000000000000
    --label mcp-code-bridge=1
    --label mcp-code-bridge.lease=1000:42:100:1:-:1767225600
    --stop-timeout 0
    --pull=never --no-healthcheck
    --log-driver none --network none
    --hostname sandbox --ipc private --cgroupns private
    --read-only
    --tmpfs /tmp:rw,noexec,nosuid,nodev,mode=1777,size=64m,uid=65534,gid=65534
    --tmpfs /workspace:rw,noexec,nosuid,nodev,mode=1777,size=128m,uid=65534,gid=65534
    --shm-size 16m
    --cap-drop ALL --security-opt no-new-privileges --user 65534:65534
    --security-opt seccomp=/state/seccomp-0123.json
    --memory 536870912b --memory-swap 536870912b --pids-limit 128
    --ulimit core=0:0 --ulimit fsize=134217728:134217728 --ulimit nofile=256:256
    --ulimit msgqueue=0:0 --ulimit sigpending=1024:1024 --ulimit memlock=65536:65536
    --oom-score-adj 900
    --env HOME=/workspace --env LANG=C.UTF-8
    --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    --env PYTHONDONTWRITEBYTECODE=1 --env PYTHONUTF8=1 --env TERM=dumb
    --workdir /workspace --entrypoint python3
    -- sha256:image -I -u -c print(1)`,
};

const ENGINES = ["podman", "docker"] as const;

for (const name of ENGINES) {
  Deno.test(`buildRunArgs() gives exactly the reviewed line for ${name}`, () => {
    assert.deepEqual(buildRunArgs(name, OPTIONS), GOLDEN[name].trim().split(/\s+/));
  });

  Deno.test(`buildRunArgs() limits processors for ${name} only when told to`, () => {
    assert.ok(!buildRunArgs(name, OPTIONS).includes("--cpus"));
    const limits = { ...OPTIONS.limits, cpus: 1.5 };
    const args = buildRunArgs(name, { ...OPTIONS, limits });
    assert.equal(args[args.indexOf("--cpus") + 1], "1.5");
  });

  Deno.test(`buildRunArgs() never names a variable for ${name} without its value`, () => {
    const args = buildRunArgs(name, { ...OPTIONS, imageEnvNames: ["EVIL", "LD_PRELOAD"] });
    const values = args.flatMap((arg, index) => arg === "--env" ? [args[index + 1] ?? ""] : []);
    assert.ok(values.every((value) => value.includes("=")));
  });

  Deno.test(`buildRunArgs() empties the image's variables for ${name} and keeps ours`, () => {
    const args = buildRunArgs(name, { ...OPTIONS, imageEnvNames: ["PATH", "EVIL", "toString"] });
    assert.ok(args.includes("EVIL="));
    assert.ok(args.includes("toString="));
    assert.ok(!args.includes("PATH="));
  });

  Deno.test(`buildRunArgs() passes the loader for ${name} as one argument after the image`, () => {
    const loader = '--privileged\n\'; print("x") #';
    const args = buildRunArgs(name, { ...OPTIONS, loader });
    assert.deepEqual(args.slice(-6), ["--", OPTIONS.image, "-I", "-u", "-c", loader]);
  });

  Deno.test(`buildRunArgs() hands the filter to ${name}'s first process where no file is seen`, () => {
    const filter = { kind: "program", base64: "AAAA" } as const;
    const args = buildRunArgs(name, { ...OPTIONS, filter });
    assert.deepEqual(args.slice(-2), [OPTIONS.loader, "AAAA"]);
    assert.deepEqual(args.filter((arg) => arg.startsWith("seccomp=")), []);
  });

  Deno.test(`buildRunArgs() adds the filter of rooms for ${name} after its own, and nothing else`, () => {
    const innerFilter = "BBBB";
    assert.deepEqual(
      buildRunArgs(name, { ...OPTIONS, innerFilter }),
      [...buildRunArgs(name, OPTIONS), "", "BBBB"],
    );
    const filter = { kind: "program", base64: "AAAA" } as const;
    assert.deepEqual(
      buildRunArgs(name, { ...OPTIONS, filter, innerFilter }),
      [...buildRunArgs(name, { ...OPTIONS, filter }), "BBBB"],
    );
  });
}

Deno.test("buildRunArgs() gives a client of podman's service no flag that it does not know", () => {
  const there = buildRunArgs("podman", { ...OPTIONS, remote: true });
  const here = buildRunArgs("podman", OPTIONS);
  assert.deepEqual(here.filter((arg) => !there.includes(arg)), ["--env-host=false"]);
});

Deno.test("buildRunArgs() gives a sandbox of podman ids of its own outside", () => {
  const user = { user: "65534:65534", base: 0x7000_0000 };
  const args = buildRunArgs("podman", { ...OPTIONS, user }).join(" ");
  assert.match(args, / --uidmap 0:1879048192:65536 --gidmap 0:1879048192:65536 /);
  assert.equal(
    args.replace(/ --[ug]idmap \S+/g, ""),
    buildRunArgs("podman", OPTIONS).join(" "),
  );
});

Deno.test("buildRunArgs() gives exactly the reviewed flags for directories of the machine", () => {
  const mounts = [
    { source: "/data", target: "/mnt/data", writable: false },
    { source: "/home/ada/out put", target: "/mnt/out", writable: true },
  ];
  const added = (name: ContainerEngineName) => {
    const before = new Set(buildRunArgs(name, OPTIONS));
    return buildRunArgs(name, { ...OPTIONS, mounts }).filter((arg) => !before.has(arg));
  };
  assert.deepEqual(added("podman"), [
    "--volume",
    "/data:/mnt/data:ro,nosuid,nodev,noexec,bind,private",
    "--volume",
    "/home/ada/out put:/mnt/out:rw,nosuid,nodev,noexec,bind,private",
    "SANDBOX_MOUNTS=/mnt/data;/mnt/out:rw",
  ]);
  assert.deepEqual(added("docker"), [
    "--mount",
    "type=bind,source=/data,target=/mnt/data,bind-propagation=rprivate,readonly",
    "--mount",
    "type=bind,source=/home/ada/out put,target=/mnt/out,bind-propagation=rprivate",
    "SANDBOX_MOUNTS=/mnt/data;/mnt/out:rw",
  ]);
});
