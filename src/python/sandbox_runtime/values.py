"""The values that calls return to a program.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

from sandbox_runtime.attribute_dict import AttributeDict
from sandbox_runtime.media import Audio, Image, Media

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Protocol

    from sandbox_runtime.calls import ToolCall

    class ResourceReader(Protocol):
        """Reads resources of any server; the `Bridge` does."""

        def read_resource(self, server: str, uri: str) -> ToolCall: ...
        def read_resource_now(self, server: str, uri: str) -> Any: ...

    _List = list[Any]
else:
    _List = list


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


class DictValue(AttributeDict):
    """A dict with `mcp_extra`: what the tool said besides. Equal to a dict without it."""

    mcp_extra: Any

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "mcp_extra":
            object.__setattr__(self, name, value)
        else:
            self[name] = value


class ListValue(_List):
    """A list with `mcp_extra`: what the tool said besides. Equal to a list without it."""

    mcp_extra: Any


class TextValue(str):  # noqa: SLOT000
    """Text with `mcp_extra`: what the tool said besides. Equal to text without it."""

    mcp_extra: Any


class IntegerValue(int):
    """An integer with `mcp_extra`: what the tool said besides. Equal to an integer without it."""

    mcp_extra: Any


class FloatValue(float):
    """A float with `mcp_extra`: what the tool said besides. Equal to a float without it."""

    mcp_extra: Any


_CARRIERS: tuple[tuple[type, type], ...] = (
    (dict, DictValue),
    (list, ListValue),
    (str, TextValue),
    (int, IntegerValue),
    (float, FloatValue),
)
# Characters of what was said besides a value, where it is shown.
_MAX_SHOWN = 20_000
_MAX_SHOWN_ON_STDERR = 500
_MAX_BLOCKS = 100


def tool_value(
    reply: Mapping[str, Any], reader: ResourceReader, server: str
) -> tuple[Any, str | None]:
    """The value of `await mcp_x.tool(...)`, from the `ToolValue` of a reply of this server.

    `json` is the value itself. Of `blocks`, one block is returned as it is, several as a list, and
    none as `None`. What the tool said besides is `mcp_extra` of the value; `True`, `False` and
    `None` have no attributes, so for these its text is returned as the second item.
    """
    if reply["kind"] == "json":
        value = reply["value"]
    else:
        blocks = content_blocks(reply["blocks"], reader, server)
        value = blocks if len(blocks) > 1 else blocks[0] if blocks else None
    said = reply.get("extra")
    if not said:
        return value, None
    extra = AttributeDict(said)
    if "content" in extra:
        extra["content"] = content_blocks(extra["content"], reader, server)
    if value is None or isinstance(value, bool):
        lost = "content" in extra or "other" in extra
        return value, extra_text(extra, _MAX_SHOWN_ON_STDERR) if lost else None
    return _carrying(value, extra), None


def _carrying(value: Any, extra: AttributeDict) -> Any:
    if isinstance(value, Media):
        if value.mcp_extra is not None:
            extra = AttributeDict({**value.mcp_extra, **extra})
        value.mcp_extra = extra
        return value
    carrier = value
    for plain, kind in _CARRIERS:
        if isinstance(value, plain):
            carrier = kind(value)
            break
    carrier.mcp_extra = extra
    return carrier


def extra_of(value: Any) -> AttributeDict | None:
    """What a tool said besides a value that a call returned, or `None`."""
    if isinstance(value, (*(kind for _, kind in _CARRIERS), Media)):
        extra = getattr(value, "mcp_extra", None)
        return extra if isinstance(extra, AttributeDict) else None
    return None


def extra_text(extra: Mapping[str, Any], limit: int = _MAX_SHOWN) -> str:
    """What a tool said besides its value, to be read by people; of bounded length."""
    import json

    parts = []
    for item in _first(extra.get("content"), _MAX_BLOCKS):
        parts.append(item if isinstance(item, str) else _one_line(item, json.dumps))
    for name in ("annotations", "other", "meta"):
        if extra.get(name):
            parts.append(f"{name}: {_one_line(extra[name], json.dumps)}")
    text = "\n".join(parts)
    left_out = len(text) - limit
    return text if left_out <= 0 else f"{text[:limit]}... {left_out:,} characters left out"


def _first(items: Any, most: int) -> list[Any]:
    if not isinstance(items, list):
        return []
    more = len(items) - most
    return [*items[:most], f"... and {more:,} more"] if more > 0 else items


def _one_line(value: Any, dumps: Callable[..., str]) -> str:
    try:
        return dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):  # media, or what the program put there
        return repr(value)


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
