import assert from "node:assert/strict";
import { join } from "node:path";
import { compileExecutable } from "../../scripts/build/compile_executable.ts";

/** A Deno that cannot compile, because it finds no base runtime. */
const FAILING = "#!/bin/sh\nexit 1\n";

/** One that writes what it was asked for. */
const WORKING = `#!/bin/sh
for argument; do case $argument in --output=*) echo compiled > "\${argument#--output=}";; esac; done
`;

/** Compiles by a Deno like this one, in a folder with an executable of yesterday. */
async function compile(deno: string) {
  await using resources = new AsyncDisposableStack();
  const root = await Deno.makeTempDir();
  resources.defer(() => Deno.remove(root, { recursive: true }));
  const [path, directory] = [join(root, "deno"), join(root, "dist")];
  await Deno.writeTextFile(path, deno, { mode: 0o755 });
  await Deno.mkdir(directory);
  const output = join(directory, "mcp-code-bridge");
  await Deno.writeTextFile(output, "of yesterday\n");

  let message = "";
  try {
    await using parts = new AsyncDisposableStack();
    const plan = { target: "x86_64-unknown-linux-gnu", deno: path, directory, output } as const;
    const prepare = async (folder: string) => {
      await Deno.mkdir(join(folder, "bundle"));
      return join(folder, "bundle");
    };
    await compileExecutable(plan, { resources: parts, prepare });
  } catch (error) {
    message = error instanceof Error ? error.message : "";
  }
  const names = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
  return { message, names, executable: await Deno.readTextFile(output) };
}

// their compilers are shell scripts
const ignore = Deno.build.os === "windows";

Deno.test({
  name: "compileExecutable() replaces the executable and leaves nothing beside it",
  ignore,
  fn: async () => {
    assert.deepEqual(await compile(WORKING), {
      message: "",
      names: ["mcp-code-bridge"],
      executable: "compiled\n",
    });
  },
});

Deno.test({
  name: "compileExecutable() keeps the executable when it fails, and says what may help",
  ignore,
  fn: async () => {
    const { message, names, executable } = await compile(FAILING);
    assert.deepEqual([names, executable], [["mcp-code-bridge"], "of yesterday\n"]);
    assert.match(message, /exit code 1; .* DENO_TLS_CA_STORE=system,mozilla .*, or DENORT_BIN /);
  },
});
