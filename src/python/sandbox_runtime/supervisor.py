"""The first process of a container: it watches the program from outside.

This file is sent to the sandbox as text and runs there. The program runs in a child, so that its
exit status comes from the kernel and cannot be forged:

- the kernel lets no process of a container send its first process a signal without a handler, not
  even SIGKILL and SIGSTOP;
- a process that is not dumpable cannot be traced by other processes of its user, and its
  descriptors cannot be opened through `/proc`; so only this process can write to its descriptor 2.

What the program prints goes into pipes that are read here, so a program that crashes loses nothing.
Descriptor 2 carries records: NUL, JSON without control characters, newline. Output comes first,
then the report of the end; see `src/sandbox/first_process.ts`. All else there are words of the
engine.

This process ends the container when the program ends, when the bridge closes stdin, and when the
lifetime of the sandbox is over. Nothing that the program does may make it wait: it writes without
blocking, and does a bounded amount of work between two looks at the clock.

In a room the end is told before the room is dead: to release the memory of a program takes as long
as a short run. A last record says when it is, with the nonce of the reset (`reset.py`).
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import os
import resource
import select
import time
from contextlib import suppress

from sandbox_runtime.hiding import die_with_parent, set_dumpable
from sandbox_runtime.pipes import BRIDGE_GONE
from sandbox_runtime.program_ends import ASK, MAX_ANSWER_BYTES, ProgramEnds
from sandbox_runtime.reset import NONCE_BYTES
from sandbox_runtime.usage import Usage
from sandbox_runtime.watch import Watch, input_closed, read_pipe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox_runtime.room_ends import RoomEnds

# `EX_OSERR` of `sysexits.h`.
_CANNOT_HIDE = 71
# The longest wait for the bridge to close stdin, which it does once its answer is sent.
_RELEASE_MS = 1000
# The longest time that the processes of a room may take to end, when all were killed.
_MOST_END_MS = 1000
# The longest wait for what a program answers that is asked, and for its way out.
_ANSWER_MS = 200
_TELL_MS = 50
# Steps of priority that the program runs below this process; without privileges it cannot go back.
# With them, 110 busy processes delay a process that they pushed to SCHED_IDLE by seconds; without,
# by more than 90 s.
_PROGRAM_NICE = 15


def split(
    lifetime_seconds: float,
    room: RoomEnds | None = None,
    leave_wire: Callable[[], None] = lambda: None,
) -> ProgramEnds:
    """Fork; return in the child only. The parent watches: it is first in its container or room.

    In a room the child waits in `ProgramEnds.await_go()`, and the lifetime begins then.
    """
    is_first = os.getpid() == 1
    if not set_dumpable(False) and is_first:
        os.write(2, b"Cannot hide the first process from programs: Python needs ctypes\n")
        os._exit(_CANNOT_HIDE)
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # a handler would let the program signal it
    waking, woken = _wake_pipe()
    (stdout, stdout_end), (stderr, stderr_end), (told, told_end) = os.pipe(), os.pipe(), os.pipe()
    start, start_end = os.pipe()
    child = os.fork() if room is None else room.fork()
    if child == 0:
        _signal.set_wakeup_fd(-1)
        _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        for descriptor in (waking, woken, stdout, stderr, told, start_end):
            os.close(descriptor)
        if room is not None:
            room.leave()
        if not is_first:
            die_with_parent()
        _lower_priority()
        return ProgramEnds(stdout_end, stderr_end, told_end, start)
    os.set_blocking(told, False)
    for descriptor in (stdout_end, stderr_end, told_end, start):
        os.close(descriptor)
    if room is None:
        # the wire ends with the program
        os.close(1)
        leave_wire()
    elif not room.await_go():
        os._exit(BRIDGE_GONE)
    deadline = time.monotonic() + lifetime_seconds
    _set_alarm(deadline, -1 if is_first else child)
    usage = Usage(of_container=room is None)
    os.write(start_end, b"s")
    os.close(start_end)
    watch = Watch(child, waking, deadline, {"stdout": stdout, "stderr": stderr})
    status = watch.run()
    if status is None and input_closed(0):
        # the bridge ends the run; it may want to know where the program stood
        watch.tell(
            {"type": "stood", "text": _ask(child, told).decode("utf-8", "replace")}, _TELL_MS
        )
    # every process that the program left behind
    with suppress(ProcessLookupError):
        os.kill(-1 if is_first else child, _signal.SIGKILL)
    if status is None:
        os._exit(BRIDGE_GONE)
    watch.drain()
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    watch.report(
        {
            "type": "end",
            "exitCode": code,
            "signal": _signal_name(os.WTERMSIG(status)) if os.WIFSIGNALED(status) else None,
            "done": bool(read_pipe(told)),
            **usage.report(),
        }
    )
    if room is not None and watch.reap_all(_MOST_END_MS):
        # from here on nobody else has the pipes
        nonce = os.urandom(NONCE_BYTES)
        watch.report({"type": "dead", "nonce": nonce.hex()})
        if room.reset(nonce):
            os._exit(0)
    # removing the container now would delay the answer
    input_closed(_RELEASE_MS)
    os._exit(code)


def _ask(child: int, told: int) -> bytes:
    """What a program answers that is asked where it stands: it may be anything, and is bounded."""
    with suppress(ProcessLookupError):
        os.kill(child, ASK)
    answering = select.poll()
    answering.register(told, select.POLLIN)
    answer = bytearray()
    until = time.monotonic() + _ANSWER_MS / 1000
    while b"\0" not in answer and len(answer) < MAX_ANSWER_BYTES:
        left = until - time.monotonic()
        data = read_pipe(told) if left > 0 and answering.poll(left * 1000) else None
        if not data:
            break
        answer += data
    return bytes(answer[:MAX_ANSWER_BYTES])


def _signal_name(number: int) -> str:
    try:
        from signal import Signals

        return Signals(number).name
    except ValueError:  # most real-time signals have no name
        return f"SIG{number}"


def _wake_pipe() -> tuple[int, int]:
    waking, woken = os.pipe()
    os.set_blocking(waking, False)
    os.set_blocking(woken, False)
    _signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    _signal.signal(_signal.SIGCHLD, lambda *_: None)
    return waking, woken


def _set_alarm(deadline: float, target: int) -> None:
    """End everything at the deadline, whatever this process waits for then.

    A wait with a time-out would be late by this process's timer slack, which the program can write.
    """

    def end(*_: object) -> None:
        if time.monotonic() >= deadline:  # the program may send the signal earlier
            with suppress(ProcessLookupError):
                os.kill(target, _signal.SIGKILL)
            os._exit(BRIDGE_GONE)

    _signal.signal(_signal.SIGALRM, end)
    _signal.setitimer(_signal.ITIMER_REAL, max(deadline - time.monotonic(), 0.001), 1)


def _lower_priority() -> None:
    """Run the program below the first process, for good."""
    for name in ("RLIMIT_NICE", "RLIMIT_RTPRIO"):
        limit = getattr(resource, name, None)  # Linux only
        if limit is not None:
            with suppress(ValueError, OSError):  # gVisor has these limits and lets none be set
                resource.setrlimit(limit, (0, 0))
    os.nice(_PROGRAM_NICE)
