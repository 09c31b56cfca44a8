"""Puts a program right that does not compile, where it is clear what was meant.

This file is sent to the sandbox as text and runs there, and is imported only when a program does
not compile. Each repair comes with a note, from which the model learns. Lines keep their numbers,
so that a traceback shows the lines that were sent.
"""

from __future__ import annotations

import _ast

from sandbox_runtime.text_repairs import REPAIRS


def repair_source(source: str) -> tuple[str, list[str]] | None:
    """The source put right, with a note for each repair; `None` if it cannot be."""
    notes = []
    for repair, note in REPAIRS:
        repaired = repair(source)
        if repaired == source:
            continue
        source = repaired
        notes.append(note)
        if _parses(source):
            return source, notes
    return None


def _parses(source: str) -> bool:
    try:
        compile(source, "<repair>", "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
