/** The workflows of GitHub Actions: what runs with which rights. `scripts/ci/check-workflows` lints them. */

import assert from "node:assert/strict";
import { parse } from "yaml";
import { TARGETS } from "../scripts/build/targets.ts";
import { join } from "./support/paths.ts";
import { ROOT } from "./support/sources.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly needs?: string | readonly string[];
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = join(ROOT, ".github", "workflows");

const read = (name: string) => Deno.readTextFile(join(FOLDER, name));
const load = async (name: string): Promise<Workflow> => parse(await read(name));

/** The rights of each job of the release. Whoever adds one changes this table. */
const RIGHTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  audit: { contents: "read" },
  test: { contents: "read" },
  build: { contents: "read" },
  sign: { attestations: "write", "id-token": "write" },
  github: { contents: "write" },
  npm: { "id-token": "write" },
  tap: {},
  registry: { "id-token": "write" },
  installed: { attestations: "read", contents: "read" },
};

for (const name of ["ci.yml", "release.yml"]) {
  Deno.test(`every action of ${name} is pinned by a commit, with its release beside it`, async () => {
    const lines = (await read(name)).split("\n").filter((line) => /\buses:/.test(line));
    assert.ok(lines.length > 0);
    const loose = lines.filter((line) =>
      !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(line)
    );
    assert.deepEqual(loose, []);
  });

  Deno.test(`no step of ${name} keeps the token of a checkout, or puts an event's text into a script`, async () => {
    const { jobs } = await load(name);
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    assert.ok(checkouts.length > 0);
    assert.ok(checkouts.every((step) => step.with?.["persist-credentials"] === false));
    assert.deepEqual(steps.filter(({ run }) => run?.includes("${{")), []);
    assert.ok(Object.values(jobs).every((job) => job["timeout-minutes"] !== undefined));
  });
}

Deno.test("the release has the rights of this table, and ci.yml may only read", async () => {
  assert.deepEqual((await load("ci.yml")).permissions, { contents: "read" });
  const { permissions, jobs } = await load("release.yml");
  assert.deepEqual(permissions, {});
  const rights = Object.entries(jobs).map(([job, { permissions }]) => [job, permissions]);
  assert.deepEqual(Object.fromEntries(rights), RIGHTS);
});

Deno.test("jobs that publish wait for tests and signatures, and for a person's word", async () => {
  const { jobs } = await load("release.yml");
  const before = (name: string): readonly string[] => {
    const needs = [jobs[name]?.needs ?? []].flat();
    return [...needs, ...needs.flatMap(before)];
  };
  for (const name of ["github", "npm", "tap", "registry"]) {
    assert.equal(jobs[name]?.environment, "release", name);
    for (const earlier of ["audit", "test", "build", "sign"]) {
      assert.ok(before(name).includes(earlier), `${name} does not wait for ${earlier}`);
    }
    const uses = jobs[name]?.steps.flatMap(({ uses }) => uses?.split("@")[0] ?? []) ?? [];
    assert.ok(!uses.includes("actions/checkout"), `${name} checks the source out`);
  }
  assert.ok(["github", "npm", "tap"].every((name) => before("installed").includes(name)));
});

Deno.test("the release compiles every target with the Deno of ci.yml", async () => {
  const [ci, release] = [await load("ci.yml"), await load("release.yml")];
  assert.deepEqual(release.env, ci.env);
  const script = (release.jobs["build"]?.steps ?? []).map(({ run }) => run ?? "").join("\n");
  const compiled = [...script.matchAll(/\b(?:x86_64|aarch64)-[\w-]+/g)].map(([target]) => target);
  assert.deepEqual(compiled.sort(), [...TARGETS].sort());
});
