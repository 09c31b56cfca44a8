"""What a room's first process and the zygote tell each other.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import os

from sandbox_runtime.reset import SharedPipes, exchange_tokens
from sandbox_runtime.room import fork_program

MADE, RESET = b"m", b"r"


class RoomEnds:
    """The ends of a room's first process, of the pipes to the zygote."""

    def __init__(self, going: int, telling: int, pipes: SharedPipes) -> None:
        self._going = going
        self._telling = telling
        self._pipes = pipes

    def await_go(self) -> bool:
        """Say that the room is made; wait for its turn. False when the zygote has gone."""
        os.write(self._telling, MADE)
        turn = os.read(self._going, 1)
        os.close(self._going)
        return bool(turn)

    def reset(self, nonce: bytes) -> bool:
        """Make the pipes new, and say so. False when the bridge wants no more runs."""
        self._pipes.restore()
        if not exchange_tokens(nonce):
            return False
        os.write(self._telling, RESET)
        return True

    def fork(self) -> int:
        """Fork; the child is the program's process."""
        return fork_program()

    def leave(self) -> None:
        """Close the ends in a program's process."""
        os.close(self._going)
        os.close(self._telling)
