"""Quotes in f-strings, for Pythons before 3.12.

This file is sent to the sandbox as text and runs there, and is imported only when a program does
not compile.
"""

from __future__ import annotations

import re

_START = re.compile(r"""(?<![A-Za-z0-9_])[rR]?[fF][rR]?(?P<quote>"(?!"")|'(?!''))""")
_OTHER = {'"': "'", "'": '"'}


def with_other_quotes(source: str) -> str:
    """The source, with the other kind of quotes for texts inside the fields of an f-string."""
    done: list[str] = []
    at = 0
    while True:
        found = _START.search(source, at)
        if found is None:
            return "".join([*done, source[at:]])
        end, text = _rewritten(source, found.end(), found["quote"])
        done += [source[at : found.end()], text]
        at = end


def _rewritten(source: str, start: int, quote: str) -> tuple[int, str]:
    """The end of the f-string's content that begins at `start`, and the content."""
    text: list[str] = []
    depth, at = 0, start
    while at < len(source) and source[at] != "\n":
        char = source[at]
        if depth == 0 and char == "\\":
            text.append(source[at : at + 2])
            at += 2
            continue
        if char == quote and depth == 0:
            break
        if source[at : at + 2] in ("{{", "}}") and depth == 0:
            text.append(char)
            at += 1
        elif char in "{}":
            depth += 1 if char == "{" else -1
        elif char == quote:
            inner = re.compile(rf"{quote}([^{quote}\\\n]*){quote}").match(source, at)
            if inner is None or _OTHER[quote] in inner[1]:
                break
            text.append(f"{_OTHER[quote]}{inner[1]}{_OTHER[quote]}")
            at = inner.end()
            continue
        text.append(source[at])
        at += 1
    return at, "".join(text)
