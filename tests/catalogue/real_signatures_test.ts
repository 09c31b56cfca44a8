/** Signatures of the recorded tools of real servers, as Python reads them. */

import assert from "node:assert/strict";
import { readCatalogues } from "../../eval/catalogues.ts";
import { buildCatalogue } from "../../src/catalogue/catalogue.ts";
import { signatureOf } from "../../src/catalogue/signature.ts";
import { parametersOf } from "../../src/catalogue/tool_parameters.ts";
import { INTERPRETERS } from "../python/interpreters.ts";

/** Reads signatures from stdin and gives the names of the parameters of each. */
const PARSE = `
import ast, json, sys

def names(signature):
    function = ast.parse(f"def {signature}: ...").body[0]
    assert not function.args.args and not function.args.posonlyargs
    return [argument.arg for argument in function.args.kwonlyargs]

json.dump([names(signature) for signature in json.load(sys.stdin)], sys.stdout)
`;

const catalogues = (await readCatalogues()).map(({ listed }) => buildCatalogue(listed));
const tools = catalogues.flatMap((catalogue) => catalogue.tools);

async function parsed(signatures: readonly string[]): Promise<readonly (readonly string[])[]> {
  const [{ path } = assert.fail("no Python is here")] = INTERPRETERS;
  const child = new Deno.Command(path, {
    args: ["-I", "-c", PARSE],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(signatures)));
  await writer.close();
  const { success, stdout } = await child.output();
  assert.ok(success);
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name:
    "signatureOf() writes Python that names every parameter of 1,735 real tools, short and in full",
  ignore: INTERPRETERS.length === 0,
  fn: async () => {
    assert.equal(tools.length, 1_735);
    const expected = tools.map(({ inputSchema }) =>
      parametersOf(inputSchema).map(({ alias }) => alias)
    );
    const short = tools.map(({ description }) => description.signature);
    const full = tools.map(({ inputSchema, description: { alias, output_schema } }) =>
      signatureOf({
        alias,
        inputSchema,
        ...(output_schema === undefined ? {} : { outputSchema: output_schema }),
        full: true,
      })
    );
    for (const [signatures, most] of [[short, 1_100], [full, 6_000]] as const) {
      assert.deepEqual(await parsed(signatures), expected);
      for (const signature of signatures) assert.ok(signature.length <= most, signature);
    }
    assert.ok(short.filter(({ length }) => length > 700).length <= 3);
  },
});

Deno.test("parametersOf() gives real tools every property of their schema", () => {
  for (const { inputSchema, description } of tools) {
    const names = Object.keys(Object(inputSchema["properties"]));
    const read = parametersOf(inputSchema).map(({ name }) => name);
    assert.deepEqual(new Set(read), new Set(names), description.name);
  }
});
