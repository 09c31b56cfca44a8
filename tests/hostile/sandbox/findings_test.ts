import assert from "node:assert/strict";
import { EXPECTED_OPEN } from "./expectations.ts";
import { loadProbes } from "./support/probe.ts";

const SECURITY = await Deno.readTextFile(new URL("../../../SECURITY.md", import.meta.url));

Deno.test("SECURITY.md's findings name probes that exist, and say open of those that work", async () => {
  const ids = (await loadProbes()).map(({ id }) => id);
  const open = Object.values(EXPECTED_OPEN).flat();
  const [, findings = ""] = SECURITY.split("## Findings");
  const rows = findings.split("\n## ", 1)[0]?.split("\n").filter((line) => line.startsWith("|")) ??
    [];
  assert.ok(rows.length > 20, `${rows.length} rows`);
  for (const row of rows) {
    const named = [...row.matchAll(/`([a-z_]+\.[a-z0-9_]+)`/g)].map(([, id = ""]) => id);
    assert.deepEqual(named.filter((id) => !ids.includes(id)), [], row);
    if (named.some((id) => open.includes(id))) assert.match(row, /\| *open *\|/);
  }
  const counted = [
    ...SECURITY.matchAll(/runs (\d+) hostile\s+programs[^.]*and (\d+) on the embedded/g),
  ];
  const [, containers, embedded] = counted[0] ?? [];
  const probes = await loadProbes();
  const count = (engine: "podman" | "embedded") =>
    probes.filter(({ engines }) => engines.includes(engine)).length;
  assert.deepEqual([Number(containers), Number(embedded)], [count("podman"), count("embedded")]);
});
