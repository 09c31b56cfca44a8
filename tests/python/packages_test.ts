import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import type { JsonObject } from "../../src/json/json.ts";
import { readWheel } from "../../src/packages/wheel_archive.ts";
import { TIME_ZONES, timeZonesWheel } from "../../src/packages/time_zones.ts";
import { makeWheel, type WheelOptions } from "../support/wheels.ts";
import { testEveryPython } from "./every_python.ts";
import type { CallTable } from "./run_program.ts";

/** Answers as the bridge does, with wheels in parts of 100 bytes. */
async function packageCalls(...wheels: readonly WheelOptions[]): Promise<CallTable> {
  const made = await Promise.all(wheels.map(async (options) => {
    const wheel = await makeWheel(options);
    return { ...wheel, version: options.version ?? "1.0" };
  }));
  return {
    list_packages: () =>
      made.map(({ project, version, file, bytes, sha256 }) => ({
        name: project,
        version,
        sha256,
        modules: readWheel(file, bytes).modules,
        parts: Math.ceil(bytes.length / 100),
      })),
    read_package: ({ sha256, part }: JsonObject) => {
      const wheel = made.find((one) => one.sha256 === sha256);
      if (wheel === undefined) throw new UpstreamError("NOT_FOUND", "it was removed");
      return wheel.bytes.slice(Number(part) * 100, (Number(part) + 1) * 100).toBase64();
    },
  };
}

/** The folder of packages is a fixed one of the sandbox; on this machine each run gets its own. */
const OWN_FOLDER = `
import atexit, os, shutil, tempfile
import sandbox_runtime.packages as packages
own = tempfile.mkdtemp(prefix="bridge-site-")
packages.SITE = os.path.join(own, "site")
atexit.register(shutil.rmtree, own)
`;

testEveryPython("A program that imports nothing added asks for no package", async (run) => {
  const { done, calls } = await run(`
import json, asyncio, pickle, subprocess, multiprocessing, concurrent.futures, importlib.metadata
importlib.metadata.distributions
1
`);
  assert.equal(done?.result, 1);
  assert.deepEqual(calls, []);
});

testEveryPython("Time zones come from the bridge where the system has none", async (run) => {
  const wheel = await timeZonesWheel();
  const calls: CallTable = {
    list_packages: () => [{ ...TIME_ZONES, parts: 1 }],
    read_package: () => wheel.toBase64(),
  };
  const { done } = await run(
    `${OWN_FOLDER}
import zoneinfo, importlib.metadata
from datetime import datetime, timezone
zoneinfo.reset_tzpath(to=[])
when = datetime(2026, 7, 1, 12, tzinfo=timezone.utc)
zones = [zoneinfo.ZoneInfo(name) for name in ("Europe/Berlin", "America/Argentina/Salta", "UTC")]
[
    [when.astimezone(zone).strftime("%H:%M %Z") for zone in zones],
    len(zoneinfo.available_timezones()) > 500,
    importlib.metadata.version("tzdata"),
    os.path.exists(packages.SITE),
]
`,
    { calls },
  );
  const times = ["14:00 CEST", "09:00 -03", "12:00 UTC"];
  const expected = [times, true, TIME_ZONES.version, false];
  assert.deepEqual(done?.result, expected, done?.error?.traceback);
});

testEveryPython(
  "An added package is imported with its data, its metadata and what it needs",
  async (run) => {
    const calls = await packageCalls(
      {
        name: "demo-kit",
        version: "2.1",
        files: {
          "demo_kit/__init__.py": "import demo_base\nVALUE = demo_base.VERSION\n",
          "demo_kit/data/words.txt": "héllo",
          "demo_kit/inner/__init__.py": "",
          "demo_kit/inner/deep.py": "def twice(x): return 2 * x\n",
          "demo_kit-2.1.data/purelib/demo_spread.py": "SPREAD = 7\n",
          "demo_kit-2.1.data/scripts/demo-tool": "no module",
        },
      },
      { name: "demo-base", version: "0.5" },
      { name: "demo-unused" },
    );
    const { done, calls: made } = await run(
      `${OWN_FOLDER}
import demo_kit, demo_spread, os, sys
from demo_kit.inner.deep import twice
from importlib import resources, metadata
beside = os.path.join(os.path.dirname(demo_kit.__file__), "data", "words.txt")
[
    demo_kit.VALUE,
    twice(21),
    demo_spread.SPREAD,
    resources.files("demo_kit").joinpath("data/words.txt").read_text(encoding="utf-8"),
    open(beside, encoding="utf-8").read(),
    metadata.version("Demo-Kit"),
    metadata.version("demo-base"),
    sys.path[-1] == packages.SITE,
    os.path.exists(os.path.join(packages.SITE, "demo_kit-2.1.data")),
]
`,
      { calls },
    );
    assert.deepEqual(
      done?.result,
      ["0.5", 42, 7, "héllo", "héllo", "2.1", "0.5", true, false],
      done?.error?.traceback,
    );
    assert.equal(made.filter(({ method }) => method === "list_packages").length, 1);
    const read = new Set(
      made.flatMap(({ method, params }) => method === "read_package" ? [params["sha256"]] : []),
    );
    assert.equal(read.size, 2, "what is not imported is not sent");
  },
);

