import assert from "node:assert/strict";
import { parseReleaseFlags } from "../../../scripts/release/parse_release_flags.ts";
import { PLATFORMS } from "../../../scripts/release/platforms.ts";

const REPOSITORY = ["--repository", "owner/mcp-code-bridge"];

Deno.test("parseReleaseFlags() releases for every platform by default", () => {
  assert.deepEqual(parseReleaseFlags(REPOSITORY, "1.2.3"), {
    release: { version: "1.2.3", repository: "owner/mcp-code-bridge" },
    executables: "dist",
    out: "dist/release",
    platforms: PLATFORMS,
  });
  assert.equal(parseReleaseFlags(["--help"], "1.2.3"), null);
});

Deno.test("parseReleaseFlags() takes single targets", () => {
  const args = [...REPOSITORY, "--target", "aarch64-apple-darwin"];
  assert.deepEqual(parseReleaseFlags(args, "1.2.3-rc.1")?.platforms, [
    { target: "aarch64-apple-darwin", os: "darwin", cpu: "arm64" },
  ]);
});

Deno.test("parseReleaseFlags() says what it cannot understand", () => {
  for (
    const [args, version, pattern] of [
      [[], "1.2.3", /from "": name a repository as owner\/name/],
      [["--repository", "owner/na me"], "1.2.3", /"owner\/na me"/],
      [["--repository", 'o/x"; system "id'], "1.2.3", /name a repository/],
      [REPOSITORY, "v1.2.3", /"v1\.2\.3": it is not a version/],
      [[...REPOSITORY, "--target", "mips"], "1.2.3", /"mips": the targets are x86_64-/],
      [[...REPOSITORY, "--speed"], "1.2.3", /--speed/],
    ] as const
  ) {
    assert.throws(() => parseReleaseFlags(args, version), pattern);
  }
});
