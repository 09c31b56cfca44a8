import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { EmbeddedAssets } from "../../../src/engine/embedded/assets.ts";
import { createPackageFiles } from "../../../src/engine/embedded/pyodide_files.ts";
import { createDenoSystem } from "../../../src/system/deno_system.ts";
import type { Files, System } from "../../../src/system/system.ts";
import { type FakeChildScript, FakeSystem } from "../../fakes/fake_system.ts";

const BUILDERS = ["build_library.mjs", "build_snapshot.mjs"];

/** Real files in a directory that is removed; builders that follow a script. */
class Workshop implements AsyncDisposable {
  readonly #directory: string;
  readonly #real = createDenoSystem();
  /** Names of the builders that were run, in order. */
  readonly built: string[] = [];
  readonly progress: (string | null)[] = [];
  readonly logged: string[] = [];
  /** What the next builders do. */
  script: FakeChildScript = { stdout: "made" };

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async create(): Promise<Workshop> {
    return new Workshop(await Deno.makeTempDir());
  }

  get root(): string {
    return join(this.#directory, "state", "embedded");
  }

  createAssets(
    loader = "# loader",
    { files = {}, runtime = {} }: { files?: Partial<Files>; runtime?: Record<string, string> } = {},
  ): EmbeddedAssets {
    const system = this.#createSystem();
    return new EmbeddedAssets({
      system: { ...system, files: { ...system.files, ...files } },
      log: (level, message) => this.logged.push(`${level}: ${message}`),
      onProgress: (text) => this.progress.push(text),
      root: this.root,
      files: createPackageFiles(this.#real.files),
      loader,
      runtime,
    });
  }

  async names(): Promise<readonly string[]> {
    return await this.#real.files.list(this.root);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#directory, { recursive: true });
  }

  #createSystem(): System {
    const spawner = new FakeSystem({
      spawn: ({ argv }) => {
        this.built.push(argv.at(-2)?.split(/[\\/]/).at(-1) ?? "");
        return this.script;
      },
    });
    return { ...this.#real, spawn: (options) => spawner.spawn(options) };
  }
}

Deno.test("EmbeddedAssets.prepare() makes the folder once, for all bridges to come", async () => {
  await using workshop = await Workshop.create();
  const assets = workshop.createAssets();
  const directory = await assets.prepare();
  assert.equal(await assets.prepare(), directory);
  assert.equal(await workshop.createAssets().prepare(), directory);
  assert.deepEqual(workshop.built, BUILDERS);
  assert.equal(await Deno.readTextFile(join(directory, "snapshot.bin")), "made");
  assert.equal(await Deno.readTextFile(join(directory, "loader.py")), "# loader");
  assert.equal(workshop.logged.filter((line) => line.includes("Preparing")).length, 1);
  assert.deepEqual(workshop.progress, ["Preparing the embedded engine: up to 10 s, once", null]);
});

Deno.test("EmbeddedAssets.prepare() makes one folder for each version of its parts", async () => {
  await using workshop = await Workshop.create();
  const first = await workshop.createAssets("# one").prepare();
  assert.notEqual(await workshop.createAssets("# two").prepare(), first);
  const runtime = { "sandbox_runtime": "# another" };
  assert.notEqual(await workshop.createAssets("# one", { runtime }).prepare(), first);
});

Deno.test({
  name: "EmbeddedAssets.prepare() makes a folder that only its user may enter",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using workshop = await Workshop.create();
    const directory = await workshop.createAssets().prepare();
    for (const path of [workshop.root, directory]) {
      assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o700, path);
    }
    assert.equal(((await Deno.stat(join(directory, "main.mjs"))).mode ?? 0) & 0o777, 0o600);
  },
});

Deno.test("EmbeddedAssets.prepare() makes it again when one byte has changed", async () => {
  await using workshop = await Workshop.create();
  const directory = await workshop.createAssets().prepare();
  const path = join(directory, "pyodide.asm.wasm");
  const bytes = await Deno.readFile(path);
  const middle = bytes.length >> 1;
  const before = bytes[middle];
  bytes[middle] = (before ?? 0) ^ 1;
  await Deno.writeFile(path, bytes);

  assert.equal(await workshop.createAssets().prepare(), directory);
  assert.deepEqual(workshop.built, [...BUILDERS, ...BUILDERS]);
  assert.equal((await Deno.readFile(path))[middle], before);
  const warning = workshop.logged.find((line) => line.startsWith("warning"));
  assert.match(warning ?? "", /"pyodide\.asm\.wasm" has changed since it was written/);
  assert.equal((await workshop.names()).length, 2);
});

