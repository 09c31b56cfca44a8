"""The sandbox's end of the connection in a container: two private descriptors.

This file is sent to the sandbox as text and runs there. The program may use descriptors 0, 1 and 2,
so the protocol moves to copies with high numbers, which no child inherits.
"""

from __future__ import annotations

import fcntl
import os
import select
import time
from _thread import allocate_lock
from contextlib import suppress

from sandbox_runtime.attribute_dict import AttributeDict
from sandbox_runtime.frames import Decoder, cut_frames, encode_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

_READ_BYTES = 256 * 1024
# Above the descriptors that a program may close in a loop.
_LOWEST_DESCRIPTOR = 100
# A sandbox that has no program after this time is idle, and so is a zygote whose room goes on.
IDLE_AFTER_MS = 50
# Any status does: a bridge that has gone does not see it.
BRIDGE_GONE = 1
# `EX_IOERR` of `sysexits.h`: the program closed descriptors of this connection. Its twin is in
# `src/sandbox/judge.ts`.
WIRE_CLOSED = 74
# The first process ends a program whose bridge has gone, or has ended the run; before that it asks
# where the program stands.
_END_S = 0.5
# Importing a module and printing a traceback open one file at a time; a child takes three.
_SPARE_DESCRIPTORS = 4

_exit = os._exit


def private_copy(descriptor: int) -> int:
    """Copy a descriptor to a high number that no child inherits."""
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _LOWEST_DESCRIPTOR)


class SpareDescriptors:
    """Descriptors that the runtime needs when the program has used up all others."""

    def __init__(self) -> None:
        nothing = os.open(os.devnull, os.O_RDONLY)
        self._spare = [private_copy(nothing) for _ in range(_SPARE_DESCRIPTORS)]
        os.close(nothing)

    def release(self) -> None:
        while self._spare:
            with suppress(OSError):  # the program closed it
                os.close(self._spare.pop())


class BridgePipes:
    """Frames to and from the bridge, over copies of descriptors 0 and 1."""

    def __init__(self) -> None:
        self.input = private_copy(0)
        self._output = private_copy(1)
        self._writing = allocate_lock()
        self._closed = False
        self._begun = False
        self._decoder = Decoder(AttributeDict)

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one message without another between its frames. Raises `MessageTooLarge`."""
        self.write(encode_message(message))

    def write(self, payload: bytes) -> None:
        """Write an encoded message without another between its frames."""
        with self._writing:
            try:
                for frame in cut_frames(payload):
                    written = os.write(self._output, frame)
                    while written < len(frame):
                        written += os.write(self._output, memoryview(frame)[written:])
            except BrokenPipeError:
                _exit(BRIDGE_GONE)

    def is_closed(self) -> bool:
        """Whether the program closed one of the two descriptors."""
        try:
            os.fstat(self.input)
            os.fstat(self._output)
        except OSError:
            return True
        return False

    def end_lost(self) -> NoReturn:
        """End the process: nothing can be read or written any more."""
        if self.is_closed():
            _exit(WIRE_CLOSED)
        if self._begun:
            time.sleep(_END_S)
        _exit(BRIDGE_GONE)

    def has_input(self, milliseconds: int) -> bool:
        """Whether bytes or the end of the input arrive within that time."""
        poll = select.poll()
        poll.register(self.input, select.POLLIN)
        return bool(poll.poll(milliseconds))

    def read_first(self) -> Any:
        """Wait for the first message; the process ends if the input ends before it."""
        while True:
            for message in self.read():
                self._begun = True
                return message

    def read(self) -> list[Any]:
        """Wait for bytes and return the messages that they complete, which may be none."""
        chunk = os.read(self.input, _READ_BYTES)
        if not chunk:
            self.end_lost()
        return list(self._decoder.feed(chunk))

    def close(self) -> None:
        """Close the pipes in a forked child; also safe in a child of that child."""
        if self._closed:
            return
        self._closed = True
        os.close(self.input)
        os.close(self._output)
