"""What data a text holds, and how a program reads it.

This file is sent to the sandbox as text and runs there, and is imported only when a text was taken
for data.
"""

from __future__ import annotations

import ast
import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Characters of a text that is looked into, and of one that is read as a Python literal.
_MAX_TEXT = 1_000_000
_MAX_LITERAL = 100_000
_MAX_KEYS = 12
# How a text begins that holds a Python object which is no literal.
_REPR = re.compile(r"[\[({][\[({\s]*'")
_UNREADABLE = (ValueError, TypeError, SyntaxError, RecursionError, MemoryError)


def data_in(text: str, name: str = "...") -> str | None:
    """A clause: what the text is, and what to write for the data in it; `None` for mere text.

    `name` is the expression whose value the text is.
    """
    begin = text[:256].lstrip()
    if not begin.startswith(("{", "[", "(", "```")):
        return None
    if len(text) > _MAX_TEXT:
        return f"text that begins like data, and too long to look into: try json.loads({name})"
    return _json_in(text, name) or _python_in(text, begin, name) or _broken(text)


def _json_in(text: str, name: str) -> str | None:
    parsed = _read(json.loads, text)
    if parsed is not None:
        return f"text that holds JSON ({kind_of(parsed)}): write json.loads({name})"
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(_read(json.loads, line) is not None for line in lines):
        each = f"[json.loads(line) for line in {name}.splitlines() if line.strip()]"
        return f"text that holds JSON in each line: write {each}"
    if text.lstrip().startswith("```"):
        inside = text[text.find("\n") : text.rfind("```")]
        parsed = _read(json.loads, inside)
        part = f'{name}[{name}.find("\\n"):{name}.rfind("```")]'
        return None if parsed is None else f"JSON in a Markdown fence: write json.loads({part})"
    parsed = _read(lambda one: json.JSONDecoder().raw_decode(one)[0], text.lstrip())
    if parsed:
        code = f"json.JSONDecoder().raw_decode({name}.lstrip())[0]"
        return f"text that begins with JSON ({kind_of(parsed)}) and goes on: write {code}"
    return None


def _python_in(text: str, begin: str, name: str) -> str | None:
    if len(text) <= _MAX_LITERAL:
        parsed = _read(ast.literal_eval, text.strip())
        if parsed is not None:
            return (
                f"text that holds a Python literal ({kind_of(parsed)}):"
                f" write: import ast; ast.literal_eval({name})"
            )
    if not _REPR.match(begin):
        return None
    if len(text) > _MAX_LITERAL:
        return f"text as Python's repr writes it: try import ast; ast.literal_eval({name})"
    return "the repr of Python objects, which nothing reads back: search it with re"


def _broken(text: str) -> str | None:
    """What is wrong with a text that is JSON for more than its first sign."""
    start = len(text) - len(text.lstrip())
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos <= start + 1:
            return None
        end = "; it may have been cut" if error.pos >= len(text.rstrip()) else ""
        return f"text that begins like JSON and is broken ({error}){end}"
    except RecursionError:
        return "text that holds JSON, nested too deep to be read"
    return None


def _read(parse: Callable[[str], Any], text: str) -> Any:
    """The list, dict or tuple that a text holds."""
    try:
        parsed = parse(text)
    except _UNREADABLE:
        return None
    return parsed if isinstance(parsed, (list, dict, tuple)) else None


def kind_of(value: Any) -> str:
    """A few words on a value: its type, and its keys or length."""
    if isinstance(value, dict):
        return f"a dict with the keys {keys_of(value)}"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    return f"of the type {type(value).__name__}"


def keys_of(value: dict[Any, Any]) -> str:
    """The first keys of a dict."""
    keys = [str(key)[:60] for key in value]
    return ", ".join(keys[:_MAX_KEYS]) + (", ..." if len(keys) > _MAX_KEYS else "")
