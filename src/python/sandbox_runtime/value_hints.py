"""Advice for values that are not what the program took them for.

This file is sent to the sandbox as text and runs there, and is imported only when a program fails.
The expression that failed is looked for in the program's line, and its value in the program's
frames; nothing of the program is run for that.
"""

from __future__ import annotations

import ast
import linecache
import re

from sandbox_runtime.attribute_dict import AttributeDict, MissingKey
from sandbox_runtime.media import Media
from sandbox_runtime.text_data import data_in, keys_of, kind_of
from sandbox_runtime.tool_values import TakenForData

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# What the SDKs of MCP, and HTTP libraries, put around a value.
_ENVELOPE = {
    *("content", "structuredContent", "structured_content", "isError", "is_error", "meta"),
    *("json", "model_dump", "model_dump_json", "result", "text"),
}
# Attributes of lists elsewhere, and what Python has.
_OF_LISTS = {
    "filter": "[x for x in {0} if ...]",
    "forEach": "for x in {0}: ...",
    "length": "len({0})",
    "map": "[f(x) for x in {0}]",
    "push": "{0}.append(x)",
    "size": "len({0})",
}
# Keys of what servers put around a value, which is gone here.
_WRAPPERS = {"content", "data", "items", "output", "records", "result", "results", "text"}
# Names under which the items of an answer are looked for.
_ITEMS = {"data", "items", "list", "records", "results", "rows", "tools", "values"}
_UNKNOWN = object()
# What a call can return.
_VALUES = (str, list, dict, int, float, type(None), Media)


def value_hint(error: BaseException, program: str) -> str | None:
    """What the value is that was taken for something else; `program` is the program's file."""
    told = isinstance(error, TakenForData) and error.how_to_read() is not None
    if told or isinstance(error, MissingKey):
        # it says itself what the value is
        return _envelope_hint(_Failure(error, program))
    message = str(error)
    if isinstance(error, AttributeError):
        return _attribute_hint(error, program)
    if "string indices must be" in message:
        kind: type | tuple[type, ...] = str
    elif "list indices must be" in message or isinstance(error, IndexError):
        kind = list
    elif "unhashable type: 'slice'" in message or isinstance(error, KeyError):
        kind = dict
    elif "'NoneType' object is not" in message:
        kind = type(None)
    elif "object is not" in message and re.search("'(Image|Audio|int|float|bool)'", message):
        kind = (int, float, Media)
    else:
        return None
    failure = _Failure(error, program)
    if "is not iterable" in message:
        return _loop_hint(failure, kind)
    for node, value in failure.parts(ast.Subscript):
        if isinstance(value, kind) or value is _UNKNOWN:
            hint = _of_loop(node.value, failure)
            if hint is not None:
                return hint
        key = failure.value(node.slice)
        if isinstance(value, kind) and not _holds(value, key):
            envelope = _envelope_hint(failure)
            described = _description(_text(node.value), value)
            if envelope is not None:
                return f"{envelope}. {described}"
            if isinstance(value, (str, list)) and isinstance(key, str) and key in _WRAPPERS:
                return f"{described}; use it without [{key!r}]"
            return described
    return None


def _loop_hint(failure: _Failure, kind: type | tuple[type, ...]) -> str | None:
    """What is looped over in the line and is nothing that can be."""
    for loop in ast.walk(failure.tree):
        if isinstance(loop, (ast.For, ast.comprehension)) and loop.iter.lineno == failure.line:
            value = failure.value(loop.iter)
            if isinstance(value, kind):
                return _description(_text(loop.iter), value)
    return None


def _envelope_hint(failure: _Failure) -> str | None:
    """Advice for a part of an envelope that was asked of a value in the line."""
    for node, value in failure.parts(ast.Subscript):
        key = failure.value(node.slice)
        if not isinstance(key, str) or key not in _ENVELOPE:
            continue
        if isinstance(value, _VALUES) and not _holds(value, key):
            return _without(_text(node.value), f'["{key}"]')
    for node, value in failure.parts(ast.Attribute):
        if node.attr not in _ENVELOPE:
            continue
        if isinstance(value, _VALUES) and not _has(value, node.attr):
            return _without(_text(node.value), f".{node.attr}")
    return None


def _without(text: str, use: str) -> str:
    return (
        f"{text} is the tool's value already, parsed and without an envelope: use it without {use};"
        " a failed call raises MCPError; raw=True of runtime.call_tool gives the envelope"
    )


def _holds(value: Any, key: Any) -> bool:
    """Whether that part of the line cannot be the one that failed."""
    if isinstance(value, dict):
        return isinstance(key, (str, int)) and key in value
    return isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value)


