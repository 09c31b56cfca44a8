"""The value of a tool call, with what the tool said besides it.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

from sandbox_runtime.attribute_dict import AttributeDict
from sandbox_runtime.media import Media
from sandbox_runtime.values import content_blocks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sandbox_runtime.values import ResourceReader

    _List = list[Any]
else:
    _List = list


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


class UnparsedText(TextValue):
    """Text that begins like data: it says how to read it when a key or an attribute is asked of it.

    It is text in every other way. Text of this kind was not parsed because it is no JSON, or is the
    content of a file, or more than the bridge parses.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "mcp_extra":
            raise AttributeError(name)
        raise _NoAttribute(f"'str' object has no attribute {name!r}", str(self))

    def __getitem__(self, key: Any) -> str:
        if isinstance(key, str):
            raise _NoKey("string indices must be integers, not 'str'", str(self))
        return super().__getitem__(key)


class TakenForData(Exception):
    """Its text says how to read the data in a text; that is looked for only when it is shown."""

    def __init__(self, told: str, text: str) -> None:
        super().__init__(told)
        self._text = text

    def how_to_read(self) -> str | None:
        """A clause with what the text is and what to write, if it can be told."""
        from sandbox_runtime.text_data import data_in

        return data_in(self._text)

    def __str__(self) -> str:
        how = self.how_to_read()
        told = str(self.args[0])
        return f"{told}: it is {how}" if how else told

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return type(self).__mro__[2], (str(self),)


class _NoAttribute(TakenForData, AttributeError):
    """An `AttributeError` of a text that was taken for data."""


class _NoKey(TakenForData, TypeError):
    """A `TypeError` of a text that was taken for data."""


for _shown in (_NoAttribute, _NoKey):
    _shown.__name__ = _shown.__qualname__ = _shown.__mro__[2].__name__
    _shown.__module__ = "builtins"


class IntegerValue(int):
    """An integer with `mcp_extra`: what the tool said besides. Equal to an integer without it."""

    mcp_extra: Any


class FloatValue(float):
    """A float with `mcp_extra`: what the tool said besides. Equal to a float without it."""

    mcp_extra: Any


_CARRIERS: tuple[tuple[type, type], ...] = (
    (dict, DictValue),
    (list, ListValue),
    (UnparsedText, UnparsedText),
    (str, TextValue),
    (int, IntegerValue),
    (float, FloatValue),
)
# Characters of what was said besides a value, where it is shown.
_MAX_SHOWN = 20_000
_MAX_SHOWN_ON_STDERR = 500
_MAX_BLOCKS = 100
# How text begins that may be data: JSON, a Python literal, or one of these in a Markdown fence.
_LIKE_DATA = ("{", "[", "(", "```")
# Characters of a text in which its first sign is looked for.
_HEAD = 256


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
    if isinstance(value, str) and value[:_HEAD].lstrip().startswith(_LIKE_DATA):
        value = UnparsedText(value)
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
