import assert from "node:assert/strict";
import type { EngineName } from "../../src/engines.ts";
import { skipReason } from "../support/engines.ts";
import { type Answer, type BridgeClient, startBridge } from "./support/bridge_client.ts";
import { createHome } from "./support/home.ts";

/** Runs of one client, one after the other, each with a sandbox of its own. */
interface Story {
  readonly name: string;
  /** The program of each run, and what must come of it. */
  readonly runs: readonly (readonly [code: string, check: (answer: Answer) => void])[];
}

function gives(expected: unknown): (answer: Answer) => void {
  return (answer) => {
    assert.equal(answer.status, "success", JSON.stringify(answer));
    assert.deepEqual(answer.result, expected);
  };
}

function tells(pattern: RegExp): (answer: Answer) => void {
  return (answer) => {
    assert.equal(answer.status, "success", JSON.stringify(answer));
    assert.match(answer.note ?? "", pattern);
  };
}

/** A success with that on stderr. */
function told(stderr: string | undefined): (answer: Answer) => void {
  return (answer) => {
    assert.equal(answer.status, "success", JSON.stringify(answer));
    assert.equal(answer.stderr, stderr);
  };
}

function fails(pattern: RegExp): (answer: Answer) => void {
  return (answer) => {
    assert.equal(answer.status, "error", JSON.stringify(answer));
    assert.match(answer.error ?? "", pattern);
  };
}

const ROWS = "[{'id': n, 'title': f'row {n}', 'tags': ['a']} for n in range(5000)]";

/** Writes a message to the bridge, past the runtime. */
const SEND = "runtime.refs.__self__._bridge._channel._send(message)";

