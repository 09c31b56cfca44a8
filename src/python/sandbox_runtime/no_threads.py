"""Threads, for an interpreter that has none: what they would do is done when they are started.

This file is sent to the sandbox as text and runs there, in the embedded engine, and is imported for
programs that have the word. A pool's job runs when it is submitted, and a thread's function when it
is started. That suffices for the calls that programs make at once. What would go on beside the
program, such as a daemon, fails with the advice what to write instead.
"""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from sandbox_runtime.limit_hints import ADVICE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def run_threads_inline() -> None:
    """Replace the start of threads and of the jobs of pools."""
    pool: Any = ThreadPoolExecutor
    thread: Any = threading.Thread
    tell = _Telling()

    def submit(_self: Any, work: Callable[..., Any], /, *values: Any, **named: Any) -> Any:
        tell.once()
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(work(*values, **named))
        except BaseException as error:
            future.set_exception(error)
            if not isinstance(error, Exception):
                raise
        return future

    def start(self: Any) -> None:
        if self.daemon or isinstance(self, threading.Timer):
            raise RuntimeError(
                "Cannot start a thread that goes on beside the program: this engine has no"
                f" threads (WebAssembly); {ADVICE}, or asyncio.create_task(...)"
            )
        if self._started.is_set():
            raise RuntimeError("threads can only be started once")
        tell.once()
        self._started.set()
        self.join = _join
        self.is_alive = _is_alive
        try:
            self.run()
        except SystemExit:
            pass
        except Exception:
            # `ExceptHookArgs` of `threading`
            threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), self)))

    pool.submit = submit
    thread.start = start


class _Telling:
    """Says once that nothing runs at once."""

    def __init__(self) -> None:
        self._told = False

    def once(self) -> None:
        if self._told:
            return
        self._told = True
        note = "Note: this engine has no threads, so each one's work was done when it was started"
        print(f"{note}; {ADVICE}", file=sys.stderr)


def _join(timeout: float | None = None) -> None:
    pass


def _is_alive() -> bool:
    return False
