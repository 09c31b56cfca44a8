"""Advice for programs that are no Python, and cannot be put right (`repair.py`).

This file is sent to the sandbox as text and runs there, and is imported only when a program fails.
"""

from __future__ import annotations

import re
import sys

_JAVASCRIPT = re.compile(
    r"(const|let|var|function|async function)\s+\w|.*\)\s*=>|.*\b\w+\s*=>|//|/\*|\}|.*\)\s*\{$"
    r"|.*`[^`]*\$\{"
)
# Words of a sentence, as it stands beside a program.
_PROSE = re.compile(r"[A-Z][\w'\u2019]*(?:[ ,]+[\w'\u2019-]+){3,}[.:!?]?$")
_OPERATORS = (("&&", "and"), ("||", "or"), ("=== ", "=="), ("++", "+= 1"))
_TERNARY = re.compile(r"[^?]+\?[^:?]+:.+")
# Statements of later versions of Python, and the minor version that brought them.
_LATER = (
    (re.compile(r"match\b.*:$|case\b.*:$"), 10),
    (re.compile(r"except\s*\*"), 11),
    (re.compile(r"type\s+\w+.*="), 12),
)


def syntax_hint(error: SyntaxError) -> str | None:
    """What to write instead."""
    message = error.msg or ""
    if "'return' outside function" in message:
        return "the program is not a function: end it with the value as its last expression"
    if "outside async function" in message:
        return "write `async def` for the function that awaits, and await its call"
    line = (error.text or "").strip()
    for statement, minor in _LATER:
        if statement.match(line) and sys.version_info < (3, minor):
            return f"this is Python 3.{sys.version_info[1]}, which lacks it: write if or try"
    if _JAVASCRIPT.match(line):
        return (
            "this is JavaScript, not Python: write it without const, let, var, function, `;`, `=>`,"
            ' braces, // and `${}` (for these: a comprehension, indentation, # and f"{x}")'
        )
    if "f-string" in message:
        return "before Python 3.12 an f-string cannot hold its own kind of quotes: use the other"
    if line.startswith("!"):
        return "a program is no notebook and no shell; use Python, or a tool of an MCP server"
    for other, python in _OPERATORS:
        if other in line:
            return f"write {python} for {other.strip()}"
    if _TERNARY.fullmatch(line):
        return "write `a if condition else b` for `condition ? a : b`"
    if _PROSE.match(line):
        return "this line is no code: send the program alone, and what is said in # comments"
    return None
