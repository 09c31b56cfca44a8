"""The first process of a container: it watches the program from outside.

This file is sent to the sandbox as text and runs there. The program runs in a child, so that its
exit status comes from the kernel and cannot be forged:

- the kernel lets no process of a container send its first process a signal without a handler, not
  even SIGKILL and SIGSTOP;
- a process that is not dumpable cannot be traced by other processes of its user, and its
  descriptors cannot be opened through `/proc`; so only this process can write to its descriptor 2.

It ends the container when the program ends, when the bridge closes stdin, and when the lifetime of
the sandbox is over. A limit that the program sets on this process can only end the container
sooner.
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

# From `linux/prctl.h`.
_PR_SET_DUMPABLE = 4
# Nobody is left to see the status of a container whose bridge has gone.
_BRIDGE_GONE = 1
# What the bridge looks for on stderr; see `src/sandbox/exit_report.ts`.
_REPORT = b"\0exit %d\n"
# The longest wait for the bridge to close stdin, which it does once its answer is sent.
_RELEASE_MS = 1000


def split(lifetime_seconds: float) -> None:
    """Fork; return in the child only. The parent, the container's first process, watches it."""
    hidden = _set_dumpable(False)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a handler would let the program signal it
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
    """Wait for the child's exit status; None when stdin was closed or the lifetime is over."""
    poll = select.poll()
    poll.register(0, 0)  # a hang-up is always reported; the data belong to the child
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
    """Reap every child that has ended, orphans of the program included; return `child`'s status."""
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
        os.kill(-1, signal.SIGKILL)  # every process that the program left behind
    if status is None:
        os._exit(_BRIDGE_GONE)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    if report:
        with suppress(OSError):  # the bridge has gone
            os.write(2, _REPORT % code)
        _await_release()
    os._exit(code)


def _await_release() -> None:
    """Wait until the bridge closes stdin: removing the container now would delay the answer."""
    poll = select.poll()
    poll.register(0, 0)
    poll.poll(_RELEASE_MS)


def _set_dumpable(dumpable: bool) -> bool:
    """Return whether it was set: `ctypes` or the system call may be missing."""
    try:
        import ctypes

        status: int = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, int(dumpable), 0, 0, 0)
        return status == 0
    except (ImportError, OSError, AttributeError):
        return False
