"""The first process of a container: it watches the program from outside.

This file is sent to the sandbox as text and runs there. The program runs in a child, so that what
the container's first process says of its end is the kernel's word and not the program's:

- the kernel lets no process of a container send its first process a signal that has no handler,
  SIGKILL and SIGSTOP included;
- a process that is not dumpable cannot be traced by others of its user, and its descriptors cannot
  be opened through `/proc`; so nobody but this process can write to its descriptor 2.

It ends the container when the program ends, when the bridge has closed stdin, and when the time
that any sandbox may live is over. A limit that the program sets on this process can only end the
container sooner.
"""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# `prctl` of `sys/prctl.h`.
_PR_SET_DUMPABLE = 4
# Nobody is left to see the status of a container whose bridge has gone.
_BRIDGE_GONE = 1
# What the bridge looks for on stderr; see `src/sandbox/exit_report.ts`.
_REPORT = b"\0exit %d\n"
# The bridge closes stdin as soon as its answer is out.
_RELEASE_MS = 1000


def split(lifetime_seconds: float) -> None:
    """Return in a child of this process, which is the container's first; never in the parent."""
    hidden = _set_dumpable(False)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's handler would let the program in
    waking, woken = _wake_pipe()
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.close(waking)
        os.close(woken)
        _set_dumpable(True)
        return
    status = _watch(child, waking, time.monotonic() + lifetime_seconds)
    _end(status, report=hidden)


def _wake_pipe() -> tuple[int, int]:
    waking, woken = os.pipe()
    os.set_blocking(waking, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return waking, woken


def _watch(child: int, waking: int, deadline: float) -> int | None:
    """The exit status of the child; None when there is no reason to wait for it any longer."""
    poll = select.poll()
    poll.register(0, 0)  # only its hang-up, which is always told: the data are the child's
    poll.register(waking, select.POLLIN)
    while True:
        status = _reap(child)
        if status is not None:
            return status
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        for descriptor, _ in poll.poll(left * 1000):
            if descriptor == 0:
                return None
            os.read(waking, 4096)


def _reap(child: int) -> int | None:
    """Collect every child that has ended, orphans of the program among them."""
    found = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        if pid == child:
            found = status


def _end(status: int | None, *, report: bool) -> NoReturn:
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)  # all that the program has left behind
    if status is None:
        os._exit(_BRIDGE_GONE)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    if report:
        with suppress(OSError):  # the bridge has gone; the engine tells the status too
            os.write(2, _REPORT % code)
        _await_release()
    os._exit(code)


def _await_release() -> None:
    """Wait until the bridge closes stdin: an engine that clears away keeps the answer waiting."""
    poll = select.poll()
    poll.register(0, 0)
    poll.poll(_RELEASE_MS)


def _set_dumpable(dumpable: bool) -> bool:
    """Whether it could be set: not every Python has `ctypes`, not every sandbox the call."""
    try:
        import ctypes

        status: int = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, int(dumpable), 0, 0, 0)
        return status == 0
    except (ImportError, OSError, AttributeError):
        return False
