import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../../src/system/sha256.ts";
import { INTERPRETERS } from "../../python/interpreters.ts";
import { ROOT } from "../../support/sources.ts";

const SCRIPT = join(ROOT, "scripts", "release", "pack.py");

async function pack(archive: string, ...files: readonly string[]) {
  const command = new Deno.Command("python3", { args: [SCRIPT, archive, ...files] });
  const { success, stderr } = await command.output();
  return { success, stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "pack.py gives the same bytes for the same files, whatever their dates and their order",
  ignore: INTERPRETERS.length === 0 || Deno.build.os === "windows",
  fn: async () => {
    const directory = await Deno.makeTempDir();
    try {
      const [program, text] = [join(directory, "p"), join(directory, "t")];
      await Deno.writeTextFile(program, "#!/bin/sh\n", { mode: 0o755 });
      await Deno.writeTextFile(text, "text\n");
      for (const suffix of [".tar.gz", ".mcpb"]) {
        const [first, second] = [join(directory, `1${suffix}`), join(directory, `2${suffix}`)];
        await Deno.utime(text, 1_000_000_000, 1_000_000_000);
        assert.deepEqual(await pack(first, `b=${program}`, `a=${text}`), {
          success: true,
          stderr: "",
        });
        await Deno.utime(text, 1_700_000_000, 1_700_000_000);
        await pack(second, `a=${text}`, `b=${program}`);
        const sums = await Promise.all([first, second].map((path) => Deno.readFile(path)));
        const [one, two] = await Promise.all(sums.map(sha256));
        assert.equal(one, two, suffix);
      }
      const listing = new Deno.Command("tar", { args: ["tvzf", join(directory, "1.tar.gz")] });
      const names = new TextDecoder().decode((await listing.output()).stdout);
      assert.match(names, /^-rw-r--r-- .* a\n-rwxr-xr-x .* b\n$/);
      const { success, stderr } = await pack(join(directory, "x.rar"), `a=${text}`);
      assert.equal(success, false);
      assert.match(stderr, /must end in \.tar\.gz, \.zip or \.mcpb/);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
