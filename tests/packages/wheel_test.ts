import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { PackageError } from "../../src/errors.ts";
import { parseCoreMetadata } from "../../src/packages/core_metadata.ts";
import {
  containerTarget,
  EMBEDDED_PYTHON,
  embeddedTarget,
  type ImagePython,
  imageTarget,
} from "../../src/packages/python_target.ts";
import { readWheel } from "../../src/packages/wheel_archive.ts";
import { parseWheelName } from "../../src/packages/wheel_name.ts";
import { makeWheel } from "../support/wheels.ts";

const DEBIAN: ImagePython = {
  version: "3.11.2",
  machine: "x86_64",
  libc: { name: "glibc", version: "2.36" },
  hasPip: false,
};

Deno.test("parseWheelName() reads the parts of a file name", () => {
  assert.deepEqual(parseWheelName("Foo_Bar-1.0-py2.py3-none-any.whl"), {
    name: "foo-bar",
    version: "1.0",
    tags: ["py2-none-any", "py3-none-any"],
  });
  assert.deepEqual(parseWheelName("a-1.0-2build-cp311-abi3-manylinux_2_17_x86_64.whl")?.tags, [
    "cp311-abi3-manylinux_2_17_x86_64",
  ]);
  for (
    const file of [
      "foo-1.0.tar.gz",
      "foo-1.0-py3-none.whl",
      "foo-one-py3-none-any.whl",
      "foo-1.0-py3-none-any.whl --evil",
      "../foo-1.0-py3-none-any.whl",
      "foo-1.0-py3-none-any.whl\n",
      "foo bar-1.0-py3-none-any.whl",
      `foo-1.0-${"py3.".repeat(60)}py3-none-any.whl`,
    ]
  ) assert.equal(parseWheelName(file), null, file);
});

Deno.test("A target's tags begin with the nearest, and leave out what it cannot use", () => {
  const image = imageTarget(DEBIAN).tags;
  assert.equal(image[0], "cp311-cp311-manylinux_2_36_x86_64");
  for (
    const tag of [
      "cp311-cp311-manylinux2014_x86_64",
      "cp311-cp311-manylinux1_x86_64",
      "cp37-abi3-manylinux_2_17_x86_64",
      "cp311-none-manylinux_2_28_x86_64",
      "py3-none-manylinux2014_x86_64",
      "py3-none-any",
      "py38-none-any",
    ]
  ) assert.ok(image.includes(tag), tag);
  for (
    const tag of [
      "cp312-cp312-manylinux_2_17_x86_64",
      "cp312-abi3-manylinux_2_17_x86_64",
      "cp311-cp311-manylinux_2_39_x86_64",
      "cp311-cp311-manylinux_2_17_aarch64",
      "cp311-cp311-musllinux_1_2_x86_64",
      "py2-none-any",
    ]
  ) assert.ok(!image.includes(tag), tag);
  const alpine = imageTarget({ ...DEBIAN, libc: { name: "musl", version: "1.2" } }).tags;
  assert.ok(alpine.includes("cp311-cp311-musllinux_1_1_x86_64"));
  assert.ok(!alpine.some((tag) => tag.includes("manylinux")));
  const pure = containerTarget(DEBIAN).tags;
  assert.ok(pure.includes("py3-none-any") && pure.every((tag) => tag.endsWith("-any")));
  const embedded = embeddedTarget().tags;
  assert.ok(embedded.includes("cp314-cp314-pyemscripten_2026_0_wasm32"));
  assert.ok(embedded.includes("py3-none-any") && !embedded.some((tag) => tag.includes("linux")));
});

Deno.test("EMBEDDED_PYTHON is the Python that the embedded engine runs", async () => {
  const child = new URL("../../src/engine/embedded/child/interpreter.mjs", import.meta.url);
  const text = await Deno.readTextFile(child);
  assert.match(text, new RegExp(`abi_version: "${EMBEDDED_PYTHON.abi}"`));
  assert.match(text, new RegExp(`python: "${EMBEDDED_PYTHON.version.replaceAll(".", "\\.")}"`));
});

Deno.test("readWheel() finds the metadata and the names for import, and unpacks nothing else", async () => {
  const files = {
    "pkg/__init__.py": "",
    "pkg/data.txt": "x".repeat(100),
    "single.py": "",
    "fast.cpython-314-wasm32-emscripten.so": "",
    "space/inner/mod.py": "",
    "docs/readme.txt": "",
    "odd-name/__init__.py": "",
    "demo-1.0.data/purelib/spread/__init__.py": "",
    "demo-1.0.data/scripts/tool.py": "",
  };
  const wheel = await makeWheel({ name: "demo", requires: ["rich"], files });
  const read = readWheel(wheel.file, wheel.bytes);
  assert.deepEqual(read.modules, ["fast", "pkg", "single", "space", "spread"]);
  assert.equal(read.metadata, wheel.metadata);
  assert.ok(read.unpackedBytes > 100);
});

Deno.test("readWheel() refuses what is no wheel, or reaches out of its folder", async () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const inside = { "a-1.dist-info/METADATA": text("Name: a\n") };
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [text("no zip"), /it is no zip file/],
    [new Uint8Array(), /it is no zip file/],
    [zipSync({ "a.py": text("") }), /it lacks its METADATA/],
    [zipSync({ ...inside, "b-1.dist-info/METADATA": text("") }), /it lacks its METADATA/],
    [zipSync({ ...inside, "../evil.py": text("") }), /lies outside/],
    [zipSync({ ...inside, "/etc/evil.py": text("") }), /lies outside/],
    [zipSync({ ...inside, "a\\..\\evil.py": text("") }), /lies outside/],
    [zipSync({ "a-1.dist-info/METADATA": new Uint8Array([0xff, 0xfe]) }), /is no text/],
  ];
  for (const [bytes, reason] of cases) {
    assert.throws(
      () => readWheel("a-1-py3-none-any.whl", bytes),
      (error) => error instanceof PackageError && reason.test(error.message),
      String(reason),
    );
  }
  const good = await makeWheel({ name: "a" });
  assert.deepEqual(readWheel(good.file, good.bytes).modules, ["a"]);
});

Deno.test("parseCoreMetadata() reads the headers alone", () => {
  const parsed = parseCoreMetadata(
    "Name: a\r\nRequires-Python: >=3.9\r\nRequires-Dist: b>=1;\r\n  python_version < '3.11'\r\n" +
      "Requires-Dist: c @ https://x.example ; extra == 'dev'\r\n\r\nRequires-Dist: evil\r\n",
  );
  assert.equal(parsed.requiresPython, ">=3.9");
  assert.deepEqual(parsed.requirements.map(({ name }) => name), ["b"]);
  assert.throws(
    () => parseCoreMetadata("Requires-Dist: c @ https://x.example\n"),
    /by URL are not supported/,
  );
});
