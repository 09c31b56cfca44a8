/** Writes the list of the sandbox's system calls, made of the engine's default and our decisions. */

import { fileURLToPath } from "node:url";
import { makeFilterList } from "./filter/make_filter_list.ts";

if (import.meta.main) {
  const path = fileURLToPath(
    new URL("../src/engine/container/filter/filter_list.json", import.meta.url),
  );
  await Deno.writeTextFile(path, `${JSON.stringify(makeFilterList(), null, 2)}\n`);
}
