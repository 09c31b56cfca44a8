"""What a program's process has of the pipes to the first process, and answers when it is asked.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import faulthandler
import os
import sys
from contextlib import suppress

from sandbox_runtime.hiding import set_dumpable
from sandbox_runtime.pipes import BRIDGE_GONE, private_copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

# Asks a program where it stands. Programs seldom use the last signal, and it is absent on macOS.
ASK = getattr(_signal, "SIGRTMAX", _signal.SIGUSR2)
# Most bytes of what it answers.
MAX_ANSWER_BYTES = 8192


class ProgramEnds:
    """The program's ends of the pipes to the first process."""

    def __init__(self, stdout: int, stderr: int, told: int, start: int) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._start = start
        self._told: int | None = private_copy(told)
        os.close(told)

    def take_over(self) -> None:
        """Replace descriptors 1 and 2 by the pipes, and 0 by nothing."""
        for writing, descriptor in ((self._stdout, 1), (self._stderr, 2)):
            os.dup2(writing, descriptor)
            os.close(writing)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def await_go(self) -> None:
        """Wait until the run before this one has ended in all its parts.

        Until then this process is closed to that run's programs, which have the same user.
        """
        if not os.read(self._start, 1):
            os._exit(BRIDGE_GONE)
        os.close(self._start)
        set_dumpable(True)
        # the kernel looks for the largest number first
        with suppress(OSError):
            score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
            os.write(score, b"1000")
            os.close(score)

    def answer_asks(self) -> None:
        """Answer the first process when it asks where the program stands.

        The traceback needs no turn of the interpreter, which busy C code does not give.
        """
        if self._told is not None:
            _signal.signal(ASK, self._tell_standing)
            faulthandler.register(ASK, self._told, all_threads=False, chain=True)

    def _tell_standing(self, _number: int, frame: FrameType | None) -> None:
        told = self._told
        if told is None:
            return
        from sandbox_runtime.standing import standing

        program = str(getattr(sys.modules.get("__main__"), "__file__", ""))
        text = standing(frame, None, program).replace("\n", "\n> ")
        with suppress(OSError):  # the program closed it
            os.write(told, f"\n> {text}\n\0".encode("utf-8", "replace")[:MAX_ANSWER_BYTES])

    def tell_done(self) -> None:
        """Tell the first process that `done` is on the wire, so that the bridge waits for it."""
        if self._told is not None:
            with suppress(OSError):  # the program closed it
                os.write(self._told, b"d")

    def close(self) -> None:
        """Leave them in a forked child; also safe in a child of that child."""
        if self._told is None:
            return
        told, self._told = self._told, None
        os.close(told)
