/** `deno task bundle`: builds the program as JavaScript in `dist/bundle/`, to run or to compile. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBundle } from "./build/build_bundle.ts";
import { formatSize, treeSize } from "./build/sizes.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

if (import.meta.main) {
  const directory = join(ROOT, "dist", "bundle");
  await buildBundle({ root: ROOT, directory });
  // deno-lint-ignore no-console -- the script's own report
  console.error(`${directory}: ${formatSize(await treeSize(directory))}`);
}
