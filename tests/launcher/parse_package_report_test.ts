import assert from "node:assert/strict";
import { parsePackageReport } from "../../src/launcher/parse_package_report.ts";

const REPORT = { engine: "podman", packages: [{ name: "rich", version: "15.0.0" }] };

Deno.test("parsePackageReport() makes a report anew", () => {
  const parsed = parsePackageReport({ ...REPORT, more: 1 });
  assert.deepEqual(parsed, REPORT);
  assert.notEqual(parsed?.packages[0], REPORT.packages[0]);
});

Deno.test("parsePackageReport() refuses what is none", () => {
  const hostile: readonly unknown[] = [
    null,
    7,
    [],
    { ...REPORT, engine: "toString" },
    { ...REPORT, packages: {} },
    { ...REPORT, packages: [null] },
    { ...REPORT, packages: [{ name: "rich" }] },
    { ...REPORT, packages: [{ name: 1, version: "1" }] },
    { ...REPORT, packages: [{ name: "a".repeat(257), version: "1" }] },
    { ...REPORT, packages: new Array(10_001).fill(REPORT.packages[0]) },
  ];
  for (const value of hostile) assert.equal(parsePackageReport(value), null);
});
