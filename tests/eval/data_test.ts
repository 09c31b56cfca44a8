/** Whether the data of `deno task eval` is what `docs/EVAL.md` says of it. */

import assert from "node:assert/strict";
import { readCatalogues } from "../../eval/catalogues.ts";
import { HALVES } from "../../eval/halves.ts";
import { readQueries } from "../../eval/parts/search.ts";
import { readValues } from "../../eval/parts/values.ts";
import { PLAYED_SERVERS } from "../../eval/played_servers.ts";
import { readPrograms } from "../../eval/programs.ts";
import { SOURCES } from "../../eval/collect/sources.ts";

const CATALOGUES = await readCatalogues();
const QUERIES = await readQueries();
const PROGRAMS = await readPrograms("programs");
const BROKEN = await readPrograms("broken");
const VALUES = await readValues();

/** Licences under which a catalogue may be kept here. */
const PERMISSIVE = ["MIT", "Apache-2.0", "ISC", "BSD-3-Clause", "MIT AND Apache-2.0"];
/** Words that say nothing of a tool. */
const SMALL_WORDS = new Set(
  "a an the of in on to for is it my me i with at by as and or what which who how all not get"
    .split(
      " ",
    ),
);

function wordsOf(text: string): Set<string> {
  const words = text.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/);
  const singular = words.map((word) =>
    word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word
  );
  return new Set(singular.filter((word) => word !== "" && !SMALL_WORDS.has(word)));
}

Deno.test("the catalogues are as many as asked for, and their index is true", () => {
  assert.ok(CATALOGUES.length >= 40, `${CATALOGUES.length} catalogues`);
  const tools = CATALOGUES.reduce((sum, { listed }) => sum + listed.length, 0);
  assert.ok(tools >= 800, `${tools} tools`);
  for (const { server, origin, version, licence, tools, listed } of CATALOGUES) {
    assert.equal(tools, listed.length, server);
    assert.match(origin, /^(npm|pypi):./, server);
    assert.notEqual(version, "", server);
    assert.ok(PERMISSIVE.includes(licence), `${server}: ${licence}`);
  }
  assert.deepEqual(
    CATALOGUES.map(({ server }) => server).sort(),
    SOURCES.map(({ name }) => name).sort(),
  );
});

Deno.test("the catalogues tell nothing of the machine that recorded them", () => {
  const text = JSON.stringify(CATALOGUES);
  assert.doesNotMatch(text, /\/(home|mnt)\/(?!user\b)\w/);
  assert.doesNotMatch(text, /"\/(root|tmp)\/[^"]*node_modules/);
});

Deno.test("ids are given once", () => {
  for (const items of [QUERIES, VALUES, [...PROGRAMS, ...BROKEN]]) {
    const ids = items.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, ids.find((id, at) => ids.indexOf(id) !== at));
  }
});

Deno.test("half of the queries are keywords, and every tool that they name exists", () => {
  assert.ok(QUERIES.length >= 240, `${QUERIES.length} queries`);
  const keywords = QUERIES.filter(({ kind }) => kind === "keywords").length;
  assert.equal(keywords * 2, QUERIES.length);
  const tools = new Set(
    CATALOGUES.flatMap(({ server, listed }) => listed.map(({ name }) => `${server}/${name}`)),
  );
  const unknown = QUERIES.flatMap(({ id, tools: named }) =>
    named.length === 0 ? [id] : named.filter((name) => !tools.has(name))
  );
  assert.deepEqual(unknown, []);
});

Deno.test("a paraphrase has no word of its tools' names, products' names apart", () => {
  const products = wordsOf(
    `${CATALOGUES.map(({ server }) => server).join(" ")} jira postgres cosmos`,
  );
  const shared = QUERIES.filter(({ kind }) => kind === "paraphrase").flatMap((
    { id, text, tools },
  ) =>
    tools.flatMap((tool) => {
      const name = wordsOf(tool.slice(tool.indexOf("/") + 1)).difference(products);
      return [...wordsOf(text).intersection(name)].map((word) => `${id}: ${word} (${tool})`);
    })
  );
  assert.deepEqual(shared, []);
});

Deno.test("programs are as many as asked for, and only call servers that are played", () => {
  assert.ok(PROGRAMS.length >= 120, `${PROGRAMS.length} first programs`);
  assert.ok(BROKEN.length >= 200, `${BROKEN.length} broken programs`);
  const played = new Set<string>(PLAYED_SERVERS);
  for (const { id, expected } of [...PROGRAMS, ...BROKEN]) {
    for (const server of expected.servers) assert.ok(played.has(server), `${id}: ${server}`);
  }
});

Deno.test("each first program can be judged, and each broken one has a fix", () => {
  const unjudged = PROGRAMS.filter(({ expected }) => !expected.mayWork || expected.fix.length > 0);
  assert.deepEqual(unjudged.map(({ id }) => id), []);
  assert.deepEqual(BROKEN.filter(({ expected }) => expected.fix.length === 0), []);
});

Deno.test("the values are as many as asked for", () => {
  assert.ok(VALUES.length >= 40, `${VALUES.length} values`);
});

Deno.test("the halves of all data differ by one item of each kind at most", () => {
  for (const items of [QUERIES, PROGRAMS, BROKEN, VALUES]) {
    for (
      const [kind, some] of Map.groupBy<string, { kind: string; half: string }>(
        items,
        (one) => one.kind,
      )
    ) {
      const [tuning = 0, heldOut = 0] = HALVES.map((half) =>
        some.filter((one) => one.half === half).length
      );
      assert.ok(Math.abs(tuning - heldOut) <= 1, `${kind}: ${tuning} and ${heldOut}`);
    }
  }
});
