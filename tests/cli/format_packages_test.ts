import assert from "node:assert/strict";
import { formatAdded, formatPackages, toListedPackages } from "../../src/cli/format_packages.ts";
import type { PackageLock } from "../../src/packages/package_lock.ts";

const LOCK: PackageLock = {
  container: {
    python: "3.11.2",
    requested: ["rich"],
    packages: [{
      name: "rich",
      version: "15.0.0",
      file: "rich-15.0.0-py3-none-any.whl",
      sha256: "a".repeat(64),
      size: 10,
      requiresPython: "",
      origin: "here",
      requires: [],
      modules: ["rich"],
    }],
  },
  embedded: null,
};

Deno.test("toListedPackages() tells what was added from what the image has", () => {
  const packages = [{ name: "pip", version: "25.0" }, { name: "rich", version: "15.0.0" }];
  const added = (report: Parameters<typeof toListedPackages>[0]) =>
    toListedPackages(report, LOCK).filter((one) => one.added).map(({ name }) => name);
  assert.deepEqual(added({ engine: "docker", packages }), ["rich"]);
  assert.deepEqual(added({ engine: "embedded", packages }), []);
  const other = [{ name: "rich", version: "14.0.0" }];
  assert.deepEqual(added({ engine: "docker", packages: other }), [], "the image's comes first");
});

Deno.test("formatPackages() shows one a line, and nothing that a terminal would obey", () => {
  const report = { engine: "podman", packages: [{ name: "a\x1b[31m", version: "1" }] } as const;
  assert.equal(
    formatPackages(report, toListedPackages(report, LOCK)),
    "On podman programs can import, besides the standard library:\n  a\\x1b[31m 1\n",
  );
  assert.match(formatPackages({ engine: "podman", packages: [] }, []), /standard library alone; /);
});

Deno.test("formatAdded() tells for which sandboxes, and why not for others", () => {
  const problems = [{ kind: "embedded", reason: "no wheel" }] as const;
  assert.equal(
    formatAdded({ lock: LOCK, problems }, ["rich"]),
    "In containers (Python 3.11.2) programs can now import:\n  rich 15.0.0: rich\n" +
      "On the embedded engine nothing was added: no wheel\n",
  );
  assert.equal(formatAdded({ lock: LOCK, problems: [] }, ["other"]), "");
});
