"""The values that calls return to a program.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    _Dict = dict[str, Any]
else:
    _Dict = dict


class AttributeDict(_Dict):
    """A dict whose keys are attributes too: `issue.id` is `issue["id"]`.

    A key that is also the name of a dict method (`items`, `keys`, `get`) is reached as an item.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(self._no_such_key(name)) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(self._no_such_key(name)) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(key for key in self if isinstance(key, str))]

    def copy(self) -> AttributeDict:
        return AttributeDict(self)

    def _no_such_key(self, name: str) -> str:
        if name.startswith("__"):
            return name
        from difflib import get_close_matches

        keys = [str(key) for key in self]
        near = get_close_matches(name, keys, n=3)
        if near:
            return f"no key {name!r}; did you mean {' or '.join(map(repr, near))}?"
        shown = ", ".join(keys[:20]) + (", ..." if len(keys) > 20 else "")
        return f"no key {name!r}; there are: {shown or 'none (it is empty)'}"


class Media:
    """Binary data that a tool returned: `data`, of the type `mime_type`."""

    kind = "media"

    def __init__(self, data: bytes, mime_type: str) -> None:
        self.data = data
        self.mime_type = mime_type

    def __repr__(self) -> str:
        return f"<{self.kind} {self.mime_type}, {len(self.data):,} bytes in .data>"

    def __len__(self) -> int:
        return len(self.data)

    def __bytes__(self) -> bytes:
        return self.data


class Image(Media):
    """An image that a tool returned."""

    kind = "image"


class Audio(Media):
    """Audio that a tool returned."""

    kind = "audio"


def tool_value(reply: Mapping[str, Any]) -> Any:
    """The value of `await mcp_x.tool(...)`, from the `ToolValue` of a reply.

    `json` is the value itself. Of `blocks`, one block is returned as it is, several as a list, and
    none as `None`.
    """
    if reply["kind"] == "json":
        return reply["value"]
    blocks = content_blocks(reply["blocks"])
    if len(blocks) > 1:
        return blocks
    return blocks[0] if blocks else None


def content_blocks(blocks: Sequence[Any]) -> list[Any]:
    """MCP content blocks as values: text as `str`, images and audio as `Media`, others as dicts."""
    return [_content_block(block) for block in blocks]


def _content_block(block: Any) -> Any:
    kind = block.get("type")
    if kind == "text":
        return block.get("text", "")
    if kind in ("image", "audio"):
        from base64 import b64decode

        try:
            data = b64decode(block.get("data", ""))
        except ValueError:
            return block
        media = Image if kind == "image" else Audio
        return media(data, block.get("mimeType", "application/octet-stream"))
    return block
