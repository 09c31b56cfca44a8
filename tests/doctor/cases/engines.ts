import type { Check } from "../../../src/doctor/check.ts";
import { embeddedParts } from "../../../src/doctor/checks/embedded_parts.ts";
import { engineChoice, engines } from "../../../src/doctor/checks/engines.ts";
import { leftovers } from "../../../src/doctor/checks/leftovers.ts";
import { trialRun } from "../../../src/doctor/checks/trial_run.ts";
import { readUsableSettings } from "../../../src/doctor/usable_settings.ts";
import { createEngineFactories } from "../../../src/engine/engine_factories.ts";
import type { EngineName } from "../../../src/engines.ts";
import { type FakeEngineName, installFakeEngine } from "../../engine/container/fake_engine.ts";
import { executable } from "../../fakes/fake_files.ts";
import { FakeSystem } from "../../fakes/fake_system.ts";
import { absent, type Case, refused, type Scene, STATE, usable } from "../scene.ts";

function checkOf(name: EngineName): Check {
  const found = engines.find((check) => check.name === `engine ${name}`);
  if (found === undefined) throw new Error(`no check of ${name}`);
  return found;
}

/** A system with a client of podman that says a version. */
function podmanSaying(version: string): FakeSystem {
  return new FakeSystem({
    files: { "/usr/bin/podman": executable() },
    spawn: () => ({ stdout: version }),
  });
}

/** A scene with a program in place of `podman` or `docker`, and nothing else faked. */
async function realProgram(fixture: FakeEngineName, name: "podman" | "docker"): Promise<Scene> {
  const fake = await installFakeEngine(fixture, name);
  const { directory, system } = fake;
  const socket = Deno.listen({ transport: "unix", path: `${directory}/docker.sock` });
  const { settings } = readUsableSettings(system);
  return {
    system,
    factories: createEngineFactories({ system, log: () => {}, settings }),
    async dispose() {
      socket.close();
      await fake[Symbol.asyncDispose]();
    },
  };
}

const IMAGE = { reference: "docker.io/library/python:3.12-slim", id: "7".repeat(64) };
const rooms = (use: "rooms" | "untried" | "never") => () => Promise.resolve({ use });

function embeddedWith(made: boolean, fault: string | null): Scene {
  const parts = { look: () => Promise.resolve({ made, fault }), prepare: () => Promise.resolve() };
  return {
    system: new FakeSystem({ env: { MCP_BRIDGE_RUNTIME: "embedded" } }),
    engines: { embedded: usable("embedded", { parts }) },
  };
}

