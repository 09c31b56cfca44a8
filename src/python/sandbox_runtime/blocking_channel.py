"""The channel of an interpreter with threads.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

from _thread import allocate_lock

from sandbox_runtime.channel import Channel
from sandbox_runtime.reader import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _thread import LockType
    from asyncio import AbstractEventLoop
    from collections.abc import Sequence

    from sandbox_runtime.channel import Deliveries, Params, Reply, Settle
    from sandbox_runtime.pipes import BridgePipes


# The longest time until a handler of the program runs whose signal came at a bad moment.
_LOOK_SECONDS = 1.0


class BlockingChannel(Channel):
    """For an interpreter with threads: this thread may block while another reads."""

    def __init__(self, pipes: BridgePipes) -> None:
        super().__init__(pipes.send)
        self._reader = Reader(pipes, self.dispatch)

    def _await_on(self, loop: AbstractEventLoop) -> None:
        self._reader.read_on(loop)

    def request_all(self, requests: Sequence[tuple[str, Params]]) -> list[Reply]:
        for method, _ in requests:
            self._ensure_open(method)
        self._reader.read_by_thread()
        waits = []
        opened: list[int] = []
        try:
            for method, params in requests:
                answered = allocate_lock()
                answered.acquire()
                replies: list[Reply] = []

                self._open(method, params, _settle_lock(answered, replies), opened)
                waits.append((answered, replies))
            for answered, _ in waits:
                # a signal just before the wait is not seen until it ends
                while not answered.acquire(timeout=_LOOK_SECONDS):
                    pass
        finally:
            for call_id in opened:
                self._abandon(call_id)
        return [replies[0] for _, replies in waits]


def _settle_lock(answered: LockType, replies: list[Reply]) -> Settle:
    def settle(reply: Reply, _deliveries: Deliveries) -> None:
        replies.append(reply)
        answered.release()

    return settle
