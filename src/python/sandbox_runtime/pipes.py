"""The sandbox's end of the connection in a container: two private descriptors.

This file is sent to the sandbox as text and runs there. The program may use descriptors 0, 1 and 2,
so the protocol moves to copies with high numbers, which no child inherits.
"""

from __future__ import annotations

import fcntl
import os
import select
from _thread import allocate_lock

from sandbox_runtime.frames import Decoder, cut_frames, encode_message
from sandbox_runtime.values import AttributeDict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_READ_BYTES = 256 * 1024
# Above the descriptors that a program may close in a loop.
_LOWEST_DESCRIPTOR = 100
# Any status does: a bridge that has gone does not see it.
BRIDGE_GONE = 1

_exit = os._exit


def private_copy(descriptor: int) -> int:
    """Copy a descriptor to a high number that no child inherits."""
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _LOWEST_DESCRIPTOR)


class BridgePipes:
    """Frames to and from the bridge, over copies of descriptors 0 and 1."""

    def __init__(self) -> None:
        self.input = private_copy(0)
        self._output = private_copy(1)
        self._writing = allocate_lock()
        self._closed = False
        self._decoder = Decoder(AttributeDict)

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one message without another between its frames. Raises `MessageTooLarge`."""
        payload = encode_message(message)
        with self._writing:
            try:
                for frame in cut_frames(payload):
                    written = os.write(self._output, frame)
                    while written < len(frame):
                        written += os.write(self._output, memoryview(frame)[written:])
            except BrokenPipeError:
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
                return message

    def read(self) -> list[Any]:
        """Wait for bytes and return the messages that they complete, which may be none."""
        chunk = os.read(self.input, _READ_BYTES)
        if not chunk:
            _exit(BRIDGE_GONE)
        return list(self._decoder.feed(chunk))

    def close(self) -> None:
        """Close the pipes in a forked child; also safe in a child of that child."""
        if self._closed:
            return
        self._closed = True
        os.close(self.input)
        os.close(self._output)
