"""Captures all that the program and its children print, at the level of descriptors.

This file is sent to the sandbox as text and runs there. Descriptors 1 and 2 become pipes whose
other ends are read here and sent on, so `print`, `os.write(1, ...)`, C code and subprocesses all
arrive, in order within each stream, and none of it can be taken for a frame.
"""

from __future__ import annotations

import os
import select
import sys
from _thread import allocate_lock, start_new_thread

from sandbox_runtime.output import CHUNK_BYTES, TextStream
from sandbox_runtime.pipes import private_copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

# No pipe holds more, so whoever has read this much has read all that was written before.
_LARGEST_PIPE_BYTES = 1024 * 1024


class OutputCapture:
    """Owns descriptors 0, 1 and 2 from its creation on."""

    def __init__(self, send: Callable[[dict[str, Any]], None]) -> None:
        self._lock = allocate_lock()
        self._finished = False
        self._owner = os.getpid()
        self._streams: dict[int, TextStream] = {}
        self._poll = select.poll()
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            low, writing = os.pipe()
            reading = private_copy(low)
            os.set_blocking(reading, False)
            os.dup2(writing, descriptor)
            os.close(writing)
            os.close(low)
            self._streams[reading] = TextStream(name, send)
            self._poll.register(reading, select.POLLIN)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        for stream in (sys.stdout, sys.stderr):
            # Written through at once: what was printed before a kill must have been sent.
            stream.reconfigure(  # type: ignore[union-attr]
                encoding="utf-8", errors="backslashreplace", write_through=True
            )
        self.exit = os._exit
        os._exit = self._exit_drained  # a program that ends itself so has printed before
        start_new_thread(self._pump, ())

    def drain(self) -> None:
        """Send what was printed until now, and nothing later.

        Does not wait for a child that still holds a pipe open.
        """
        with self._lock:
            if self._finished:
                return
            self._finished = True
            for reading, stream in self._streams.items():
                total = 0
                while total < _LARGEST_PIPE_BYTES:
                    data = self._read(reading)
                    if not data:
                        break
                    total += len(data)
                    stream.write(data)
                stream.write(b"", final=True)

    def _exit_drained(self, status: int) -> NoReturn:
        if os.getpid() == self._owner:
            self.drain()
        self.exit(status)

    def _pump(self) -> None:
        while True:
            ready = self._poll.poll()
            with self._lock:
                if self._finished:
                    return
                for reading, _ in ready:
                    data = self._read(reading)
                    if data:
                        self._streams[reading].write(data)
                    elif data is not None:
                        self._poll.unregister(reading)  # every writer has closed it

    def _read(self, descriptor: int) -> bytes | None:
        try:
            return os.read(descriptor, CHUNK_BYTES)
        except BlockingIOError:
            return None
