"""The exception that a failed call raises.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class MCPError(Exception):
    """A call to a server, or to the bridge, failed.

    `code` is the kind of failure (`NOT_GRANTED`, `TOOL_FAILED`, ...); `message`, the text of the
    exception, says what went wrong and what to do. `data` is what the server adds to its error: the
    data of a protocol error, or the structured content of a tool's failure; often `None`. `server`
    and `tool` are what was called, `None` where the call was of neither.
    """

    server: str | None = None
    tool: str | None = None

    def __init__(self, code: str, message: str, data: Any = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.data = data

    def __str__(self) -> str:
        return self.message


def error_of(failure: Mapping[str, Any], params: Mapping[str, Any]) -> MCPError:
    """The exception for the `CallFailure` of a reply to a call with these params."""
    error = MCPError(failure["code"], failure["message"], failure.get("data"))
    error.server, error.tool = params.get("server"), params.get("tool")
    return error


MCPError.__module__ = "mcp.runtime"
