"""Where a program stands, told when its time is over.

This file is sent to the sandbox as text and runs there. It is loaded only then.
"""

from __future__ import annotations

import linecache
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FrameType
    from typing import Any

    Place = tuple[int, str]

# Frames, tasks and steps of one coroutine that are looked at, and places that are told.
_MAX_FRAMES = 2_000
_MAX_TASKS = 1_000
_MAX_STEPS = 100
_MAX_PLACES = 3
_MAX_SOURCE = 160


def standing(frame: FrameType | None, loop: Any, program: str) -> str:
    """The lines of the program, in a file of that name, which run or wait; empty if there are none.

    `frame` is where its thread is, `loop` an event loop whose tasks count if that tells nothing.
    """
    places: list[Place] = []
    for _ in range(_MAX_FRAMES):
        if frame is None or places:
            break
        if frame.f_code.co_filename == program:
            places.append((frame.f_lineno, frame.f_code.co_name))
        elif frame.f_code.co_name == "_run_once":
            # the loop waits, or runs what is not the program's
            places += _places_of_tasks(frame.f_locals.get("self"), program)
        frame = frame.f_back
    if not places and loop is not None:
        places += _places_of_tasks(loop, program)
    counts = dict.fromkeys(places, 0)
    for place in places:
        counts[place] += 1
    told = [_describe(place, counts[place], program) for place in list(counts)[:_MAX_PLACES]]
    return "\n".join(told)


def _places_of_tasks(loop: Any, program: str) -> list[Place]:
    """Where the tasks of a loop wait: that of the program itself first."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None or loop is None:
        return []
    found: list[tuple[bool, Place]] = []
    for task in list(asyncio.all_tasks(loop))[:_MAX_TASKS]:
        coroutine = task.get_coro()
        inner = [
            (number, code.co_name)
            for code, number in _steps(coroutine)
            if code.co_filename == program
        ]
        if inner:
            code = getattr(coroutine, "cr_code", None)
            is_main = code is not None and code.co_filename.startswith("<sandbox_runtime")
            found.append((not is_main, inner[-1]))
    return [place for _, place in sorted(found)]


def _steps(coroutine: Any) -> Iterator[tuple[CodeType, int]]:
    """A coroutine, and those that it awaits, with the lines where they wait."""
    for _ in range(_MAX_STEPS):
        frame = (
            getattr(coroutine, "cr_frame", None)
            or getattr(coroutine, "gi_frame", None)
            or getattr(coroutine, "ag_frame", None)
        )
        if frame is None:
            return
        yield frame.f_code, frame.f_lineno
        coroutine = (
            getattr(coroutine, "cr_await", None)
            or getattr(coroutine, "gi_yieldfrom", None)
            or getattr(coroutine, "ag_await", None)
        )


def _describe(place: Place, count: int, program: str) -> str:
    number, function = place
    source = linecache.getline(program, number).strip()[:_MAX_SOURCE]
    inside = "" if function.startswith("<") else f", in {function}"
    times = "" if count == 1 else f" ({count} tasks)"
    return f"line {number}{inside}{times}: {source}" if source else f"line {number}{inside}{times}"
