import assert from "node:assert/strict";
import { Command } from "commander";
import { usageError } from "../../src/cli/usage_error.ts";
import { UsageError } from "../../src/errors.ts";

/** What a program with commands of two levels says of a command line. */
function refusalOf(...args: string[]): string {
  const program = new Command("tool").configureOutput({ writeErr: () => {} });
  const image = program.command("image");
  const pull = image.command("pull").option("--quiet").action(() => {});
  image.command("list").action(() => {});
  for (const command of [program, image, pull]) {
    command.exitOverride((error) => {
      throw usageError(error, command);
    });
  }
  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  assert.fail("it was understood");
}

Deno.test("usageError() is one line that names what was seen, what was meant, and whose help to read", () => {
  const said = "Cannot understand the command line: ";
  for (
    const [args, message] of [
      [["imgae"], "unknown command 'imgae'; did you mean image? See tool --help"],
      [["help", "x"], "there is no such command; see tool --help"],
      [["image"], "'image' needs one of pull, list; see tool image --help"],
      [["image", "pul"], "unknown command 'pul'; did you mean pull? See tool image --help"],
      [
        ["image", "pull", "--quite"],
        "unknown option '--quite'; did you mean --quiet? See tool image pull --help",
      ],
    ] as const
  ) assert.equal(refusalOf(...args), said + message);
});
