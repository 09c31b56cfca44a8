"""Content of servers as values: blocks, resources, prompts.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

from sandbox_runtime.attribute_dict import AttributeDict
from sandbox_runtime.media import Audio, Image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Protocol

    from sandbox_runtime.calls import ToolCall

    class ResourceReader(Protocol):
        """Reads resources of any server; the `Bridge` does."""

        def read_resource(self, server: str, uri: str) -> ToolCall: ...
        def read_resource_now(self, server: str, uri: str) -> Any: ...


class ResourceLink(AttributeDict):
    """A resource that a server names: `await link.read()` gives its content.

    A copy of it is a plain `AttributeDict`.
    """

    __slots__ = ("_reader", "_server")

    _reader: ResourceReader
    _server: str

    def __init__(self, block: Mapping[str, Any], reader: ResourceReader, server: str) -> None:
        super().__init__(block)
        # attributes of the class above are keys
        object.__setattr__(self, "_reader", reader)
        object.__setattr__(self, "_server", server)

    def read(self) -> ToolCall:
        """Its content, as `runtime.read_resource` gives it."""
        return self._reader.read_resource(self._server, self["uri"])

    def read_sync(self) -> Any:
        """`read`, blocking."""
        return self._reader.read_resource_now(self._server, self["uri"])

    def __reduce__(self) -> tuple[type, tuple[dict[str, Any]]]:
        return AttributeDict, (dict(self),)


class ResourceText(str):
    """The text of a resource, with its `uri` and `mime_type`."""

    __slots__ = ("mime_type", "uri")


class ResourceBytes(bytes):
    """The bytes of a resource, with its `uri` and `mime_type`."""


_MEDIA_KEYS = ("type", "data", "mimeType")


def content_blocks(blocks: Sequence[Any], reader: ResourceReader, server: str) -> list[Any]:
    """MCP content blocks as values: text as `str`, images and audio as `Media`, others as dicts.

    A link to a resource can be read.
    """
    return [_content_block(block, reader, server) for block in blocks]


def resource_links(items: Sequence[Any], reader: ResourceReader, server: str) -> list[Any]:
    """Descriptions of resources that can be read."""
    return [ResourceLink(item, reader, server) for item in items]


def prompt_value(answer: Mapping[str, Any], reader: ResourceReader, server: str) -> Any:
    """A prompt whose messages have values as their content."""
    messages = [
        AttributeDict(message, content=_content_block(message["content"], reader, server))
        if isinstance(message.get("content"), dict)
        else message
        for message in answer["messages"]
    ]
    return AttributeDict(description=answer.get("description"), messages=messages)


def resource_value(contents: Sequence[Any]) -> Any:
    """The content of a resource: its one part, or a list of the parts."""
    parts = [_resource_part(content) for content in contents]
    return parts[0] if len(parts) == 1 else parts


def _resource_part(content: Any) -> Any:
    part: Any
    if isinstance(content.get("text"), str):
        part = ResourceText(content["text"])
    elif isinstance(content.get("blob"), str):
        from base64 import b64decode

        try:
            part = ResourceBytes(b64decode(content["blob"]))
        except ValueError:
            return content
    else:
        return content
    part.uri = content.get("uri")
    part.mime_type = content.get("mimeType")
    return part


def _content_block(block: Any, reader: ResourceReader, server: str) -> Any:
    kind = block.get("type")
    if kind == "text":
        return block.get("text", "")
    if kind in ("image", "audio"):
        from base64 import b64decode

        try:
            data = b64decode(block.get("data", ""))
        except ValueError:
            return block
        kind_of_media = Image if kind == "image" else Audio
        media = kind_of_media(data, block.get("mimeType", "application/octet-stream"))
        rest = {key: item for key, item in block.items() if key not in _MEDIA_KEYS}
        if rest:
            media.mcp_extra = AttributeDict(annotations=[AttributeDict(rest)])
        return media
    if kind == "resource_link" and isinstance(block.get("uri"), str):
        return ResourceLink(block, reader, server)
    return block
