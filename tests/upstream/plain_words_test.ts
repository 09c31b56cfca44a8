import assert from "node:assert/strict";
import { z } from "zod";
import { plainWords } from "../../src/upstream/plain_words.ts";

Deno.test("plainWords() tells the problems that a validator found, and not its dump", () => {
  const { error } = z.object({ serverInfo: z.object({ name: z.string() }), version: z.string() })
    .safeParse({ serverInfo: {} });
  for (const dump of [String(error), error?.message ?? ""]) {
    assert.equal(
      plainWords(new Error(`Invalid result for initialize: ${dump}`)),
      'Invalid result for initialize: "serverInfo.name": Invalid input: expected string, ' +
        'received undefined; "version": Invalid input: expected string, received undefined',
    );
  }
});

Deno.test("plainWords() leaves every other message as it is", () => {
  for (const message of ["no", "[1]", 'no: [{"a": 1}]', "[ {", "cannot read [{]"]) {
    assert.equal(plainWords(new Error(message)), message);
  }
  assert.equal(plainWords("text"), "text");
});
