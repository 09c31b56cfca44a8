"""Tracebacks with the program's own lines, and of libraries only the place that raised.

This file is sent to the sandbox as text and runs there. A model can change its program and no
library, and pays for each line of a traceback.
"""

from __future__ import annotations

import os
import sys
from traceback import StackSummary, TracebackException

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from traceback import FrameSummary
    from typing import Any

_OURS = "<sandbox_runtime"
_SAVED_TOOL = "<mcp.tools."
# The last is where packages are unpacked that the user added.
_LIBRARY_FOLDERS = ("site-packages", "dist-packages", "lib-dynload", "/.packages/")
_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
# Exceptions of a chain that are shown: the first, and the last ones.
_MAX_CHAIN = 4
# Members of a group of exceptions, and groups in groups.
_GROUP_BOUNDS = {"max_group_width": 5, "max_group_depth": 3}
# Frames of a stack, where equal ones that follow one another count once, and those at each end of
# a longer one.
_MAX_FRAMES = 16
_END_FRAMES = 5
_DIRECT_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_WHILE_HANDLED = "\nDuring handling of the above exception, another exception occurred:\n\n"


def format_error(error: BaseException, program: str) -> str:
    """The traceback of an exception; `program` is the name of the program's file."""
    bounds: dict[str, Any] = _GROUP_BOUNDS if sys.version_info >= (3, 11) else {}
    trace = TracebackException(type(error), error, error.__traceback__, **bounds)
    return "".join(_format_chain(trace, program))


def _format_chain(trace: TracebackException, program: str) -> list[str]:
    """The texts of an exception and those before it, the first one first."""
    chain = _chain_of(trace)
    shown = chain if len(chain) <= _MAX_CHAIN else [*chain[: _MAX_CHAIN - 1], chain[-1]]
    texts = []
    for one, joint in reversed(shown):
        one.__cause__ = one.__context__ = None
        _shorten(one, program)
        texts += [*one.format(), joint]
        if one is chain[-1][0] and len(chain) > len(shown):
            texts.append(f"... {len(chain) - len(shown):,} exceptions left out ...\n\n")
    return texts


def _chain_of(trace: TracebackException) -> list[tuple[TracebackException, str]]:
    """The exception and those before it, each with the words that lead to the one after it."""
    chain: list[tuple[TracebackException, str]] = []
    seen: set[int] = set()
    current: TracebackException | None = trace
    joint = ""
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        chain.append((current, joint))
        if current.__cause__ is not None:
            current, joint = current.__cause__, _DIRECT_CAUSE
        else:
            hidden = current.__suppress_context__
            current, joint = None if hidden else current.__context__, _WHILE_HANDLED
    return chain


def _shorten(trace: TracebackException, program: str) -> None:
    trace.stack = _ShortStack(trace.stack, program)
    for member in getattr(trace, "exceptions", None) or ():
        member.__cause__ = member.__context__ = None
        _shorten(member, program)


class _ShortStack(StackSummary):
    """The frames of the program, and the place in a library that raised."""

    def __init__(self, frames: Iterable[FrameSummary], program: str) -> None:
        frames = list(frames)
        super().__init__(frame for frame in frames if is_users(frame.filename, program))
        last = frames[-1].filename if frames else _OURS
        self._raised = ""
        if self and not last.startswith(_OURS) and not is_users(last, program):
            folder, name = os.path.split(last)
            place = f"{os.path.basename(folder)}/{name}" if folder else name
            self._raised = f"  in {place}: {frames[-1].name}\n"

    def format(self, **options: Any) -> list[str]:
        left_out = _bounds_of_middle(self)
        if left_out is None:
            return [*StackSummary.format(self, **options), self._raised]
        start, end = left_out
        return [
            *StackSummary.from_list(self[:start]).format(**options),
            f"  ... {end - start:,} frames left out ...\n",
            *StackSummary.from_list(self[end:]).format(**options),
            self._raised,
        ]


def _bounds_of_middle(frames: list[FrameSummary]) -> tuple[int, int] | None:
    """The frames to leave out of a long stack, as of a recursion; None of a short one."""
    # of equal frames that follow one another `format` shows three, and counts the others
    starts = [
        index
        for index, frame in enumerate(frames)
        if index == 0 or _place(frame) != _place(frames[index - 1])
    ]
    if len(starts) <= _MAX_FRAMES:
        return None
    return starts[_END_FRAMES], starts[-_END_FRAMES]


def _place(frame: FrameSummary) -> tuple[str, int | None, str]:
    return frame.filename, frame.lineno, frame.name


def is_users(filename: str, program: str) -> bool:
    """Whether a file is the program, a saved tool, or a module that is in no library."""
    if filename == program or filename.startswith(_SAVED_TOOL):
        return True
    if filename.startswith(("<", _STANDARD_LIBRARY)):
        return False
    return not any(folder in filename for folder in _LIBRARY_FOLDERS)
