import assert from "node:assert/strict";

import { parseContainerUser } from "../../../src/engine/container/container_user.ts";
import { ConfigError } from "../../../src/errors.ts";

Deno.test("parseContainerUser() returns UID:GID unchanged", () => {
  for (const user of ["65534:65534", "1000:1000", "1:4294967294"]) {
    assert.equal(parseContainerUser(user), user);
  }
});

Deno.test("parseContainerUser() refuses root, names and flags, naming the value", () => {
  const values = [
    ...["0:0", "0:1000", "1000:0", "00:1", "1000", "root", "nobody:nogroup", "", ":", "1000:"],
    ...["-1:1", "--privileged", "1000:1000 -v", "1000:1000\n", "4294967295:1", "1e3:1", "١:١"],
  ];
  for (const value of values) {
    assert.throws(
      () => parseContainerUser(value),
      (error) => error instanceof ConfigError && error.message.includes(JSON.stringify(value)),
      value,
    );
  }
});
