"""What a process asks of the kernel for itself, where the kernel and Python can.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import signal

# From `linux/prctl.h`.
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


def set_dumpable(value: bool) -> bool:
    """Set whether others of its user may trace this process and open its files in `/proc`.

    Returns whether it was set.
    """
    return _prctl(_PR_SET_DUMPABLE, int(value), 0, 0, 0)


def die_with_parent() -> None:
    """End this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _prctl(*arguments: int) -> bool:
    """Return whether it was done: `ctypes` or the system call may be missing."""
    try:
        import ctypes

        status: int = ctypes.CDLL(None).prctl(*arguments)
        return status == 0
    except (ImportError, OSError, AttributeError):
        return False
