import assert from "node:assert/strict";
import { skipReason } from "../support/engines.ts";
import { makeWheel } from "../support/wheels.ts";
import { cli } from "./support/cli.ts";
import { createHome } from "./support/home.ts";
import { longTest } from "../support/long_tests.ts";

const skipped = await skipReason("podman");
const pip = await findPip();

longTest({
  name: "image build --wheels puts a package into an image without a network, and run imports it",
  ignore: skipped !== null || Deno.build.os !== "linux" || pip === null,
  fn: async () => {
    await using home = await createHome({});
    const env = { MCP_BRIDGE_RUNTIME: "podman", MCP_BRIDGE_POOL: "0" };
    const scene = { home: home.path, env };
    const wheels = `${home.path}/wheels`;
    await Deno.mkdir(wheels);
    // a tag of its own, so that this image is no other test's
    const version = `1.${Deno.pid}`;
    const wheel = await makeWheel({ name: "demo-built", version });
    await Deno.writeFile(`${wheels}/${wheel.file}`, wheel.bytes);
    await Deno.copyFile(pip ?? "", `${wheels}/${pip?.split("/").at(-1)}`);
    const args = ["image", "build", "--packages", "demo-built", "--wheels", "wheels", "--json"];
    let reference = "";
    try {
      const built = await cli(scene, ...args);
      assert.equal(built.code, 0, built.stderr);
      const answer = JSON.parse(built.stdout);
      reference = answer.reference;
      assert.match(reference, /^localhost\/mcp-code-bridge:[0-9a-f]{12}$/);
      assert.deepEqual(answer.packages, [{ name: "demo-built", version }]);

      const code = "import demo_built\nfrom mcp import runtime\n" +
        "[demo_built.VERSION, runtime.packages()['demo-built']]";
      const withImage = { ...scene, env: { ...env, MCP_BRIDGE_IMAGE: reference } };
      const used = JSON.parse((await cli(withImage, "run", "--json", "-c", code)).stdout);
      assert.deepEqual(used.result, [version, version], JSON.stringify(used));

      const listed = JSON.parse((await cli(withImage, "image", "list", "--json")).stdout);
      const own = listed.find((image: { reference: string }) => image.reference === reference);
      assert.deepEqual([own.configured, own.packages], [true, `demo-built==${version}`]);
    } finally {
      if (reference !== "") await podman("rmi", "--force", reference);
    }
  },
});

longTest({
  name: "image build says what is missing, and builds nothing",
  ignore: skipped !== null || Deno.build.os !== "linux",
  fn: async () => {
    await using home = await createHome({});
    const scene = { home: home.path, env: { MCP_BRIDGE_RUNTIME: "podman" } };
    const build = async (...args: string[]) => await cli(scene, "image", "build", ...args);
    const injected = await build("--packages", "x --index-url=https://evil.example");
    assert.equal(injected.code, 2);
    assert.match(injected.stderr, /^Cannot take "x --index-url/m);
    const none = await build("--packages", "demo", "--wheels", ".");
    assert.equal(none.code, 1);
    assert.match(none.stderr, /no file that ends in \.whl/);
    const absent = await cli(
      { ...scene, env: { ...scene.env, MCP_BRIDGE_IMAGE: "localhost/no-such-image:1" } },
      "image",
      "list",
    );
    assert.match(absent.stdout, /does not have localhost\/no-such-image:1; run: /);
    assert.ok(!absent.stdout.includes("* "), absent.stdout);
  },
});

/** pip's wheel, which Python brings along, for images without pip; `null` where there is none. */
async function findPip(): Promise<string | null> {
  if (skipped !== null) return null;
  const code = "import ensurepip, glob, os\n" +
    "places = [os.path.join(os.path.dirname(ensurepip.__file__), '_bundled')," +
    " '/usr/share/python-wheels']\n" +
    "print(*[f for p in places for f in glob.glob(os.path.join(p, 'pip-*.whl'))][:1])";
  try {
    const { stdout } = await new Deno.Command("python3", { args: ["-c", code] }).output();
    const path = new TextDecoder().decode(stdout).trim();
    return path === "" ? null : path;
  } catch {
    return null;
  }
}

async function podman(...args: string[]): Promise<void> {
  await new Deno.Command("podman", { args, stdout: "null", stderr: "null" }).output();
}
