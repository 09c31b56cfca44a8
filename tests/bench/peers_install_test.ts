import assert from "node:assert/strict";
import { findProgram, isAtLeast, step } from "../../bench/peers/install.ts";

Deno.test("isAtLeast() compares versions as numbers, in whatever text they stand", () => {
  assert.ok(isAtLeast("Python 3.11.7", [3, 10]));
  assert.ok(isAtLeast("v20.20.2", [20]));
  assert.ok(isAtLeast("Python 4.0", [3, 10]));
  assert.ok(isAtLeast("3.10", [3, 10]));
  assert.ok(!isAtLeast("Python 3.9.18", [3, 10]));
  assert.ok(!isAtLeast("v18.19.0", [20]));
});

Deno.test("isAtLeast() takes a text without a version for none", () => {
  assert.ok(!isAtLeast("command not found", [3, 10]));
});

Deno.test("findProgram() gives the first program that is new enough", async () => {
  const deno = Deno.execPath();
  const found = await findProgram({
    peer: "Peer 1",
    programs: ["no-such-program-here", deno],
    title: "Deno",
    atLeast: [2],
  });
  assert.equal(found, deno);
});

Deno.test("findProgram() says what was found, what is needed and what to do", async () => {
  const deno = Deno.execPath();
  const programs = ["no-such-program-here", deno];
  await assert.rejects(
    findProgram({ peer: "Peer 1", programs, title: "Deno", atLeast: [99, 1] }),
    (error: Error) => {
      assert.match(error.message, /^Cannot install Peer 1: Deno 99\.1 or newer is needed/);
      assert.match(error.message, /no-such-program-here: not on PATH/);
      assert.ok(error.message.includes(`${deno}: deno ${Deno.version.deno}`), error.message);
      assert.match(error.message, /put it on PATH$/);
      return true;
    },
  );
});

Deno.test("step() tells the command that failed and what it printed", async () => {
  const args = ["eval", "console.log('the reason'); Deno.exit(3)"];
  await assert.rejects(
    step("Peer 1", Deno.execPath(), args),
    /^Error: Cannot install Peer 1: .* ended with 3; try it by hand\. It printed:\nthe reason$/,
  );
});
