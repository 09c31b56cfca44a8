import assert from "node:assert/strict";
import {
  formatDuration,
  formatSize,
  parseContainerUser,
  parseDuration,
  parseNumber,
  parseSize,
  parseWhole,
} from "../../src/settings/quantities.ts";

const ANY = { min: 0, max: Number.MAX_SAFE_INTEGER };

Deno.test("parseDuration() reads plain numbers as seconds, and units", () => {
  const table: [string, number][] = [
    ["30", 30_000],
    ["0.5", 500],
    ["500ms", 500],
    ["30s", 30_000],
    ["1.5s", 1500],
    ["2m", 120_000],
    ["1h", 3_600_000],
  ];
  for (const [text, ms] of table) assert.equal(parseDuration(text, ANY), ms, text);
});

Deno.test("parseDuration() refuses what is not a duration", () => {
  for (
    const text of ["", "s", "-1", "1d", "30 s", "1e3", "0x10", ".5", "5.", "Infinity", "1s;id"]
  ) {
    assert.throws(() => parseDuration(text, ANY), SyntaxError, text);
  }
});

Deno.test("parseDuration() names the bounds that are broken", () => {
  const bounds = { min: 1000, max: 60_000 };
  assert.throws(() => parseDuration("10ms", bounds), /too small; allowed: 1s to 60s/);
  assert.throws(() => parseDuration("1h", bounds), /too large; allowed: 1s to 60s/);
  assert.throws(() => parseDuration("9".repeat(400), bounds), /too large/);
});

Deno.test("formatDuration() writes what parseDuration() reads", () => {
  for (const ms of [1, 100, 1500, 30_000, 120_000, 600_000, 3_600_000, 86_400_000]) {
    assert.equal(parseDuration(formatDuration(ms), ANY), ms);
  }
});

Deno.test("parseSize() reads bytes and units of 1024", () => {
  const table: [string, number][] = [
    ["1048576", 1_048_576],
    ["512b", 512],
    ["1k", 1024],
    ["512m", 536_870_912],
    ["512M", 536_870_912],
    ["512mb", 536_870_912],
    ["512MiB", 536_870_912],
    ["1g", 1_073_741_824],
  ];
  for (const [text, bytes] of table) assert.equal(parseSize(text, ANY), bytes, text);
});

Deno.test("parseSize() refuses what is not a size", () => {
  for (const text of ["", "m", "1.5g", "-1g", "1 g", "1gg", "1ib", "1bb", "1g --privileged"]) {
    assert.throws(() => parseSize(text, ANY), SyntaxError, text);
  }
});

Deno.test("formatSize() writes what parseSize() reads", () => {
  for (const bytes of [0, 1, 1000, 1024, 536_870_912, 1024 ** 4]) {
    assert.equal(parseSize(formatSize(bytes), ANY), bytes);
  }
});

Deno.test("parseWhole() takes digits within bounds only", () => {
  const bounds = { min: 16, max: 100 };
  assert.equal(parseWhole("16", bounds), 16);
  assert.throws(() => parseWhole("15", bounds), RangeError);
  assert.throws(() => parseWhole("101", bounds), RangeError);
  for (const text of ["", "16.0", "+16", "1e2", " 16"]) {
    assert.throws(() => parseWhole(text, bounds), SyntaxError, text);
  }
});

Deno.test("parseNumber() takes positive decimals", () => {
  const bounds = { min: 0.01, max: 8 };
  assert.equal(parseNumber("0.5", bounds), 0.5);
  assert.equal(parseNumber("2", bounds), 2);
  assert.throws(() => parseNumber("0", bounds), RangeError);
  assert.throws(() => parseNumber("9", bounds), RangeError);
  for (const text of ["", "-1", "1.", "all", "1e1"]) {
    assert.throws(() => parseNumber(text, bounds), SyntaxError, text);
  }
});

Deno.test("parseContainerUser() takes UID:GID in numbers and never root", () => {
  for (const user of ["65534:65534", "1000:1"]) {
    assert.deepEqual(parseContainerUser(user), { kind: "fixed", user });
  }
  for (const text of ["0:0", "0:1000", "1000:0", "0-1000"]) {
    assert.throws(() => parseContainerUser(text), /0 is root/, text);
  }
  for (const text of ["", "1000", "nobody:nogroup", "00:00", "01:1", "1:1:1", "-1:1", "1:1 -v"]) {
    assert.throws(() => parseContainerUser(text), SyntaxError, text);
  }
  assert.throws(() => parseContainerUser("4294967295:1"), RangeError);
});

Deno.test("parseContainerUser() takes a range of ids that is not empty", () => {
  assert.deepEqual(parseContainerUser("2000-2999"), { kind: "range", from: 2000, to: 2999 });
  assert.deepEqual(parseContainerUser("7-7"), { kind: "range", from: 7, to: 7 });
  assert.throws(() => parseContainerUser("2000-1999"), /empty/);
  assert.throws(() => parseContainerUser("1-4294967295"), RangeError);
  for (const text of ["1-", "-1", "1-2-3", "1 - 2", "1-2:3"]) {
    assert.throws(() => parseContainerUser(text), SyntaxError, text);
  }
});
