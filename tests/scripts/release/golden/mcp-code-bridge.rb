# Written by the release; changes here are lost with the next one.
class McpCodeBridge < Formula
  desc "One tool: the model writes Python that calls your MCP servers, run in a sandbox"
  homepage "https://github.com/Example-Org/mcp-code-bridge"
  version "1.2.3"
  license "GPL-3.0-or-later"

  on_macos do
    on_arm do
      url "https://github.com/Example-Org/mcp-code-bridge/releases/download/v1.2.3/mcp-code-bridge-1.2.3-darwin-arm64.tar.gz"
      sha256 "4444444444444444444444444444444444444444444444444444444444444444"
    end
    on_intel do
      url "https://github.com/Example-Org/mcp-code-bridge/releases/download/v1.2.3/mcp-code-bridge-1.2.3-darwin-x64.tar.gz"
      sha256 "3333333333333333333333333333333333333333333333333333333333333333"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/Example-Org/mcp-code-bridge/releases/download/v1.2.3/mcp-code-bridge-1.2.3-linux-arm64.tar.gz"
      sha256 "2222222222222222222222222222222222222222222222222222222222222222"
    end
    on_intel do
      url "https://github.com/Example-Org/mcp-code-bridge/releases/download/v1.2.3/mcp-code-bridge-1.2.3-linux-x64.tar.gz"
      sha256 "1111111111111111111111111111111111111111111111111111111111111111"
    end
  end

  def install
    bin.install "mcp-code-bridge"
  end

  test do
    assert_equal version.to_s, shell_output("#{bin}/mcp-code-bridge --version").strip
  end
end