const STORIES: readonly Story[] = [
  {
    name: "a result that an answer cannot hold is opened by a later run, as the same value",
    runs: [
      [
        ROWS,
        tells(
          /runtime\.ref\("r2"\).*r2 result \(list\[\{id: int, title: str, tags: list\[str\]\}\], 5,000 items, \d+ kB\)/,
        ),
      ],
      [
        "rows = await runtime.ref('r2')\n(len(rows), rows[-1].title, rows[7]['tags'])",
        gives([5000, "row 4999", ["a"]]),
      ],
      ["len(runtime.ref_sync('result'))", gives(5000)],
    ],
  },
  {
    name: "a value that a run keeps is opened by its name",
    runs: [
      [
        "kept = await runtime.keep({'total': 2, 'items': [1, 2.5, None]}, 'numbers')\nkept.ref[0]",
        gives("r"),
      ],
      [
        "value = await runtime.ref('numbers')\n[value.total, value['items']]",
        gives([2, [1, 2.5, null]]),
      ],
      ["[ref.schema for ref in await runtime.refs() if ref.name == 'numbers']", (answer) => {
        assert.deepEqual(answer.result, ["{total: int, items: list[int | float | None]}"]);
      }],
    ],
  },
  {
    name: "a file that a run leaves in /workspace/out is opened by the next",
    runs: [
      [
        `import os
os.makedirs("/workspace/out/charts")
open("/workspace/out/report.csv", "w").write("id,title\\n1,one\\n")
open("out/charts/a.png", "wb").write(bytes(range(256)))
os.symlink("/etc/passwd", "/workspace/out/link")
None`,
        (answer) => {
          assert.match(
            answer.note ?? "",
            /f\d report\.csv \(text\/csv, 15 B, begins "id,title"\); f\d charts\/a\.png \(image\/png, 256 B\)\./,
          );
          assert.match(answer.stderr ?? "", /not kept of \/workspace\/out: link;/);
        },
      ],
      [
        `import os
file = await runtime.ref("report.csv")
image = await runtime.ref("charts/a.png")
[file.text, image.mime_type, image.bytes == bytes(range(256)), open(image.save("/tmp/b.png"), "rb").read(3).hex(),
 os.listdir("/workspace/out")]`,
        gives(["id,title\n1,one\n", "image/png", true, "000102", []]),
      ],
      [
        "(await runtime.ref('charts/a.png')).text",
        fails(/is no text in UTF-8 \(image\/png\); use \.bytes/),
      ],
    ],
  },
  {
    name: "a forged file is bytes like any others, and a broken one ends the run",
    runs: [
      [
        `import base64
def send(message):
    ${SEND}
for number in range(30):
    send({"type": "file", "name": f"../../../{number}", "data": base64.b64encode(b"forged").decode()})
None`,
        (answer) => {
          assert.equal(answer.status, "success", JSON.stringify(answer));
          assert.match(answer.note ?? "", /f\d+ 0 \(text\/plain, 6 B.*f\d+ 19 \(.*\)\./);
          assert.doesNotMatch(answer.note ?? "", /\.\.|f\d+ 20/);
        },
      ],
      ["(await runtime.ref('19')).text", gives("forged")],
      [
        `def send(message):
    ${SEND}
send({"type": "file", "name": "a", "data": "?"})`,
        (answer) => {
          assert.equal(answer.status, "protocol_error");
          assert.match(answer.error ?? "", /the data of a file is not base64/);
        },
      ],
    ],
  },
  {
    name: "a file is kept of a run that fails",
    runs: [
      ["open('/workspace/out/late.txt', 'w').write('late')\n1 / 0", fails(/ZeroDivisionError/)],
      ["(await runtime.ref('late.txt')).text", gives("late")],
    ],
  },
  {
    name: "a run that leaves files elsewhere is told that they are gone",
    runs: [
      [
        `import os
for name in ["report.csv", "b.txt", ".hidden", "c.txt", "d.txt"]: open(name, "w").write("1")
os.makedirs("charts")
1`,
        told(
          "Note: b.txt, c.txt, charts and 2 more of /workspace are gone with the run; it keeps" +
            " what is in /workspace/out\n",
        ),
      ],
      ["open('a.csv', 'w').write('1')\nopen('out/b.csv', 'w').write('1')", told(undefined)],
      ["open('/tmp/a.csv', 'w').write('1')\nopen('.hidden', 'w').write('1')", told(undefined)],
      ["open('a.csv', 'w').write('1')\nimport sys\nsys.stderr.close()", told(undefined)],
      ["import os, sys\nos.symlink('/etc/passwd', 'out/link')\nsys.stderr.close()\n1", gives(1)],
    ],
  },
  {
    name: "what is not there is an error that lists what is",
    runs: [
      ["await runtime.keep([1], 'one')", (answer) => assert.equal(answer.status, "success")],
      [
        "await runtime.ref('r999')",
        fails(/Cannot open the ref "r999": there are: .*\(one\).*30 minutes/),
      ],
      ["runtime.keep([1])\nNone", fails(/line 1: runtime\.keep\(\.\.\.\) was never awaited/)],
      ["await runtime.keep({'f': print})", fails(/Cannot send f: .* has no form in JSON/)],
      ["await runtime.keep(b'abc')", fails(/write them to a file in \/workspace\/out/)],
    ],
  },
];

/** What the client reads of the links in the answer to a program. */
async function contentsOf({ client }: BridgeClient, code: string) {
  const { content } = await client.callTool({ name: "run_python", arguments: { code } });
  const links = content.filter((block) => block.type === "resource_link");
  const read = links.map(async ({ uri }) => (await client.readResource({ uri })).contents);
  return (await Promise.all(read)).flat();
}

async function testLinks(bridge: BridgeClient): Promise<void> {
  const result = await contentsOf(bridge, ROWS);
  const [rows] = result;
  assert.equal(result.length, 1);
  assert.ok(rows !== undefined && "text" in rows);
  assert.equal(JSON.parse(rows.text)[4_999].title, "row 4999");
  const files = await contentsOf(
    bridge,
    "open('out/a.md', 'w').write('# A')\nopen('out/b.png', 'wb').write(b'\\0\\1')",
  );
  assert.deepEqual(
    files.map((one) => [one.mimeType, "text" in one ? one.text : one.blob]),
    [["text/markdown", "# A"], ["image/png", "AAE="]],
  );
  const { resources } = await bridge.client.listResources();
  const names = resources.filter(({ uri }) => uri.includes("/refs/")).map(({ name }) => name);
  assert.deepEqual(names, ["result", "a.md", "b.png"]);
}

/** Registers the test of an engine. Each has a file of its own, so that they run beside each other. */
export async function testRefsOn(engine: EngineName): Promise<void> {
  Deno.test({
    name: `what a run keeps is there for later ones, on ${engine}`,
    ignore: await skipReason(engine, true) !== null,
    fn: async (t) => {
      await using home = await createHome({});
      const env = { MCP_BRIDGE_RUNTIME: engine };
      await using bridge: BridgeClient = await startBridge({ home: home.path, env });
      await t.step("the client reads what an answer links to", () => testLinks(bridge));
      for (const { name, runs } of STORIES) {
        await t.step(name, async () => {
          for (const [code, check] of runs) check(await bridge.run(code));
        });
      }
    },
  });
}
