import assert from "node:assert/strict";
import { createRedaction, type Redaction } from "../../src/redaction/redaction.ts";
import { createDice } from "../support/dice.ts";

const TOKEN = "ghp_Zx81kQm3Lw0Tt9Yv5RbNc7HsJd2FgA4ePuXo";
/** Everything that JSON and URLs escape, at the borders too. */
const ODD = '"/a\\b"c\t<é>&+=%~😀/"';
const KEY = "-----BEGIN KEY-----\nMIIEvQ1bADk7\nNBgkqh4kiG9w\n-----END KEY-----\n";
const ENV = { TOKEN, ODD_PASSWORD: ODD, SIGNING_KEY: KEY, GREETING: "hello world" };
const REDACTED_TOKEN = "[redacted:TOKEN]";
const REDACTED_ODD = "[redacted:ODD_PASSWORD]";

function redactionOf(env: Readonly<Record<string, string>>): Redaction {
  const { redaction } = createRedaction({ kind: "stdio", command: "server", args: [], env });
  assert.ok(redaction !== null);
  return redaction;
}

const REDACTION = redactionOf(ENV);

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What comes out when the bytes come in pieces with these ends. */
function inPieces(redaction: Redaction, bytes: Uint8Array, ends: readonly number[]): Uint8Array {
  const redactor = redaction.stream();
  const out: number[] = [];
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    // the memory of a chunk is used again for the next, as by a pipe
    const chunk = bytes.slice(from, end);
    out.push(...redactor.push(chunk));
    chunk.fill(0x58);
    from = end;
  }
  out.push(...redactor.end());
  return Uint8Array.from(out);
}

Deno.test("Redaction puts the name of a secret in its place", () => {
  const text = `before ${TOKEN} after, ${TOKEN}${TOKEN}\n`;
  const expected = `before ${REDACTED_TOKEN} after, ${REDACTED_TOKEN}${REDACTED_TOKEN}\n`;
  assert.equal(REDACTION.text(text), expected);
});

Deno.test("Redaction changes nothing else, and no byte that is no text", () => {
  const text = `hello world ${TOKEN.slice(1)} ${TOKEN.slice(0, -1)} ghp_ \\u0067hp \\\\ "\\"`;
  assert.equal(REDACTION.text(text), text);
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  assert.deepEqual(inPieces(REDACTION, bytes, [1, 2, 3, 30_000, 59_999]), bytes);
});

Deno.test("createRedaction() gives nothing to do when there are no secrets", () => {
  const env = { GREETING: "hello world", SSH_KEY: "/home/someone/.ssh/id_rsa" };
  const created = createRedaction({ kind: "stdio", command: "server", args: [], env });
  assert.deepEqual(created, { redaction: null, left: [] });
});

/** Writes the characters that `which` picks as codes, the others as `JSON.stringify` does. */
function withCodes(which: (character: string, index: number) => boolean, upper = false) {
  const codeOf = (unit: number) => {
    const digits = unit.toString(16).padStart(4, "0");
    return `\\u${upper ? digits.toUpperCase() : digits}`;
  };
  return (text: string): string =>
    [...text].map((character, index) => {
      if (!which(character, index)) return JSON.stringify(character).slice(1, -1);
      return character.split("").map((unit) => codeOf(unit.charCodeAt(0))).join("");
    }).join("");
}

