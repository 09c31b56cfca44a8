"""Forwards what a program prints until it ends.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import os
import select
import time

from sandbox_runtime.frames import encode_message
from sandbox_runtime.output import CHUNK_BYTES, TextStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# The longest wait for descriptor 2 between two looks whether the bridge is there.
_WRITE_MS = 1000
# No pipe holds more, so reading this much reads all that was written before.
_LARGEST_PIPE_BYTES = 1024 * 1024
# Orphans of the program that are reaped between two looks at the clock.
_ORPHANS_AT_ONCE = 64


class Watch:
    """Forwards what the program prints until it ends."""

    def __init__(self, child: int, waking: int, deadline: float, pipes: Mapping[str, int]) -> None:
        self._child = child
        self._waking = waking
        self._deadline = deadline
        self._unsent = bytearray()
        self._streams = {pipe: TextStream(name, self._queue) for name, pipe in pipes.items()}
        os.set_blocking(2, False)
        # a hang-up of descriptor 0 is always told; its data belong to the child
        self._listening = select.poll()
        self._sending = select.poll()
        for poll in (self._listening, self._sending):
            poll.register(0, 0)
            poll.register(waking, select.POLLIN)
        self._sending.register(2, select.POLLOUT)
        for pipe in pipes.values():
            os.set_blocking(pipe, False)
            self._listening.register(pipe, select.POLLIN)

    def run(self) -> int | None:
        """The child's exit status; None when the bridge has gone or the lifetime is over."""
        while True:
            status, more = self._reap()
            if status is not None:
                return status
            left = self._deadline - time.monotonic()
            if left <= 0:
                return None
            poll = self._sending if self._unsent else self._listening
            for descriptor, _ in poll.poll(0 if more else left * 1000):
                if descriptor == 0:
                    return None
                if descriptor == self._waking:
                    os.read(descriptor, 4096)
                elif descriptor == 2:
                    if not self._send():
                        return None
                else:
                    self._forward(descriptor)

    def drain(self) -> None:
        """Forward what the pipes still hold."""
        for pipe, stream in self._streams.items():
            total = 0
            while total < _LARGEST_PIPE_BYTES:
                data = read_pipe(pipe)
                if not data:
                    break
                total += len(data)
                stream.write(data)
                self._send_all()
            stream.write(b"", final=True)

    def report(self, message: Mapping[str, Any]) -> None:
        """Write the last record."""
        self._queue(message)
        self._send_all()

    def tell(self, message: Mapping[str, Any], milliseconds: int) -> None:
        """Write a record if it finds room within that time."""
        writable = select.poll()
        writable.register(2, select.POLLOUT)
        self._queue(message)
        until = time.monotonic() + milliseconds / 1000
        while self._unsent and writable.poll(max(0, until - time.monotonic()) * 1000):
            if not self._send():
                break

    def _queue(self, message: Mapping[str, Any]) -> None:
        self._unsent += b"\0%b\n" % encode_message(message)

    def _forward(self, pipe: int) -> None:
        data = read_pipe(pipe)
        if data:
            self._streams[pipe].write(data)
            self._send()
        elif data is not None:
            self._listening.unregister(pipe)  # every writer has closed it

    def _send(self) -> bool:
        """Write what descriptor 2 takes; False when nobody reads it any more."""
        try:
            del self._unsent[: os.write(2, self._unsent)]
        except BlockingIOError:
            pass
        except OSError:
            return False
        return True

    def _send_all(self) -> None:
        writable = select.poll()
        writable.register(2, select.POLLOUT)
        while self._unsent and time.monotonic() < self._deadline:
            if writable.poll(_WRITE_MS):
                if not self._send():
                    break
            elif input_closed(0):
                break

    def _reap(self) -> tuple[int | None, bool]:
        """Reap what has ended, orphans included: the child's status, and whether more may wait."""
        for _ in range(_ORPHANS_AT_ONCE):
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return None, False
            if pid == self._child:
                return status, False
        pid, status = os.waitpid(self._child, os.WNOHANG)
        return (status, False) if pid else (None, True)

    def reap_all(self, milliseconds: int) -> bool:
        """Reap every child, all of which were killed; whether that was done within that time."""
        until = min(self._deadline, time.monotonic() + milliseconds / 1000)
        woken = select.poll()
        woken.register(self._waking, select.POLLIN)
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return True
            left = until - time.monotonic()
            if left <= 0:
                return False
            if pid == 0 and woken.poll(left * 1000):
                os.read(self._waking, 4096)


def read_pipe(pipe: int) -> bytes | None:
    """What a pipe holds; None when it is empty, no bytes at its end."""
    try:
        return os.read(pipe, CHUNK_BYTES)
    except BlockingIOError:
        return None


def input_closed(milliseconds: int) -> bool:
    """Whether the bridge closes stdin within that time."""
    poll = select.poll()
    poll.register(0, 0)
    return bool(poll.poll(milliseconds))
