import assert from "node:assert/strict";

import { ConfigError } from "../../../src/errors.ts";
import { parseImageReference } from "../../../src/engine/container/image_reference.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

Deno.test("parseImageReference() returns well-formed references unchanged", () => {
  const references = [
    "python",
    "python:3.12-slim",
    "localhost/python:3.11-slim",
    "docker.io/library/python:3.12-slim",
    "registry.example:5000/team/my_image__x.y-z:v1.0",
    `docker.io/library/python@${DIGEST}`,
    `docker.io/library/python:3.12@${DIGEST}`,
    "team/image",
  ];
  for (const reference of references) assert.equal(parseImageReference(reference), reference);
});

Deno.test("parseImageReference() refuses what could be read as something else, naming the value", () => {
  const values = [
    "",
    "-v",
    "--privileged",
    "--privileged=true",
    "python --privileged",
    "python:3.12 -v /:/host",
    "python\n",
    "python\0",
    "python:",
    "python:-x",
    "Python",
    "/python",
    "python/",
    "a//b",
    "../python",
    "a/../b",
    "-host.example/python",
    "host.example:port/python",
    "python@sha256:123",
    `python@md5:${"0".repeat(32)}`,
    "python@",
    "docker://python",
    "$(touch x)",
    "pythön",
    `a/${"b".repeat(600)}`,
  ];
  for (const value of values) {
    assert.throws(
      () => parseImageReference(value),
      (error) =>
        error instanceof ConfigError && error.code === "BAD_SETTING" &&
        error.message.includes(JSON.stringify(value.slice(0, 512))),
      value,
    );
  }
});
