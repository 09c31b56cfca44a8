"""Reads the bridge's messages while a program runs in a container.

This file is sent to the sandbox as text and runs there. The event loop that makes the first call
reads its own replies: through another thread a call takes half as long again. But a loop reads only
while it waits, and only for itself. So a thread takes over as soon as another loop, or code that
blocks, makes a call.
"""

from __future__ import annotations

import os
import select
from _thread import allocate_lock, start_new_thread
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable
    from typing import Any, NoReturn

    from sandbox_runtime.pipes import BridgePipes

    Dispatch = Callable[[list[Any], "AbstractEventLoop | None"], None]


class Reader:
    """Hands messages to `dispatch`, together with the loop on which it is called, or `None`."""

    def __init__(self, pipes: BridgePipes, dispatch: Dispatch) -> None:
        self._pipes = pipes
        self._dispatch = dispatch
        self._choosing = allocate_lock()
        self._reading = allocate_lock()
        self._loop: AbstractEventLoop | None = None
        self._by_thread = False

    def read_on(self, loop: AbstractEventLoop) -> None:
        """Ensure that replies reach this loop. Call it on the loop's thread."""
        if self._loop is loop or self._by_thread:
            return
        with self._choosing:
            if self._loop is None or self._loop.is_closed():
                try:
                    loop.add_reader(self._pipes.input, self._read_on_loop)
                    self._loop = loop
                    return
                except Exception:  # the program's own loop may not support readers
                    pass
        self.read_by_thread()

    def read_by_thread(self) -> None:
        """Let the thread read replies from now on, whatever the program's loops do."""
        with self._choosing:
            if self._by_thread:
                return
            # Not a `threading.Thread`, which the program would see in `threading.enumerate()`.
            start_new_thread(self._read, ())
            self._by_thread = True
            loop, self._loop = self._loop, None
        if loop is not None:
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(loop.remove_reader, self._pipes.input)

    def _read_on_loop(self) -> None:
        try:
            self._take(self._loop)
        except BaseException as error:
            self._lost(error)

    def _take(self, loop: AbstractEventLoop | None) -> None:
        with self._reading:
            # Another reader may have read the bytes: the thread, or a loop that ran inside this
            # turn of the loop.
            messages = self._pipes.read() if self._pipes.has_input(0) else []
        self._dispatch(messages, loop)

    def _read(self) -> None:
        """Read messages from now on, in this thread."""
        poll = select.poll()
        poll.register(self._pipes.input, select.POLLIN)
        try:
            while True:
                for _, event in poll.poll():
                    if event & select.POLLIN:
                        self._take(None)
                    else:
                        self._pipes.end_lost()
        except BaseException as error:
            self._lost(error)

    def _lost(self, error: BaseException) -> NoReturn:
        # a program that waits for a reply would wait for ever
        os.write(2, f"The sandbox lost its bridge: {error!r}\n".encode())
        self._pipes.end_lost()
