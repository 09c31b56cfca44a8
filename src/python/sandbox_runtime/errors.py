"""The exception that a failed call raises.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations


class MCPError(Exception):
    """A call to a server, or to the bridge, failed.

    `code` says of what kind the failure is (`NOT_GRANTED`, `TOOL_FAILED`, ...); `message` says what
    went wrong and what to do, and is also the text of the exception.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


MCPError.__module__ = "mcp.runtime"