export const ENGINE_CASES: readonly Case[] = [
  {
    name: "podman that works, and has proven what confines its sandboxes",
    check: checkOf("podman"),
    scene: {
      system: podmanSaying("podman version 5.2.1\n"),
      engines: {
        podman: usable("podman", {
          image: IMAGE,
          rootless: true,
          rooms: rooms("rooms"),
          isProven: () => Promise.resolve(true),
        }),
      },
    },
    finds: {
      "engine.ready":
        /^podman: in use; version 5\.2\.1 at \/usr\/bin\/podman; rootless; image docker\.io.* is there; its limits and .* proven since boot; makes rooms$/,
    },
  },
  {
    name: "podman of root on cgroup v1, without rooms",
    check: checkOf("podman"),
    scene: {
      engines: {
        podman: usable("podman", {
          rootless: false,
          missingLimits: ["memory", "pids"],
          rooms: () => Promise.resolve({ use: "impossible", reason: "user namespace: denied" }),
          isProven: () => Promise.resolve(false),
        }),
      },
    },
    finds: {
      "engine.ready": /^podman: in use; rootful; its first sandbox is to prove its limits/,
      "engine.rootful": /→ start the bridge as a user other than root/,
      "engine.limits": /does not limit memory and pids, .* → use cgroup v2/,
      "engine.no_rooms": /user namespace: denied → see docs\/rooms\.md/,
    },
  },
  {
    name: "podman that does not see a shared directory",
    check: checkOf("podman"),
    scene: {
      engines: {
        podman: usable("podman", {
          findings: () =>
            Promise.resolve([{ problem: 'does not see "/data"', remedy: "share it" }]),
        }),
      },
    },
    finds: {
      "engine.ready": /^podman: in use/,
      "engine.shares": /^podman: does not see "\/data" → share it$/,
    },
  },
  {
    name: "docker of root beside podman",
    check: checkOf("docker"),
    scene: { engines: { podman: usable("podman"), docker: usable("docker", { rootless: false }) } },
    finds: {
      "engine.ready": /^docker: can be used; rootful$/,
      "engine.rootful": /→ use podman, or run: dockerd-rootless-setuptool\.sh install/,
    },
  },
  {
    name: "podman that is not installed",
    check: checkOf("podman"),
    scene: {},
    finds: { "engine.absent": /not on PATH → install it: https:/ },
  },
  {
    name: "docker that is not installed",
    check: checkOf("docker"),
    scene: {},
    finds: { "engine.absent": /not on PATH → nothing, unless/ },
  },
  {
    name: "docker that the settings exclude",
    check: checkOf("docker"),
    scene: { system: new FakeSystem({ env: { MCP_BRIDGE_RUNTIME: "podman" } }) },
    finds: { "engine.excluded": /MCP_BRIDGE_RUNTIME is podman/ },
  },
  {
    name: "podman whose machine is stopped, and no other container engine",
    check: checkOf("podman"),
    scene: {
      engines: {
        podman: refused("podman", "podman machine is not running", "run: podman machine start"),
        embedded: usable("embedded"),
      },
    },
    finds: { "engine.refused": /podman machine is not running → run: podman machine start/ },
  },
  {
    name: "docker that is refused, where podman works",
    check: checkOf("docker"),
    scene: {
      engines: {
        podman: usable("podman"),
        docker: refused("docker", "daemon not reachable", "run: open -a Docker"),
      },
    },
    finds: { "engine.spare_refused": /daemon not reachable → run: open -a Docker/ },
  },
  {
    name: "an old podman without the image",
    check: checkOf("podman"),
    scene: () => realProgram("old", "podman"),
    finds: {
      "engine.refused":
        /python:3\.12-slim" is not present; version 3\.4\.4 at .* → run: podman pull docker\.io/,
      "engine.old": /version 3\.4\.4 is older than 4\.3, .* → update podman/,
    },
  },
  {
    name: "podman without the image, which says no version",
    check: checkOf("podman"),
    scene: () => realProgram("image_missing", "podman"),
    finds: { "engine.refused": /is not present; \/.*\/podman → run: podman pull/ },
  },
  {
    name: "docker whose socket may not be used",
    check: checkOf("docker"),
    scene: () => realProgram("denied", "docker"),
    finds: {
      "engine.refused": /permission denied.*; version 28\.2\.2 at .* → .*usermod -aG docker/,
    },
  },
  {
    name: "docker whose daemon is down",
    check: checkOf("docker"),
    scene: () => realProgram("daemon_down", "docker"),
    finds: {
      "engine.refused": /Cannot connect to the Docker daemon.* → run: sudo systemctl start/,
    },
  },
  {
    name: "docker that answers nothing",
    check: checkOf("docker"),
    scene: () => realProgram("hangs", "docker"),
    finds: {
      "engine.refused": /did not answer within 3 s; .* → see whether `docker info` answers/,
    },
  },
  {
    name: "no engine at all",
    check: engineChoice,
    scene: { engines: { embedded: refused("embedded", "its files are gone", "install anew") } },
    finds: { "engine.none": /no engine can be used \(podman: not on PATH; .* → install anew$/ },
  },
  {
    name: "the embedded engine for want of another",
    check: engineChoice,
    scene: { engines: { embedded: usable("embedded") } },
    finds: { "engine.weak": /^embedded: .* isolates less than a container → install podman/ },
  },
  {
    name: "a container engine in use",
    check: engineChoice,
    scene: { engines: { podman: usable("podman") } },
    finds: {},
  },
  {
    name: "an embedded engine that is whole",
    check: embeddedParts,
    scene: embeddedWith(true, null),
    finds: { "parts.whole": /as they were written/ },
  },
  {
    name: "an embedded engine that was never used",
    check: embeddedParts,
    scene: embeddedWith(false, null),
    finds: { "parts.absent": /made at its first use/ },
  },
  {
    name: "an embedded engine whose files were changed",
    check: embeddedParts,
    scene: embeddedWith(true, '"loader.py" has changed since it was written'),
    finds: { "parts.broken": /"loader\.py" has changed .* → run: mcp-code-bridge doctor --fix/ },
  },
  {
    name: "a trial that succeeds",
    check: trialRun,
    scene: { engines: { podman: usable("podman") } },
    finds: { "run.passed": /^1 \+ 1: ran on podman in 0\.0 s/ },
  },
  {
    name: "a trial without an engine",
    check: trialRun,
    scene: {},
    finds: {},
  },
  {
    name: "a trial whose sandbox is not confined",
    check: trialRun,
    scene: {
      engines: { podman: usable("podman") },
      trial: new Error("a sandbox on podman is not confined as it was asked to be: no seccomp"),
    },
    finds: { "run.failed": /is not confined as it was asked to be: no seccomp → do what it asks/ },
  },
  {
    name: "a trial whose program fails",
    check: trialRun,
    scene: {
      engines: { podman: usable("podman") },
      trial: { status: "timeout", result: null, engine: "podman", error: "its time was over" },
    },
    finds: { "run.failed": /on podman: its time was over → / },
  },
  {
    name: "a trial that counts wrong",
    check: trialRun,
    scene: {
      engines: { podman: usable("podman") },
      trial: { status: "success", result: 3, engine: "podman", error: null },
    },
    finds: { "run.failed": /its result was not 2 → / },
  },
  {
    name: "nothing was left behind",
    check: leftovers,
    scene: { engines: { podman: usable("podman") } },
    finds: { "leftover.none": /no containers and no files/ },
  },
  {
    name: "containers and claims were left behind",
    check: leftovers,
    scene: {
      system: new FakeSystem({
        files: { [`${STATE}/ready/77-old`]: `container 1 1000:77:5:-:-:1\n` },
      }),
      engines: {
        podman: usable("podman", {
          leftovers: () => Promise.resolve(["container 3f2a", "container 77aa"]),
        }),
      },
    },
    finds: {
      "leftover.found":
        /^podman: 2 left behind: container 3f2a, container 77aa → run|^state directory: 1 left behind: ready\/77-old → run/,
    },
  },
  {
    name: "an engine that does not say what was left behind",
    check: leftovers,
    scene: {
      engines: {
        podman: usable("podman", { leftovers: () => Promise.reject(new Error("disk is gone")) }),
        docker: absent("docker"),
      },
    },
    finds: { "leftover.unknown": /^podman: .*disk is gone → put right/ },
  },
];
