import assert from "node:assert/strict";
import { holds, parseMarker } from "../../src/packages/marker.ts";
import { isProjectName, normalizedName } from "../../src/packages/project_name.ts";
import { embeddedTarget } from "../../src/packages/python_target.ts";
import { formatRequirement, parseRequirement } from "../../src/packages/requirement.ts";
import { asksForPrerelease, fits, isPrerelease } from "../../src/packages/version.ts";

Deno.test("parseRequirement() reads names, extras, versions and conditions", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["rich", "rich"],
    ["Foo.Bar__baz", "foo-bar-baz"],
    ["attrs >= 23, <24", "attrs>=23,<24"],
    ["httpx[HTTP2,socks]==0.27.*", "httpx[http2,socks]==0.27.*"],
    ["zope.interface (>=5)", "zope-interface>=5"],
    ['tomli>=1; python_version < "3.11"', "tomli>=1"],
  ];
  for (const [text, written] of cases) {
    assert.equal(formatRequirement(parseRequirement(text)), written, text);
  }
});

Deno.test("parseRequirement() lets nothing else through", () => {
  const hostile = [
    "",
    "-r requirements.txt",
    "--index-url=https://evil.example",
    "rich\n--index-url https://evil.example",
    "rich --hash=sha256:0",
    "rich && rm -rf /",
    "rich; rm -rf /",
    "$(id)",
    "rich`id`",
    "../rich",
    "./rich-1.0-py3-none-any.whl",
    "rich @ https://evil.example/rich.whl",
    "git+https://evil.example/rich",
    "rich==1.0 evil",
    "rich==",
    "rich==$(id)",
    "rich[a b]",
    "rich\0",
    "r\u0456ch",
    "a".repeat(101),
    `rich; ${"(".repeat(500)}`,
    `rich${">=1,".repeat(1000)}`,
  ];
  for (const text of hostile) {
    assert.throws(() => parseRequirement(text), SyntaxError, JSON.stringify(text.slice(0, 60)));
  }
});

Deno.test("isProjectName() takes what core metadata takes, and normalizedName() spells it in one way", () => {
  for (const name of ["a", "A1", "zope.interface", "python_dateutil", "a-b.c_d"]) {
    assert.ok(isProjectName(name), name);
  }
  for (const name of ["", "-a", "a-", "a b", "a/b", ".a", "ä"]) {
    assert.ok(!isProjectName(name), name);
  }
  assert.equal(normalizedName("A._-b"), "a-b");
});

Deno.test("holds() evaluates markers as pip does", () => {
  const { environment } = embeddedTarget();
  const cases: readonly (readonly [string, boolean, (readonly string[])?])[] = [
    ['python_version < "3.11"', false],
    ['python_version >= "3.9"', true],
    ['"3.9" <= python_version', true],
    ['python_full_version == "3.14.2"', true],
    ['sys_platform == "emscripten"', true],
    ["sys_platform != 'win32' and os_name == 'posix'", true],
    ["sys_platform == 'win32' or (os_name == 'nt' and python_version > '3')", false],
    ["'wasm' in platform_machine", true],
    ["sys_platform not in 'linux darwin'", true],
    ["extra == 'socks'", false],
    ["extra == 'So_cks'", true, ["so-cks"]],
    ["python_version >= '3' and extra == 'b'", true, ["a", "b"]],
    ["os.name == 'posix'", true],
    ["implementation_name == 'pypy'", false],
    ["platform_python_implementation ~= 'x'", false],
  ];
  for (const [text, expected, extras = []] of cases) {
    assert.equal(holds(parseMarker(text), environment, extras), expected, text);
  }
});

Deno.test("parseMarker() refuses what is no marker", () => {
  for (
    const text of [
      "",
      "python_version",
      "python_version <",
      "python_version < 3.9",
      "secret == 'x'",
      "__import__('os')",
      "python_version < '3' python_version > '2'",
      "python_version not '3'",
      "(python_version < '3'",
      "python_version < '3",
      `${"(".repeat(40)}os_name == 'a'${")".repeat(40)}`,
    ]
  ) {
    assert.throws(() => parseMarker(text), SyntaxError, text);
  }
});

Deno.test("fits() compares as PEP 440 does", () => {
  for (
    const [version, specifiers] of [
      ["1.10", ">1.9"],
      ["1.0", "==1"],
      ["2.9.0.post0", ">=2.9"],
      ["1.4.5", "~=1.4"],
      ["1.0+local", "==1.0"],
      ["2.0rc1", ">=1"],
      ["1.2.3", "==1.2.*,!=1.2.4"],
      ["3", ""],
    ] as const
  ) assert.ok(fits(version, specifiers), `${version} ${specifiers}`);
  for (
    const [version, specifiers] of [
      ["1.9", ">=1.10"],
      ["2.0", "~=1.4"],
      ["not a version", ""],
      ["1.0", "banana"],
    ] as const
  ) assert.ok(!fits(version, specifiers), `${version} ${specifiers}`);
  assert.deepEqual(["1.0", "1.0rc1", "1.0.dev3", "1.0.post1"].map(isPrerelease), [
    false,
    true,
    true,
    false,
  ]);
  assert.deepEqual([">=1.0rc1", ">=1", "==2.0.dev1,<3"].map(asksForPrerelease), [
    true,
    false,
    true,
  ]);
});
