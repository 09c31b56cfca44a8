"""Advice for mistakes with values and modules of Python that are frequent in short programs.

This file is sent to the sandbox as text and runs there, and is imported only when a program fails.
"""

from __future__ import annotations

import re
import sys

_BY_MESSAGE: tuple[tuple[str, str], ...] = (
    (
        r"not supported between instances of '.*NoneType",
        "None has no order: key=lambda x: (x is None, x)",
    ),
    (
        r"not supported between instances of '(?:dict|AttributeDict)'",
        'name what is compared: key=lambda x: x["name"]',
    ),
    (
        r"not supported between instances of '(?:str|int|float)' and '(?:str|int|float)'",
        "make both of one type: int(x) or str(x)",
    ),
    (
        r"offset-naive and offset-aware",
        "give each a time zone: datetime.now(timezone.utc), x.replace(tzinfo=timezone.utc)",
    ),
    (
        r"unhashable type: '(?:dict|AttributeDict)'",
        'a dict cannot be in a set or a key: take what names it, as x["id"]',
    ),
    (r"unhashable type: '(?:list|ListValue)'", "a list cannot be in a set or a key: tuple(x)"),
    (
        r"sequence item \d+: expected str instance",
        'join takes texts: ", ".join(x["name"] for x in items), or map(str, items)',
    ),
    (r"can only concatenate str|must be str, not", 'write f"...{x}" in the place of +'),
    (r"is not JSON serializable", "json.dumps(x, default=str)"),
    (r"has no form in JSON", "pass list(x) for an iterator, a dict for an object (vars(x))"),
    (r"Passing coroutines is forbidden", "write: await asyncio.gather(*calls)"),
)
_MODULE = re.compile(r"(module|type object) '([\w.]+)' has no attribute '(\w+)'")


def python_hint(error: BaseException, line: str) -> str | None:
    """What to write instead in the line that failed."""
    message = str(error)
    if "async" in line and "'async for' requires" in message:
        return "the value is no stream: write for, without async: for x in await mcp_x.tool(...)"
    if "async_generator" in message or ("join an iterable" in message and "await" in line):
        return "`await` in a generator expression makes it asynchronous; write a list: [await ...]"
    for pattern, hint in _BY_MESSAGE:
        if re.search(pattern, message):
            return hint
    return _module_hint(message)


def _module_hint(message: str) -> str | None:
    """For a module and a class of one name, such as `datetime`, of which the other was meant."""
    found = _MODULE.search(message)
    if found is None:
        return None
    kind, place, name = found.groups()
    shown = place.partition(".")[0]
    module = sys.modules.get(shown)
    if module is None:
        return None
    if kind == "type object":
        has = place == f"{shown}.{shown}" and hasattr(module, name)
        return f"{shown} is the class here; write: from {shown} import {name}" if has else None
    if place == shown and hasattr(getattr(module, shown, None), name):
        return f"write: from {shown} import {shown}; {shown}.{name}(...)"
    return None