Deno.test("EmbeddedAssets.prepare() makes it again when it was removed under a running bridge", async () => {
  await using workshop = await Workshop.create();
  const assets = workshop.createAssets();
  const directory = await assets.prepare();
  await Deno.remove(workshop.root, { recursive: true });
  assert.equal(await assets.prepare(), directory);
  assert.deepEqual(workshop.built, [...BUILDERS, ...BUILDERS]);
});

Deno.test("EmbeddedAssets.prepare() says why a part cannot be made, leaves nothing, and can try again", async () => {
  await using workshop = await Workshop.create();
  const assets = workshop.createAssets();
  workshop.script = { code: 1, stderr: "no memory left\n" };
  await assert.rejects(assets.prepare(), {
    name: "EngineError",
    code: "EMBEDDED_ASSETS",
    message: /"build_library\.mjs" ended with exit code 1 \(no memory left\)/,
  });
  assert.deepEqual(await workshop.names(), ["users"]);
  workshop.script = { stdout: "made" };
  await assets.prepare();
});

Deno.test("EmbeddedAssets.prepare() by two bridges at one time ends well for both", async () => {
  await using workshop = await Workshop.create();
  const [first, second] = await Promise.all([
    workshop.createAssets().prepare(),
    workshop.createAssets().prepare(),
  ]);
  assert.equal(first, second);
  const [key, users] = await workshop.names();
  assert.deepEqual([join(workshop.root, key ?? ""), users], [first, "users"]);
  assert.equal((await workshop.names()).length, 2);
  const built = workshop.built.length;
  await workshop.createAssets().prepare();
  assert.equal(workshop.built.length, built);
});

Deno.test("EmbeddedAssets.prepare() leaves the folder that another bridge puts in place at that moment", async () => {
  await using workshop = await Workshop.create();
  const real = createDenoSystem().files;
  let other: { readonly directory: string; readonly inode: number | null } | null = null;
  /** The other bridge does all of its work between two steps of the first. */
  const interrupt = async (): Promise<void> => {
    if (other !== null || workshop.built.length < BUILDERS.length) return;
    other = { directory: "", inode: null };
    const directory = await workshop.createAssets().prepare();
    other = { directory, inode: (await Deno.stat(directory)).ino };
  };
  const isFolder = (path: string) => /[\\/]embedded[\\/][0-9a-f]{32}$/.test(path);
  const directory = await workshop.createAssets("# loader", {
    files: {
      async info(path) {
        const info = await real.info(path);
        if (isFolder(path)) await interrupt();
        return info;
      },
      async rename(from, to) {
        if (isFolder(to)) await interrupt();
        await real.rename(from, to);
      },
    },
  }).prepare();
  assert.deepEqual(other, { directory, inode: (await Deno.stat(directory)).ino });
  assert.equal((await workshop.names()).length, 2);
});

Deno.test("EmbeddedAssets.clean() removes the folders of other versions, but not one in use", async () => {
  await using workshop = await Workshop.create();
  const old = await workshop.createAssets("# old").prepare();
  const assets = workshop.createAssets("# new");
  const current = await assets.prepare();
  await assets.clean();
  assert((await Deno.stat(old)).isDirectory, "this process uses it");
  for await (const { name } of Deno.readDir(join(workshop.root, "users"))) {
    if (old.endsWith(name.split(".")[0] ?? "?")) {
      await Deno.remove(join(workshop.root, "users", name));
    }
  }
  assert.deepEqual(await assets.leftovers(), [basename(old)]);
  assert((await Deno.stat(old)).isDirectory, "leftovers() removes nothing");
  await assets.clean();
  await assert.rejects(Deno.stat(old), Deno.errors.NotFound);
  assert((await Deno.stat(current)).isDirectory);
});

Deno.test("EmbeddedAssets.look() says whether the folder is made and whole, and makes nothing", async () => {
  await using workshop = await Workshop.create();
  const assets = workshop.createAssets();
  assert.deepEqual(await assets.look(), { made: false, fault: null });
  assert.deepEqual(await workshop.names(), []);
  const directory = await assets.prepare();
  assert.deepEqual(await assets.look(), { made: true, fault: null });
  await Deno.writeTextFile(join(directory, "loader.py"), "# another");
  assert.deepEqual(await assets.look(), {
    made: true,
    fault: '"loader.py" has changed since it was written',
  });
});
