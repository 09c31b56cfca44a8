import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import { parseVariables } from "../../src/discovery/parse_variables.ts";

/** Files, by what is special about them. */
const FILES: Readonly<Record<string, string>> = {
  "plain assignments": "A=1\nB=two words\nC=\n",
  "spaces around": "  A = 1  \n\tB=\t2\n",
  "export": "export A=1\nexport B='x y'\n",
  "comments": "# A=1\nB=2 # two\nC='a # b' # c\n\n#",
  "quotes": `A="x y"\nB='x y'\nC=\`x "y" 'z'\`\nD=""\n`,
  "lines within quotes": `A="one\ntwo"\nB='three\nfour'\n`,
  "an escaped end of line": 'A="one\\ntwo"\nB=one\\ntwo\n',
  "the ends of lines of Windows": "A=1\r\nB=2\r\n",
  "the same name twice": "A=1\nA=2\n",
  "an equals sign in the value": "A=b=c\nURL=https://h/?a=b\n",
  "lines that are none": "nothing\nA=1\n",
  "nothing": "",
};

for (const [what, text] of Object.entries(FILES)) {
  Deno.test(`parseVariables() reads ${what} as Node does`, () => {
    assert.deepEqual({ ...parseVariables(text) }, { ...parseEnv(text) });
  });
}

Deno.test("parseVariables() takes a name of an object's prototype as a name", () => {
  assert.equal(Object.hasOwn(parseVariables("__proto__=1\n"), "__proto__"), true);
});
