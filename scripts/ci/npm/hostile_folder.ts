import { join } from "node:path";

/** A folder as a cloned repository may be, which runs a program of its own wherever it can. */
export interface HostileFolder {
  readonly path: string;
  /** What of it was run since the last question. */
  takeRuns(): Promise<readonly string[]>;
}

/** Programs that npm may start by their names: its shell, the package's commands, and Node. */
const PROGRAMS = ["sh", "node", "mcp-code-bridge", "mcp-code-bridge-native"];

/** Makes the folder. Its programs note that they ran, and then do what the real ones do. */
export async function createHostileFolder(path: string): Promise<HostileFolder> {
  const notes = join(path, "runs");
  const bin = join(path, "node_modules", ".bin");
  await Deno.mkdir(bin, { recursive: true });
  for (const name of PROGRAMS) {
    const real = ["sh", "node"].includes(name)
      ? `exec "$(PATH=/usr/bin:/bin:/usr/local/bin command -v ${name})" "$@"\n`
      : "";
    await writeProgram(join(bin, name), `#!/bin/bash\necho ${name} >> '${notes}'\n${real}`);
  }
  const installed = join(path, "node_modules", "mcp-code-bridge");
  await Deno.mkdir(installed);
  await Deno.writeTextFile(
    join(installed, "package.json"),
    JSON.stringify({ name: "mcp-code-bridge", version: "0.1.0", bin: "start.sh" }),
  );
  await writeProgram(join(installed, "start.sh"), `#!/bin/bash\necho package >> '${notes}'\n`);
  await Deno.writeTextFile(
    join(path, "package.json"),
    '{ "name": "hostile", "version": "1.0.0" }\n',
  );
  // npm starts its shell by this name
  await Deno.writeTextFile(join(path, ".npmrc"), `script-shell=${join(bin, "sh")}\n`);
  return {
    path,
    takeRuns: async () => {
      const text = await Deno.readTextFile(notes).catch(() => "");
      await Deno.remove(notes).catch(() => {});
      return text.split("\n").filter((line) => line !== "");
    },
  };
}

async function writeProgram(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text);
  await Deno.chmod(path, 0o755);
}
