"""Tells of jobs of a pool that failed, and whose result nobody asked for.

This file is sent to the sandbox as text and runs there, and is imported only for a program that
names `concurrent.futures`.
"""

from __future__ import annotations

import sys
from concurrent.futures import Future

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_MAX_WATCHED = 1_000
_MAX_TOLD = 5


def watch_jobs(program: str) -> Callable[[], None]:
    """Watch all jobs; returns what tells on stderr of those of the program in that file."""
    failed: dict[int, tuple[Any, BaseException]] = {}
    set_exception = Future.set_exception

    def record(future: Any, error: BaseException | None) -> None:
        if error is not None and len(failed) < _MAX_WATCHED:
            failed[id(future)] = (future, error)
        set_exception(future, error)

    def asking(method: Any) -> Any:
        def ask(future: Any, timeout: float | None = None) -> Any:
            try:
                return method(future, timeout)
            finally:
                failed.pop(id(future), None)

        return ask

    replacements = {
        "set_exception": record,
        "result": asking(Future.result),
        "exception": asking(Future.exception),
    }
    for name, function in replacements.items():
        setattr(Future, name, function)

    def tell() -> None:
        lost = [error for _, error in failed.values()]
        for error in lost[:_MAX_TOLD]:
            print(_text(error, program), file=sys.stderr)
        if len(lost) > _MAX_TOLD:
            print(f"... and {len(lost) - _MAX_TOLD:,} more jobs", file=sys.stderr)

    return tell


def _text(error: BaseException, program: str) -> str:
    place, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == program:
            place = f" in line {trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"A job of the pool failed{place}, and the program did not ask for its result:"
        f" {type(error).__name__}: {error}; write: future.result(), or list(pool.map(...))"
    )
