"""Tells a program's function how far a call is.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any


class ProgressListener:
    """Calls `function(progress, total, message)`, which may be a coroutine function.

    What the function raises hurts no call: it is told on stderr, and the function is left alone.
    """

    def __init__(self, label: str, function: Callable[..., Any]) -> None:
        if not callable(function):
            raise TypeError(f"on_progress must be a function, not {function!r}")
        self._label = label
        self._function = function
        self._failed = False
        self._tasks: set[Future[None]] = set()

    def __call__(self, told: Mapping[str, Any]) -> None:
        """Take a message of the bridge. Call it on the event loop of the call."""
        if self._failed:
            return
        try:
            outcome = self._function(told["progress"], told.get("total"), told.get("message"))
            if hasattr(outcome, "__await__"):
                from asyncio import ensure_future

                task = ensure_future(self._follow(outcome))
                # the loop itself keeps no task alive
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except Exception as error:
            self._fail(error)

    async def _follow(self, outcome: Awaitable[Any]) -> None:
        try:
            await outcome
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        if self._failed:
            return
        self._failed = True
        print(
            f"RuntimeWarning: on_progress of {self._label} raised {type(error).__name__}: {error};"
            " the call goes on, and on_progress is not called again",
            file=sys.stderr,
        )