def _attribute_hint(error: AttributeError, program: str) -> str | None:
    failure = _Failure(error, program)
    for node, value in failure.parts(ast.Attribute):
        name, text = node.attr, _text(node.value)
        # the variable of a comprehension may not be among those of the frame
        if value is _UNKNOWN or (isinstance(value, str) and not _has(value, name)):
            character = _character_hint(node.value, failure) or _of_loop(node.value, failure)
            if character is not None:
                return character
        if not isinstance(value, _VALUES) or _has(value, name):
            continue
        if isinstance(value, list) and name in _OF_LISTS:
            return f"{text} is a list; write {_OF_LISTS[name].format(text)}"
        if isinstance(value, list) and name in _ITEMS:
            return f"{_description(text, value)}; use it without .{name}"
        if name in _ENVELOPE:
            return f"{_without(text, f'.{name}')}. {_description(text, value)}"
        if not isinstance(value, dict):
            return _description(text, value, f".{name}")
    return None


def _has(value: Any, name: str) -> bool:
    return hasattr(type(value), name) or (isinstance(value, AttributeDict) and name in value)


def _character_hint(node: ast.expr, failure: _Failure) -> str | None:
    """What the text is of which a character was taken for an item."""
    if not isinstance(node, ast.Subscript):
        return None
    value = failure.value(node.value)
    if not isinstance(value, str) or isinstance(failure.value(node.slice), str):
        return None
    return f"{_text(node)} is a character: {_description(_text(node.value), value)}"


def _of_loop(node: ast.expr, failure: _Failure) -> str | None:
    """What is looped over, if the expression is the variable of a loop."""
    if not isinstance(node, ast.Name):
        return None
    for loop in ast.walk(failure.tree):
        if (
            isinstance(loop, (ast.For, ast.comprehension))
            and isinstance(loop.target, ast.Name)
            and loop.target.id == node.id
        ):
            value = failure.value(loop.iter)
            if isinstance(value, (dict, str)):
                over = "its keys" if isinstance(value, dict) else "its characters"
                text = _text(loop.iter)
                return f"the loop goes over {over}: {_description(text, value)}"
    return None


def _description(text: str, value: Any, use: str = "") -> str:
    if isinstance(value, str):
        data = data_in(value, text)
        return f"{text} is {data or f'text (str); its lines are {text}.splitlines()'}"
    if isinstance(value, dict):
        lists = [key for key, item in value.items() if isinstance(item, list)]
        write = f'; write {text}["{lists[0]}"]' if len(lists) == 1 else ""
        return f"{text} is a dict with the keys {keys_of(value)}{write}"
    if isinstance(value, Media):
        return f"{text} is {value!r}; its type is .mime_type, its bytes are .data (decoded)"
    if isinstance(value, list):
        if not value:
            return f"{text} is an empty list: there was no item"
        first = f"{text} is a list of {len(value)}, whose first is {kind_of(value[0])}"
        if use and not (isinstance(value[0], dict) and use[1:] in value[0]):
            return first
        return f"{first}; write {text}[0]{use}, or: for item in {text}"
    return f"{text} is None: there was no value" if value is None else f"{text} is {value!r:.60}"


def _text(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if re.fullmatch(r"\S{1,60}", text) else "the value"


class _Failure:
    """The program's line that failed, and what its variables had."""

    def __init__(self, error: BaseException, program: str) -> None:
        self.line = 0
        self._names: dict[str, Any] = {}
        trace = error.__traceback__
        while trace is not None:
            frame = trace.tb_frame
            if frame.f_code.co_filename == program:
                self.line = trace.tb_lineno
                self._names.update(frame.f_globals)
                self._names.update(frame.f_locals)
            trace = trace.tb_next
        try:
            self.tree = ast.parse("".join(linecache.getlines(program)))
        except (SyntaxError, ValueError, RecursionError):
            self.tree = ast.Module([], [])

    def parts(self, kind: type[Any]) -> Iterator[tuple[Any, Any]]:
        """Nodes of a kind with `.value` in that line, each with the value of that, if known."""
        for node in ast.walk(self.tree):
            if isinstance(node, kind) and node.lineno <= self.line <= node.end_lineno:
                yield node, self.value(node.value)

    def value(self, node: ast.expr) -> Any:
        """The value of an expression of names, keys and indices; nothing is called for it."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._names.get(node.id, _UNKNOWN)
        if not isinstance(node, (ast.Subscript, ast.Attribute)):
            return _UNKNOWN
        whole = self.value(node.value)
        if isinstance(node, ast.Attribute):
            key: Any = node.attr
            if not isinstance(whole, AttributeDict):
                return _UNKNOWN
        else:
            key = self.value(node.slice)
        if not isinstance(key, (str, int)):
            return _UNKNOWN
        try:
            if isinstance(whole, AttributeDict) or type(whole) is dict:
                return dict.__getitem__(whole, key) if key in whole else _UNKNOWN
            if isinstance(whole, list) and isinstance(key, int):
                return list.__getitem__(whole, key)
        except LookupError:
            pass
        return _UNKNOWN
