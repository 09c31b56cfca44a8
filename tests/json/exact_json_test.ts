import assert from "node:assert/strict";
import { parseExactly } from "../../src/json/exact_json.ts";

/** The same by the runtime's own parser, which gives the source of each number. */
function byRuntime(text: string, maxDigits: number): unknown {
  const integer = new RegExp(`^-?\\d{1,${maxDigits}}$`);
  const revive = (_key: string, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source ?? "";
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    return integer.test(source) ? BigInt(source) : value;
  };
  return JSON.parse(text, revive);
}

const ATOMS = [
  ...["0", "-0", "1", "-12", "9007199254740991", "9007199254740992", "-9007199254740993"],
  ...["12345678901234567890", "1e3", "1E+30", "-1.5e-7", "1.5", "100000000000000000000.5"],
  ...["1".repeat(40), "9".repeat(41), "true", "false", "null", '""', '"a\\"b"', '"\\\\"'],
  ...['"\\u0041\\ud83d\\ude00"', '"12345678901234567890"', '"[1,{}]"', "[]", "{}", "[ ]", "{ }"],
];
const KEYS = ['"a"', '"__proto__"', '"1"', '"constructor"', '"\\"k\\\\"', '""', '"a"'];
const BLANKS = ["", "", " ", "\n\t", " \r "];

/** A text of random JSON; the same for the same `random`. */
function write(random: (most: number) => number, depth: number): string {
  const blank = () => BLANKS[random(BLANKS.length)] ?? "";
  const around = (text: string) => `${blank()}${text}${blank()}`;
  const kind = depth === 0 ? 0 : random(3);
  if (kind === 0) return around(ATOMS[random(ATOMS.length)] ?? "");
  const items = Array.from({ length: random(5) }, () => write(random, depth - 1));
  if (kind === 1) return around(`[${items.join(",")}${items.length === 0 ? blank() : ""}]`);
  const members = items.map((item) => `${around(KEYS[random(KEYS.length)] ?? "")}:${item}`);
  return around(`{${members.join(",")}}`);
}

Deno.test("parseExactly() gives what the runtime's parser gives, integers exact", () => {
  let seed = 1;
  const random = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % most;
  };
  for (let round = 0; round < 20_000; round++) {
    const text = write(random, 4);
    assert.deepStrictEqual(parseExactly(text, 40), byRuntime(text, 40), text);
  }
});

Deno.test("parseExactly() replaces no prototype", () => {
  const value = parseExactly('{"__proto__":{"a":12345678901234567890}}', 40);
  assert.ok(typeof value === "object" && value !== null);
  assert.deepEqual(Object.keys(value), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});
