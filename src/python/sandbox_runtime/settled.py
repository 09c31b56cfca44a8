"""Values of helpers that have done their work, and may be awaited all the same.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

from sandbox_runtime.attribute_dict import NamedTools, ToolRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from typing import Any


class Settled:
    """To await it gives the value itself: programs await a helper, or do not."""

    is_settled = True

    def __await__(self) -> Generator[Any, Any, Any]:
        return self
        yield


class SettledText(Settled, str):  # noqa: SLOT000
    """The name of a saved tool that was saved or deleted, or the text of stubs."""


class SavedTool(Settled, ToolRecord):
    """A saved tool with its source."""


class SavedTools(Settled, NamedTools):
    """The saved tools; as text, a line for each."""

    def __init__(self, tools: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(map(ToolRecord, tools))

    def __str__(self) -> str:
        return "\n".join(map(_line, self))


def _line(tool: Mapping[str, Any]) -> str:
    about = f"  # {tool['description']}" if tool["description"] else ""
    return f"mcp.tools.{tool['signature']}{about}"
