"""What a program left undone: calls and coroutines that it never awaited, and tasks under way.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import AsyncIterator, Callable
    from typing import Any

# Seconds that tasks under way at the end of a program are waited for, and the part of its time.
_MAX_WAIT = 5.0
_PART_OF_TIME = 0.25
_MAX_TOLD = 10
# Name of the failure of a program that forgets an await.
_NOT_AWAITED = "NotAwaited"
# Types of what has to be called, and is no value.
_CALLABLES = frozenset(
    {"ToolProxy", "builtin_function_or_method", "function", "method", "method-wrapper", "partial"}
)
# Functions that do nothing until the items of their value are taken.
MAKE_ITEMS = frozenset({"filter", "map"})
# Items that are taken from an iterator, which may have no end.
MAX_EXPANDED = 1_000


class Forgotten:
    """Calls and coroutines of a run that were never awaited: nothing of them was done."""

    def __init__(self) -> None:
        self._told: list[str] = []
        self._caught: list[str] = []
        self._more = 0
        self._tell_jobs: Callable[[], None] | None = None

    def add(self, line: int, label: str, lost: str, *, was_told: bool = False) -> None:
        """Record one that was made in that line, or in an unknown one for 0.

        `was_told`: an error was raised for it, so that it counts only if the program goes on.
        """
        if len(self._told) + len(self._caught) >= _MAX_TOLD:
            self._more += 1
            return
        where = f"line {line}: " if line else ""
        text = f"{where}{label} was never awaited, so {lost}; write: await {label}"
        (self._caught if was_told else self._told).append(text)

    def watch_coroutines(self, program: str) -> None:
        """Record also coroutines that the program in that file makes; Python only warns of them."""
        import warnings

        sys.set_coroutine_origin_tracking_depth(1)

        warn: Any = warnings._warn_unawaited_coroutine  # type: ignore[attr-defined]

        def record(coroutine: Any) -> None:
            code, origin = coroutine.cr_code, coroutine.cr_origin
            if origin and origin[0][0] == program:
                self.add(origin[0][1], f"{_name_of(coroutine)}()", "it did not run")
            elif code.co_filename == program:
                self.add(_line_in(program), f"{code.co_name}()", "it did not run")
            else:
                warn(coroutine)

        warnings._warn_unawaited_coroutine = record  # type: ignore[attr-defined]

    def watch_jobs(self, source: str, program: str) -> None:
        """Record also jobs of a pool that fail, of a program that names the module."""
        if "concurrent.futures" in source:
            from sandbox_runtime.pools import watch_jobs

            self._tell_jobs = watch_jobs(program)

    def judged(self, done: dict[str, Any]) -> dict[str, Any]:
        """`done` of the run, which has failed if something was forgotten."""
        if self._tell_jobs is not None:
            self._tell_jobs()
        if done["exitCode"] == 0:
            self._told += self._caught
        if not self._told:
            return done
        told = [*self._told, f"... and {self._more:,} more"] if self._more else self._told
        if done["exitCode"] != 0:
            for line in told:
                print(f"RuntimeWarning: {line}", file=sys.stderr)
            return done
        if len(self._told) > 1:
            told = [*told, "several calls at once: await asyncio.gather(*calls)"]
        return failed(_NOT_AWAITED, "\n".join(told))


def failed(kind: str, message: str) -> dict[str, Any]:
    """`done` of a run that left something undone."""
    error = {"type": kind, "message": message, "traceback": f"{kind}: {message}\n"}
    return {"type": "done", "exitCode": 1, "error": error}


def uncalled(value: Any) -> str | None:
    """What to write if the value of the last expression is a function, of which nothing ran."""
    kind = type(value)
    if kind.__name__ not in _CALLABLES:
        return None
    name = str(getattr(value, "__qualname__", ""))
    if kind.__name__ == "ToolProxy":
        return f"{name} is a tool and was not called; write: await {name}(key=value)"
    if not name.isidentifier():
        return "the last expression is a function and was not called; write its call"
    return f"{name} is a function and was not called; write: {name}()"


def line_of_caller() -> int:
    """The line of the nearest frame that is not of this runtime; 0 without one."""
    frame = sys._getframe(1)
    while frame is not None:
        if not frame.f_code.co_filename.startswith("<sandbox_runtime"):
            return frame.f_lineno
        if frame.f_back is None:
            break
        frame = frame.f_back
    return 0


def _name_of(coroutine: Any) -> str:
    """As it is called: without the functions that it was defined in."""
    return str(coroutine.__qualname__).rpartition("<locals>.")[2]


def _line_in(program: str) -> int:
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == program:
            return frame.f_lineno
        if frame.f_back is None:
            break
        frame = frame.f_back
    return 0


async def first_items(generator: AsyncIterator[Any]) -> list[Any]:
    """The items of an asynchronous generator, of which there may be no end."""
    items: list[Any] = []
    async for item in generator:
        if len(items) == MAX_EXPANDED:
            items.append("... more items were not taken; return a list")
            break
        items.append(item)
    return items


async def await_tasks(known: set[Task[Any] | None], timeout_seconds: float) -> None:
    """Wait for the other tasks of this loop, within bounds; raise what one of them raised.

    `timeout_seconds` is the time of the whole run.
    """
    import asyncio
    from time import monotonic

    end = monotonic() + min(_MAX_WAIT, timeout_seconds * _PART_OF_TIME)
    while True:
        tasks = asyncio.all_tasks() - known
        if not tasks:
            return
        done, pending = await asyncio.wait(
            tasks, timeout=max(0.0, end - monotonic()), return_when=asyncio.FIRST_EXCEPTION
        )
        for task in done:
            if not task.cancelled():
                error = task.exception()
                if error is not None:
                    raise error
        if pending and monotonic() >= end:
            for task in list(pending)[:_MAX_TOLD]:
                name = getattr(task.get_coro(), "__name__", "a task")
                print(
                    f"Note: the task {name} was under way when the program ended and has been"
                    " canceled; await it before the program's end",
                    file=sys.stderr,
                )
            return
