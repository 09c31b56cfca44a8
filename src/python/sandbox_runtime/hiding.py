"""Hides a process from others of its user.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

# From `linux/prctl.h`.
_PR_SET_DUMPABLE = 4


def set_dumpable(value: bool) -> bool:
    """Set whether others of its user may trace this process and open its files in `/proc`.

    Returns whether it was set: `ctypes` or the system call may be missing.
    """
    try:
        import ctypes

        status: int = ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, int(value), 0, 0, 0)
        return status == 0
    except (ImportError, OSError, AttributeError):
        return False
