import assert from "node:assert/strict";
import { buildChildArgv, type ChildArgvOptions } from "../../../src/engine/embedded/child_argv.ts";

const MIB = 1024 * 1024;
const OPTIONS: ChildArgvOptions = {
  platform: "linux",
  execPath: "/opt/deno",
  compiled: false,
  module: "/state/embedded/key/main.mjs",
  memoryBytes: 512 * MIB,
  lifetimeSeconds: 400.5,
  cpuCount: 4,
  bridgePid: 4242,
  reportKey: "key-1",
  bubblewrap: null,
};

const WATCH =
  '(while kill -0 "$1" && sleep 2; do :; done; kill -0 "$1" || kill -9 -$$) </dev/null >/dev/null 2>&1 &';

const CONFINED = [
  ..."run --quiet --no-prompt --no-config --no-lock --no-remote --no-npm --cached-only".split(" "),
  ..."--node-modules-dir=none --no-code-cache --deny-read --deny-write --deny-net".split(" "),
  ..."--deny-env --deny-sys --deny-run --deny-ffi --deny-import --unstable-raw-imports".split(" "),
];
const V8 = "--v8-flags=--disallow-code-generation-from-strings,--no-wasm-deopt," +
  "--wasm-tiering-budget=130000000," +
  "--wasm-max-mem-pages=8192,--max-old-space-size=512";
const V8_STACK = ",--stack-size=4000,--wasm-stack-switching-stack-size=4000";

Deno.test("buildChildArgv() confines the child, and on Linux bounds it by the kernel", () => {
  assert.deepEqual(buildChildArgv(OPTIONS), [
    "/bin/sh",
    "-c",
    `ulimit -c 0 && ulimit -t "$2" && ulimit -d "$3" || exit 1\n${WATCH}\nshift 3 && exec "$@"`,
    "sh",
    "4242",
    "1602",
    String((768 + 4 * 16 + 512) * 1024),
    "/opt/deno",
    ...CONFINED,
    V8 + V8_STACK,
    "/state/embedded/key/main.mjs",
    "key-1",
  ]);
});

Deno.test("buildChildArgv() sets no limit of memory on macOS, which would not count it", () => {
  const argv = buildChildArgv({ ...OPTIONS, platform: "darwin" });
  assert.deepEqual(argv.slice(0, 7), [
    "/bin/sh",
    "-c",
    `ulimit -c 0 && ulimit -t "$2" || exit 1\n${WATCH}\nshift 2 && exec "$@"`,
    "sh",
    "4242",
    "1602",
    "/opt/deno",
  ]);
  assert.deepEqual(argv.slice(7, -3), CONFINED);
});

Deno.test("buildChildArgv() starts the runtime itself on Windows", () => {
  assert.deepEqual(buildChildArgv({ ...OPTIONS, platform: "windows" }), [
    "/opt/deno",
    ...CONFINED,
    V8,
    "/state/embedded/key/main.mjs",
    "key-1",
  ]);
});

Deno.test("buildChildArgv() never asks for more pages than WebAssembly has, or less heap than V8 needs", () => {
  const flags = (memoryBytes: number): string =>
    buildChildArgv({ ...OPTIONS, memoryBytes }).at(-3) ?? "";
  assert.match(flags(64 * MIB), /--wasm-max-mem-pages=1024,--max-old-space-size=128,/);
  assert.match(flags(8192 * MIB), /--wasm-max-mem-pages=65536,--max-old-space-size=8192,/);
});

Deno.test("buildChildArgv() allows no more threads' stacks than V8 starts threads", () => {
  const data = (cpuCount: number): number => Number(buildChildArgv({ ...OPTIONS, cpuCount })[6]);
  assert.equal(data(128), data(16));
  assert.equal(data(16) - data(1), 15 * 16 * 1024);
});

Deno.test("buildChildArgv() passes paths as they are, whatever is in them", () => {
  const module = '/state/$(touch x)/"; exit/main.mjs';
  const argv = buildChildArgv({ ...OPTIONS, execPath: "/opt/my deno", module });
  assert.equal(argv.at(-2), module);
  assert.equal(argv[7], "/opt/my deno");
  assert(!argv[2]?.includes("touch"));
});

Deno.test("buildChildArgv() starts an executable as a sandbox, under the same limits of the kernel", () => {
  const argv = buildChildArgv({ ...OPTIONS, execPath: "/opt/bridge", compiled: true });
  assert.deepEqual(argv.slice(0, 6), buildChildArgv(OPTIONS).slice(0, 6));
  assert.deepEqual(argv.slice(7), [
    "/opt/bridge",
    "embedded-sandbox",
    "/state/embedded/key",
    String(512 * MIB),
    "key-1",
  ]);
  const windows = buildChildArgv({ ...OPTIONS, platform: "windows", compiled: true });
  assert.deepEqual(windows.slice(0, 2), ["/opt/deno", "embedded-sandbox"]);
});

const WRAPPED = [
  ..."/usr/bin/bwrap --unshare-all --die-with-parent --new-session --as-pid-1".split(" "),
  ..."--cap-drop ALL --uid 65534 --gid 65534 --hostname sandbox".split(" "),
  ..."--ro-bind-try /lib /lib --ro-bind-try /lib64 /lib64".split(" "),
  ..."--ro-bind-try /usr/lib /usr/lib --ro-bind-try /usr/lib64 /usr/lib64".split(" "),
  ..."--ro-bind-try /nix/store /nix/store".split(" "),
  ..."--dev-bind /dev/null /dev/null --dev-bind /dev/urandom /dev/urandom --proc /proc".split(" "),
];

Deno.test("buildChildArgv() puts bubblewrap around the child, inside the limits, and no path of the machine in it", () => {
  const argv = buildChildArgv({ ...OPTIONS, bubblewrap: "/usr/bin/bwrap" });
  assert.deepEqual(argv.slice(0, 7), buildChildArgv(OPTIONS).slice(0, 7));
  assert.deepEqual(argv.slice(7), [
    ...WRAPPED,
    ..."--ro-bind /opt/deno /sandbox/runtime --ro-bind /state/embedded/key /sandbox/files".split(
      " ",
    ),
    ..."--remount-ro / --chdir / --".split(" "),
    "/sandbox/runtime",
    ...CONFINED,
    V8 + V8_STACK,
    "/sandbox/files/main.mjs",
    "key-1",
  ]);
  const compiled = buildChildArgv({ ...OPTIONS, bubblewrap: "/usr/bin/bwrap", compiled: true });
  assert.deepEqual(compiled.slice(-5), [
    "/sandbox/runtime",
    "embedded-sandbox",
    "/sandbox/files",
    String(512 * MIB),
    "key-1",
  ]);
});
