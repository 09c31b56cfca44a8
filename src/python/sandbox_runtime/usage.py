"""What a run used, as the kernel counts it.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import os
import resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Control group files with the kills for lack of memory and the memory now, of both versions.
_OOM_FILES = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")
_PEAK_FILES = (
    "/sys/fs/cgroup/memory.peak",
    "/sys/fs/cgroup/memory/memory.max_usage_in_bytes",
)
_MEMORY_FILES = (
    "/sys/fs/cgroup/memory.current",
    "/sys/fs/cgroup/memory/memory.usage_in_bytes",
)
_LIMIT_FILES = (
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
)


class Usage:
    """Counts from its creation on, for a process that has no children before.

    A control group keeps one peak for all runs of a container. Where there are several, the peak is
    that of the largest process instead.
    """

    def __init__(self, *, of_container: bool) -> None:
        self._of_container = of_container
        self._oom_kills = _oom_kills()

    def report(self) -> dict[str, Any]:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        largest = usage.ru_maxrss * 1024
        return {
            "oomKills": max(0, _oom_kills() - self._oom_kills),
            "peakBytes": _first_number(_PEAK_FILES) if self._of_container else largest,
            "cpuMs": round((usage.ru_utime + usage.ru_stime) * 1000),
        }


def _oom_kills() -> int:
    """How many processes of the container the kernel killed for lack of memory."""
    for path in _OOM_FILES:
        for line in _read_file(path).splitlines():
            name, _, count = line.partition(b" ")
            if name == b"oom_kill":
                return int(count)
    return 0


def memory_bytes() -> int | None:
    """What the container uses now; None where the system does not tell."""
    return _first_number(_MEMORY_FILES)


def memory_limit_bytes() -> int | None:
    """The most that the container may use; None where no limit is told."""
    return _first_number(_LIMIT_FILES)


def _first_number(paths: tuple[str, ...]) -> int | None:
    for path in paths:
        text = _read_file(path).strip()
        if text:
            return int(text) if text.isdigit() else None
    return None


def _read_file(path: str) -> bytes:
    """Its start; empty when there is no such file."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(descriptor, 4096)
    finally:
        os.close(descriptor)
