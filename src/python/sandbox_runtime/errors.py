"""The exception that a failed call raises.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations


class MCPError(Exception):
    """A call to a server, or to the bridge, failed.

    `code` is the kind of failure (`NOT_GRANTED`, `TOOL_FAILED`, ...); `message`, the text of the
    exception, says what went wrong and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


MCPError.__module__ = "mcp.runtime"
