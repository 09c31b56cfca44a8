/**
 * A filesystem server whose `list_directory` gives a JSON array of paths. Arguments: the only
 * directory served, and the path under which it is shown (by default its own).
 */
import { serve, text, texts } from "./support/stdio_server.ts";

const [only, shownAs] = Deno.args;
const root = Deno.realPathSync(only ?? "/");
const shown = shownAs ?? root;

/** The real path of a path as it is shown. */
function inside(path: unknown): string {
  const asked = String(path);
  const below = shown === "/" || asked === shown || asked.startsWith(`${shown}/`);
  const real = Deno.realPathSync(below ? root + asked.slice(shown.length) : asked);
  if (root !== "/" && real !== root && !real.startsWith(`${root}/`)) {
    throw new Error(`${path} is not in ${shown}`);
  }
  return real;
}

await serve({
  instructions: `Serves the files in ${shown}.`,
  tools: [
    {
      name: "list_directory",
      description: "List the paths of the files in a directory. Directories are left out.",
      inputSchema: texts("path"),
      run({ path }) {
        const directory = inside(path);
        const names = [...Deno.readDirSync(directory)].filter((entry) => entry.isFile);
        const prefix = shown + directory.slice(root.length);
        return text(names.map(({ name }) => `${prefix}/${name}`).sort());
      },
    },
    {
      name: "read_file",
      description: "Read a file as text.",
      inputSchema: texts("path"),
      run: ({ path }) => text(Deno.readTextFileSync(inside(path))),
    },
  ],
});