testEveryPython("importlib.metadata finds an added package before it is imported", async (run) => {
  const calls = await packageCalls({ name: "demo-kit", version: "2.1" });
  const { done } = await run(
    `${OWN_FOLDER}
from importlib.metadata import version, PackageNotFoundError
try:
    version("demo-other")
except PackageNotFoundError:
    other = "none"
[version("demo-kit"), other]
`,
    { calls },
  );
  assert.deepEqual(done?.result, ["2.1", "none"], done?.error?.traceback);
});

testEveryPython("Nothing added hides a module of Python or of the image", async (run) => {
  const calls = await packageCalls({
    name: "evil",
    files: { "evil.py": "import colorsys\n", "colorsys.py": "raise SystemExit(9)\n" },
  });
  const { done } = await run(`${OWN_FOLDER}\nimport evil\nevil.colorsys.__file__`, { calls });
  assert.match(String(done?.result), /lib\/python3\.\d+\/colorsys\.py$/);
});

testEveryPython(
  "A wheel that reaches out of its folder is unpacked inside, or not",
  async (run) => {
    const evil = await packageCalls({ name: "evil", files: { "evil.py": "" } });
    const { done } = await run(
      `${OWN_FOLDER}
import io, os, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as archive:
    archive.writestr("../escaped.py", "")
    archive.writestr("a/../../escaped.py", "")
    archive.writestr("/absolute.py", "")
    archive.writestr("kept.py", "")
packages.unpack(out.getvalue())
broken = ""
try:
    packages.unpack(b"no zip")
except OSError as error:
    broken = str(error)
[
    sorted(os.listdir(packages.SITE)),
    os.path.exists(os.path.join(packages.SITE, "..", "escaped.py")),
    broken[:20],
]
`,
      { calls: evil },
    );
    assert.deepEqual(
      done?.result,
      [["absolute.py", "kept.py"], false, "its wheel is damaged"],
      done?.error?.traceback,
    );
  },
);

testEveryPython("A package that cannot be read is an ImportError that says why", async (run) => {
  const calls = {
    ...await packageCalls({ name: "demo" }),
    read_package: () => {
      throw new UpstreamError("NOT_FOUND", "it was removed meanwhile");
    },
  };
  const { done } = await run(`${OWN_FOLDER}\nimport demo`, { calls });
  assert.equal(done?.error?.type, "ImportError");
  assert.match(
    done?.error?.message ?? "",
    /^Cannot unpack the package demo 1\.0: .*it was removed meanwhile$/,
  );
});

testEveryPython("A list of packages that cannot be had leaves imports as they are", async (run) => {
  const { done } = await run("import nowhere_to_be_found", {
    calls: {
      list_packages: () => {
        throw new UpstreamError("NOT_AVAILABLE", "the list is damaged");
      },
    },
  });
  assert.equal(done?.error?.type, "ModuleNotFoundError");
  assert.match(done?.error?.traceback ?? "", /packages add nowhere_to_be_found\n$/);
});

testEveryPython("runtime.packages() lists what is installed and what was added", async (run) => {
  const calls = await packageCalls({ name: "demo-kit", version: "2.1" });
  const { done } = await run(
    `
from mcp import runtime
from importlib import metadata
found = runtime.packages()
there = {one.metadata["Name"].lower().replace("_", "-").replace(".", "-") for one in metadata.distributions()}
[found["demo-kit"], there <= set(found), list(found) == sorted(found)]
`,
    { calls },
  );
  assert.deepEqual(done?.result, ["2.1", true, true], done?.error?.traceback);
});

testEveryPython("Threads that import one package at once get it whole", async (run) => {
  const calls = await packageCalls({
    name: "demo",
    files: {
      "demo/__init__.py": "",
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, at) => [`demo/m${at}.py`, `N = ${at}\n`]),
      ),
    },
  });
  const { done } = await run(
    `${OWN_FOLDER}
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
with ThreadPoolExecutor(8) as pool:
    found = list(pool.map(lambda n: import_module(f"demo.m{n}").N, range(20)))
found == list(range(20))
`,
    { calls },
  );
  assert.equal(done?.result, true, done?.error?.traceback);
});
