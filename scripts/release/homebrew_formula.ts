import { checksumOf, type Checksums } from "./checksums.ts";
import { archiveName, type Platform, PLATFORMS } from "./platforms.ts";
import { DESCRIPTION, downloadUrl, LICENSE, NAME, type Release, repositoryUrl } from "./release.ts";

const SYSTEMS = [["darwin", "on_macos"], ["linux", "on_linux"]] as const;

/**
 * The formula of the Homebrew tap. It installs the executable of the release.
 *
 * @throws {RangeError} when the sum of an archive is missing
 */
export function homebrewFormula(release: Release, sums: Checksums): string {
  return `# Written by the release; changes here are lost with the next one.
class McpCodeBridge < Formula
  desc "${DESCRIPTION}"
  homepage "${repositoryUrl(release)}"
  version "${release.version}"
  license "${LICENSE}"

${SYSTEMS.map(([os, block]) => systemBlock(block, archives(release, os, sums))).join("\n")}
  def install
    bin.install "${NAME}"
  end

  test do
    assert_equal version.to_s, shell_output("#{bin}/${NAME} --version").strip
  end
end
`;
}

interface Archive {
  readonly cpu: Platform["cpu"];
  readonly url: string;
  readonly sum: string;
}

function archives(release: Release, os: Platform["os"], sums: Checksums): readonly Archive[] {
  return PLATFORMS.filter((platform) => platform.os === os).map((platform) => {
    const name = archiveName(release, platform);
    return { cpu: platform.cpu, url: downloadUrl(release, name), sum: checksumOf(sums, name) };
  }).sort((a, b) => a.cpu < b.cpu ? -1 : 1);
}

function systemBlock(block: string, archives: readonly Archive[]): string {
  const parts = archives.map(({ cpu, url, sum }) =>
    `    ${cpu === "arm64" ? "on_arm" : "on_intel"} do
      url "${url}"
      sha256 "${sum}"
    end
`
  );
  return `  ${block} do\n${parts.join("")}  end\n`;
}