/** Ways to write a text in JSON that parsers read alike. */
const ESCAPES: Readonly<Record<string, (text: string) => string>> = {
  "as usual": withCodes(() => false),
  "with \\/": (text) => withCodes(() => false)(text).replaceAll("/", "\\/"),
  "in ASCII": withCodes((character) => !/^[\x20-\x7e]$/.test(character)),
  "with upper-case codes": withCodes((character) => /[^\x20-\x7e]|["'<>&+`]/.test(character), true),
  "in every character": withCodes(() => true),
  "in every second character": withCodes((_, index) => index % 2 === 0, true),
};

for (const [name, escape] of Object.entries(ESCAPES)) {
  Deno.test(`Redaction finds a secret in JSON that is escaped ${name}, and the JSON stays valid`, () => {
    for (const [secret, replacement] of [[TOKEN, REDACTED_TOKEN], [ODD, REDACTED_ODD]] as const) {
      for (const around of ["", "\\\\", "\\n", "\\u00e9", "x"]) {
        const json = `{"a":"${around}${escape(secret)}${around}","b":1}`;
        assert.equal(JSON.parse(json).a.includes(secret), true, "a test of the test");
        const border = JSON.parse(`"${around}"`);
        const redacted = JSON.parse(REDACTION.text(json));
        // a backslash right before a quote may belong to it, at the next level of JSON in JSON
        const before = escape(secret).startsWith('\\"') && border === "\\" ? "" : border;
        assert.deepEqual(redacted, { a: `${before}${replacement}${border}`, b: 1 }, json);
        const nested = [JSON.stringify(json), JSON.stringify(json).replaceAll("/", "\\/")];
        if (!escape(secret).includes("\\u")) nested.push(`"${withCodes(() => true)(json)}"`);
        for (const one of nested) {
          const inner = JSON.parse(JSON.parse(REDACTION.text(`{"text":${one}}`)).text);
          assert.ok(inner.a.includes(replacement), one);
          assert.equal(inner.b, 1);
        }
      }
    }
  });
}

Deno.test("Redaction finds a secret in base64, alone and in a longer text", () => {
  for (const secret of [TOKEN, ODD]) {
    const name = secret === TOKEN ? REDACTED_TOKEN : REDACTED_ODD;
    const alone = bytesOf(secret).toBase64();
    assert.equal(REDACTION.text(`<${alone}>`), `<${name}>`);
    assert.equal(REDACTION.text(`<${alone.replaceAll("=", "")}>`), `<${name}>`);
    const forUrls = bytesOf(secret).toBase64({ alphabet: "base64url" });
    assert.equal(REDACTION.text(`<${forUrls}>`), `<${name}>`);
    for (const user of ["a", "ab", "abc"]) {
      const within = bytesOf(`${user}:${secret}!`).toBase64();
      const left = REDACTION.text(within);
      assert.ok(left.includes(name), within);
      assert.ok(left.replace(name, "").length <= 10, left);
    }
  }
});

Deno.test("Redaction finds a secret in a URL, as the usual libraries encode it", () => {
  const form = new URLSearchParams({ a: ODD }).toString();
  assert.equal(REDACTION.text(form), `a=${REDACTED_ODD}`);
  const encoded = encodeURIComponent(ODD);
  assert.equal(REDACTION.text(`?a=${encoded}&b=1`), `?a=${REDACTED_ODD}&b=1`);
  const lower = encoded.replace(/%../g, (code) => code.toLowerCase());
  assert.equal(REDACTION.text(`?a=${lower}&b=1`), `?a=${REDACTED_ODD}&b=1`);
  assert.equal(REDACTION.text(encoded.replaceAll("%2F", "/")), REDACTED_ODD);
});

Deno.test("Redaction finds a secret of several lines in JSON, and each of its lines", () => {
  assert.equal(REDACTION.text(JSON.stringify({ a: KEY.trim() })), '{"a":"[redacted:SIGNING_KEY]"}');
  const lines = "-----BEGIN KEY-----\n[redacted:SIGNING_KEY]\n[redacted:SIGNING_KEY]\n";
  assert.equal(REDACTION.text(KEY), `${lines}-----END KEY-----\n`);
  const inOne = redactionOf({ SIGNING_KEY: KEY.replaceAll("\n", "\\n") });
  assert.equal(inOne.text(KEY), `${lines}-----END KEY-----\n`);
});

Deno.test("Redaction takes the longer of two secrets of which one begins the other", () => {
  const both = redactionOf({ ONE_TOKEN: "tok-5f2a9c", TWO_TOKEN: "tok-5f2a9c-81d3" });
  const bytes = bytesOf("tok-5f2a9c tok-5f2a9c-81d3 tok-5f2a9c-81");
  const expected = bytesOf("[redacted:ONE_TOKEN] [redacted:TWO_TOKEN] [redacted:ONE_TOKEN]-81");
  for (let end = 1; end < bytes.length; end++) {
    assert.deepEqual(inPieces(both, bytes, [end]), expected, `${end}`);
  }
});

Deno.test("Redaction writes a name of any characters so that JSON and terminals bear it", () => {
  const odd = redactionOf({
    [`MY "\\\u001b TOKEN${"x".repeat(99)}`]: "tok-5f2a9c",
    AUTH: "tok-77aa99",
  });
  assert.equal(odd.text("tok-77aa99"), "[redacted:AUTH]");
  assert.match(REDACTION.text(TOKEN), /^\[redacted:[\w.-]{1,64}\]$/);
});

Deno.test("StreamRedactor gives the same wherever the chunks end, and changes no other byte", () => {
  const dice = createDice(7);
  const escapes = Object.values(ESCAPES);
  const secrets = [TOKEN, ODD, bytesOf(TOKEN).toBase64(), encodeURIComponent(ODD)];
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[dice(items.length)];
    assert.ok(item !== undefined);
    return item;
  };
  for (let round = 0; round < 400; round++) {
    const pieces: Uint8Array[] = [];
    // what lies between has no letter of a secret, and stays
    const kept: number[] = [];
    let hidden = 0;
    for (let count = dice(12); count >= 0; count--) {
      const between = Uint8Array.from(
        { length: dice(40) },
        () => pick([0x20, 0x0a, 0xff, 0x7b, 0x23]),
      );
      pieces.push(between);
      kept.push(...between);
      if (dice(3) > 0) {
        pieces.push(bytesOf(pick(escapes)(pick(secrets))));
        hidden++;
      } else {
        const part = bytesOf(TOKEN.slice(0, 1 + dice(TOKEN.length - 1)));
        pieces.push(part);
        kept.push(...part);
      }
      pieces.push(bytesOf("#"));
      kept.push(0x23);
    }
    const bytes = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
    const whole = inPieces(REDACTION, bytes, []);
    const ends = Array.from({ length: dice(30) }, () => dice(bytes.length + 1)).sort((a, b) =>
      a - b
    );
    assert.deepEqual(inPieces(REDACTION, bytes, ends), whole, `round ${round}`);
    const each = Array.from({ length: bytes.length }, (_, at) => at);
    if (round < 40) assert.deepEqual(inPieces(REDACTION, bytes, each), whole, `round ${round}`);
    const text = new TextDecoder("latin1").decode(whole);
    assert.equal(text.match(/\[redacted:\w+\]/g)?.length ?? 0, hidden, `round ${round}`);
    const rest = text.replace(/\[redacted:\w+\]/g, "");
    assert.equal(rest, new TextDecoder("latin1").decode(Uint8Array.from(kept)), `round ${round}`);
  }
});

Deno.test("StreamRedactor holds back nothing of a line that has ended", () => {
  const redactor = REDACTION.stream();
  const line = bytesOf(`{"a":"ghp_Zx81\\\n`);
  assert.deepEqual(redactor.push(line), line);
  assert.deepEqual(redactor.push(bytesOf("ok ghp")), bytesOf("ok "));
  assert.deepEqual(redactor.push(bytesOf("\n")), bytesOf("ghp\n"));
  assert.deepEqual(redactor.push(bytesOf("ghp")), new Uint8Array(0));
  assert.deepEqual(redactor.end(), bytesOf("ghp"));
});

Deno.test("StreamRedactor holds back a bounded number of bytes", () => {
  const redactor = REDACTION.stream();
  let passed = 0;
  for (let round = 0; round < 64; round++) {
    passed += redactor.push(bytesOf("\\".repeat(4096))).length;
  }
  passed += redactor.push(bytesOf("ghp_")).length;
  assert.ok(passed > 60 * 4096, `${passed}`);
  const all = passed + redactor.end().length;
  assert.equal(all, 64 * 4096 + 4);
});
