import assert from "node:assert/strict";
import { parseImageReference } from "../../src/settings/image_reference.ts";

const SHA256 = `sha256:${"0123456789abcdef".repeat(4)}`;

Deno.test("parseImageReference() qualifies references in full", () => {
  const table: [string, string][] = [
    ["python", "docker.io/library/python:latest"],
    ["python:3.12-slim", "docker.io/library/python:3.12-slim"],
    ["ada/python:1", "docker.io/ada/python:1"],
    ["docker.io/python:1", "docker.io/library/python:1"],
    ["docker.io/library/python:3.12-slim", "docker.io/library/python:3.12-slim"],
    ["localhost/x:y", "localhost/x:y"],
    ["localhost:5000/x", "localhost:5000/x:latest"],
    ["ghcr.io/a/b/c__d-e.f:1.0_x", "ghcr.io/a/b/c__d-e.f:1.0_x"],
    [`python@${SHA256}`, `docker.io/library/python@${SHA256}`],
    [`quay.io/a/b:1@${SHA256}`, `quay.io/a/b:1@${SHA256}`],
  ];
  for (const [text, reference] of table) assert.equal(parseImageReference(text), reference);
});

Deno.test("parseImageReference() keeps what it gives", () => {
  for (const text of ["python", "localhost:5000/x", `python@${SHA256}`]) {
    const reference = parseImageReference(text);
    assert.equal(parseImageReference(reference), reference);
  }
});

Deno.test("parseImageReference() refuses everything else", () => {
  const refused = [
    "",
    "--privileged",
    "-v",
    "python --privileged",
    "python:3.12 slim",
    "Python:3.12",
    "/python",
    "python/",
    "a//b",
    "python:",
    "python:-x",
    `python:${"x".repeat(129)}`,
    "python@sha256:abc",
    `python@${SHA256}@${SHA256}`,
    "python@md5:00000000000000000000000000000000",
    "a..b",
    "_a",
    "a_",
    "host.io:port/x",
    "-host.io/x",
    "../../etc/passwd",
    "python;id",
    "python\n",
    "pythön",
    "https://docker.io/python",
    "docker://python",
    `a/${"b".repeat(300)}`,
    "a".repeat(10_000),
  ];
  for (const text of refused) {
    assert.throws(() => parseImageReference(text), SyntaxError, JSON.stringify(text));
  }
});
