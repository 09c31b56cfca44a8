"""Captures what the program and its children print, at the level of descriptors.

This file is sent to the sandbox as text and runs there. Descriptors 1 and 2 become pipes that are
read here, so the output of `print`, `os.write(1, ...)`, C code and subprocesses arrives, in order
within each stream, and cannot be taken for a frame.
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

# No pipe holds more, so reading this much reads all that was written before.
_LARGEST_PIPE_BYTES = 1024 * 1024


class OutputCapture:
    """Takes over descriptors 0, 1 and 2."""

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
            # Unbuffered, so that a kill does not lose what was printed.
            stream.reconfigure(  # type: ignore[union-attr]
                encoding="utf-8", errors="backslashreplace", write_through=True
            )
        self.exit = os._exit
        os._exit = self._exit_drained  # output before `os._exit` must be sent
        start_new_thread(self._pump, ())

    def drain(self) -> None:
        """Send what was printed so far, and nothing later.

        Does not wait for children that hold a pipe open.
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
