"""Makes a sandbox's pipes new for the next run.

This file is sent to the sandbox as text and runs there. When every process of a room is dead, its
first process reports a nonce on descriptor 2, which programs cannot write. The bridge answers on
descriptor 0 with that nonce and a token of its own; what comes before the nonce is dropped. The
token is written to descriptor 1, and the bridge drops what comes before it. A program never sees
either of the two, so nothing that it wrote or left half-read can come after them.
"""

from __future__ import annotations

import fcntl
import os
import stat
import struct
from contextlib import suppress

NONCE_BYTES = 16
TOKEN_BYTES = 16
_READ_BYTES = 256 * 1024
# From `linux/fcntl.h`; Python names it from 3.9 on Linux only.
_F_OFD_SETLK = 37
# `struct flock` with `F_UNLCK` for the whole file.
_UNLOCK = struct.pack("hhqqi4x", 2, 0, 0, 0, 0)


class SharedPipes:
    """Descriptors 0 and 1 as they were before any program, and the times of devices.

    All runs of a container have the same open file descriptions, whose state outlives a process:
    flags, locks, and the mode and times of the pipe itself where the sandbox's user owns it. They
    have the same device files too, whose times whoever may write them can set to now.
    """

    def __init__(self) -> None:
        self._devices = _writable_devices()
        self._flags = [fcntl.fcntl(pipe, fcntl.F_GETFL) for pipe in (0, 1)]
        self._modes = [stat.S_IMODE(os.fstat(pipe).st_mode) for pipe in (0, 1)]

    def restore(self) -> None:
        for pipe, flags, mode in zip((0, 1), self._flags, self._modes):
            fcntl.fcntl(pipe, fcntl.F_SETFL, flags)
            # what this process may not do, the program could not do either
            for undo in (
                lambda pipe=pipe: fcntl.flock(pipe, fcntl.LOCK_UN),
                lambda pipe=pipe: fcntl.fcntl(pipe, _F_OFD_SETLK, _UNLOCK),
                lambda pipe=pipe, mode=mode: os.fchmod(pipe, mode),
                lambda pipe=pipe: os.utime(pipe),
            ):
                with suppress(OSError):
                    undo()
        for device in self._devices:
            with suppress(OSError):
                os.utime(device)


def _writable_devices() -> list[str]:
    """Those in `/dev`, and those that an engine mounts over files of `/proc` to hide them."""
    paths = [f"{folder}/{name}" for folder in ("/dev", "/dev/pts") for name in _names(folder)]
    with suppress(OSError), open("/proc/self/mountinfo") as mounts:
        paths += [line.split(" ")[4] for line in mounts if " /proc/" in line]
    return [path for path in paths if _is_writable_device(path)]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _is_writable_device(path: str) -> bool:
    try:
        return stat.S_ISCHR(os.lstat(path).st_mode) and os.access(path, os.W_OK)
    except OSError:
        return False


def exchange_tokens(nonce: bytes) -> bool:
    """Drop what is before the nonce, and answer with the bridge's token; False if it has gone."""
    tail = b""
    while nonce not in tail:
        chunk = os.read(0, _READ_BYTES)
        if not chunk:
            return False
        tail = tail[-NONCE_BYTES:] + chunk
    token = tail[tail.index(nonce) + NONCE_BYTES :]
    while len(token) < TOKEN_BYTES:
        chunk = os.read(0, TOKEN_BYTES - len(token))
        if not chunk:
            return False
        token += chunk
    while token:
        token = token[os.write(1, token) :]
    return True
