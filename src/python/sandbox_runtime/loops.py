"""Makes event loops work where a program that models write uses them: inside one that runs.

This file is sent to the sandbox as text and runs there. Elsewhere `asyncio.run(...)` beside a
top-level `await` fails, `loop.run_until_complete(...)` too, and the result of
`run_coroutine_threadsafe` is waited for on the thread that should make it, for ever. Here each runs
the loop until it is done. So tasks of the whole program are on one loop.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio import base_events, events, runners

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Drive = Callable[[Any, Any], Any]


def allow_nested_loops() -> None:
    """Change `asyncio` so, in an interpreter with loops of its own."""
    if getattr(asyncio.run, "__module__", "") == __name__:
        return
    plain_run, plain_until = asyncio.run, base_events.BaseEventLoop.run_until_complete

    def run(main: Any, **options: Any) -> Any:
        loop = events._get_running_loop()
        return plain_run(main, **options) if loop is None else drive(loop, main)

    def run_until_complete(self: Any, future: Any) -> Any:
        running = events._get_running_loop()
        if running is None:
            return plain_until(self, future)
        if running in (self, getattr(future, "_loop", None)):
            return drive(running, future)
        return aside(running, lambda: plain_until(self, future))

    run.__doc__ = plain_run.__doc__
    asyncio.run = runners.run = run
    base_events.BaseEventLoop.run_until_complete = run_until_complete  # type: ignore[method-assign]
    _keep_running_loops()
    if sys.version_info >= (3, 11):
        _nest_runner()
    wait_on_own_thread(drive)


def _nest_runner() -> None:
    runner: Any = getattr(runners, "Runner")  # noqa: B009  (absent before Python 3.11)
    plain = runner.run

    def run(self: Any, coro: Any, *, context: Any = None) -> Any:
        loop = events._get_running_loop()
        return plain(self, coro, context=context) if loop is None else drive(loop, coro)

    runner.run = run


def _keep_running_loops() -> None:
    """Ignore that a program closes the loop that it runs on: elsewhere it would be its own."""
    kind: Any = asyncio.SelectorEventLoop
    plain = kind.close

    def close(self: Any) -> None:
        if events._get_running_loop() is not self:
            plain(self)

    kind.close = close


def drive(loop: Any, awaitable: Any) -> Any:
    """The value of an awaitable, for which the loop of this thread, which runs, goes on."""
    future = asyncio.ensure_future(awaitable, loop=loop)
    waiting = len(loop._ready)
    task = _swap_task(loop, None)
    try:
        while not future.done():
            loop._run_once()
    finally:
        _swap_task(loop, task)
        # the turn that is under way takes as many handles as there were
        while len(loop._ready) < waiting:
            nothing = events.Handle(int, (), loop)
            nothing.cancel()
            loop._ready.append(nothing)
    return future.result()


def aside(running: Any, work: Callable[[], Any]) -> Any:
    """Do work that runs another loop, as if the one of this thread did not run."""
    task = _swap_task(running, None)
    events._set_running_loop(None)
    try:
        return work()
    finally:
        events._set_running_loop(running)
        _swap_task(running, task)


def _swap_task(loop: Any, task: Any) -> Any:
    """Make that the task under way; return the one that was. `None` is none."""
    tasks: Any = asyncio.tasks
    if hasattr(tasks, "_swap_current_task"):
        return tasks._swap_current_task(loop, task)
    before = asyncio.current_task(loop)
    if before is not None:
        tasks._leave_task(loop, before)
    if task is not None:
        tasks._enter_task(loop, task)
    return before


def wait_on_own_thread(drive: Drive) -> None:
    """Let `run_coroutine_threadsafe(...).result()` run the loop that would wait for itself."""
    plain = asyncio.run_coroutine_threadsafe

    def run_coroutine_threadsafe(coro: Any, loop: Any) -> Any:
        future = plain(coro, loop)
        for name in ("result", "exception"):
            setattr(future, name, _waiting(future, getattr(future, name), (loop, drive)))
        return future

    run_coroutine_threadsafe.__doc__ = plain.__doc__
    asyncio.run_coroutine_threadsafe = asyncio.tasks.run_coroutine_threadsafe = (
        run_coroutine_threadsafe
    )


def _waiting(future: Any, plain: Any, how: tuple[Any, Drive]) -> Any:
    loop, drive = how

    def wait(timeout: float | None = None) -> Any:
        if future.done():
            return plain(0)
        running = events._get_running_loop()
        if running is loop:
            drive(loop, _until_done(future, timeout))
        elif running is None and not loop.is_running() and _is_alone():
            loop.run_until_complete(_until_done(future, timeout))
        else:
            return plain(timeout)
        return plain(0)

    return wait


async def _until_done(future: Any, timeout: float | None) -> None:
    await asyncio.wait([asyncio.wrap_future(future)], timeout=timeout)


def _is_alone() -> bool:
    """Whether no other thread can begin to run a loop."""
    import threading

    return threading.active_count() == 1
