import assert from "node:assert/strict";
import { UpstreamError, UsageError } from "../../src/errors.ts";
import { createGrant } from "../../src/calls/grant.ts";

const KNOWN = [
  { name: "jira", alias: "jira", unavailable: null },
  { name: "Google Drive", alias: "google_drive", unavailable: null },
  { name: "local", alias: "local", unavailable: 'not trusted: run "trust ./x.json"' },
  { name: "__proto__", alias: "proto", unavailable: null },
];

function rejected(code: string, pattern: RegExp): (error: unknown) => boolean {
  return (error) =>
    error instanceof UpstreamError && error.code === code && pattern.test(error.message);
}

Deno.test("createGrant() takes names and aliases and keeps each server once", () => {
  const grant = createGrant(KNOWN, ["google_drive", "jira", "Google Drive"]);
  assert.deepEqual(grant.names, ["Google Drive", "jira"]);
  assert.deepEqual(grant.briefs.map(({ granted }) => granted), [true, true, false, false]);
});

Deno.test("createGrant() refuses an unknown server with the nearest and the known names", () => {
  assert.throws(
    () => createGrant(KNOWN, ["jir"]),
    (error) =>
      error instanceof UsageError && /did you mean "jira"/.test(error.message) &&
      /Google Drive/.test(error.message),
  );
});

Deno.test("createGrant() refuses a server that cannot be used, with the reason", () => {
  assert.throws(() => createGrant(KNOWN, ["local"]), /not trusted: run "trust/);
});

Deno.test("Grant.admit() gives the exact name for name, alias and other case", () => {
  const grant = createGrant(KNOWN, ["Google Drive"]);
  for (const wanted of ["Google Drive", "google_drive", "GOOGLE_DRIVE", "google-drive"]) {
    assert.equal(grant.admit(wanted), "Google Drive");
  }
});

Deno.test("Grant.admit() refuses a server that is not granted and names the fix", () => {
  const grant = createGrant(KNOWN, ["jira"]);
  assert.throws(
    () => grant.admit("google_drive"),
    rejected("NOT_GRANTED", /servers=\["jira","Google Drive"\]/),
  );
});

Deno.test("Grant.admit() treats names of the prototype as any other name", () => {
  const grant = createGrant(KNOWN, []);
  assert.throws(
    () => grant.admit("__proto__"),
    rejected("NOT_GRANTED", /servers=\["__proto__"\]/),
  );
  assert.throws(() => grant.admit("constructor"), rejected("NOT_FOUND", /constructor/));
});

Deno.test("Grant.admit() says why a server that is not granted could not be granted either", () => {
  const grant = createGrant(KNOWN, ["jira"]);
  assert.throws(() => grant.admit("local"), rejected("NOT_AVAILABLE", /not trusted: run "trust/));
});
