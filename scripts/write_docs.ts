/** `deno task docs`: writes the tables in the documents, and the files, that follow from the code. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeSettingsSchema } from "../src/settings/settings_schema.ts";
import { REFERENCE_TABLES, withTable } from "./docs/reference_tables.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

if (import.meta.main) {
  for (const table of REFERENCE_TABLES) {
    const path = join(ROOT, table.document);
    await Deno.writeTextFile(path, withTable(await Deno.readTextFile(path), table));
  }
  await Deno.writeTextFile(
    join(ROOT, "docs", "mcp-code-bridge.schema.json"),
    writeSettingsSchema(),
  );
}
