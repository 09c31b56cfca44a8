"""Tells what confines this process; the bridge compares it with what it asked the engine for.

The bridge runs this text before `loader.py` in the first sandbox that an engine starts, when no
program is there yet. It writes one line to descriptor 2, which `container/self_test.ts` reads.

Where rooms are tried, it also makes one in forked processes, which leaves the container as it was,
and tells what confines a process in it. The bridge answers by one byte on descriptor 0 whether the
container may make rooms; if not, the loader gets the filter of programs as its only one.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

STATUS_FIELDS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")
# Every place that a program can write to.
PLACES = ("/tmp", "/workspace", "/dev/shm", "/dev/mqueue")
# From `linux/sched.h`.
CLONE_NEWUSER = 0x10000000
NAMESPACES = ("user", "pid", "ipc", "mnt", "net")
# A room takes a few milliseconds; a machine may be busy.
ROOM_SECONDS = 5
MAX_ROOM_BYTES = 65_536
# Failures that say something of this moment, not of this machine.
PASSING = (errno.EAGAIN, errno.ENOMEM, errno.EINTR)
# The bridge's answer: rooms may be made.
MAY_MAKE_ROOMS = b"r"


def read(*paths: str) -> str | None:
    """Return the text of the first file that can be read."""
    for path in paths:
        try:
            with open(path) as file:
                return file.read(65_536)
        except OSError:
            continue
    return None


def status() -> dict[str, str]:
    pairs = (line.split(":", 1) for line in (read("/proc/self/status") or "").splitlines())
    return {pair[0]: pair[1].strip() for pair in pairs if pair[0] in STATUS_FIELDS}


def mounts() -> list[list[str]]:
    """List the point, the options and the type of every mount."""
    found = []
    for line in (read("/proc/self/mountinfo") or "").splitlines():
        fields = line.split(" ")
        found.append([fields[4], fields[5], fields[fields.index("-") + 1]])
    return found


def interfaces() -> list[str]:
    lines = (read("/proc/self/net/dev") or "").splitlines()[2:]
    return [line.split(":", 1)[0].strip() for line in lines]


def ulimits() -> dict[str, int]:
    """Return the hard limits by the engines' names: all, because the bridge knows what it asked."""
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {
        name.removeprefix("RLIMIT_").lower(): resource.getrlimit(getattr(resource, name))[1]
        for name in names
    }


def places() -> dict[str, list[int]]:
    """Return device, bytes and number of entries of each place; an absent one is left out."""
    found = {}
    for place in PLACES:
        with suppress(OSError):
            size = os.statvfs(place)
            found[place] = [
                os.stat(place).st_dev,
                size.f_blocks * size.f_frsize,
                len(os.listdir(place)),
            ]
    return found


def namespaces() -> dict[str, str]:
    found = {}
    for name in NAMESPACES:
        with suppress(OSError):
            found[name] = os.readlink(f"/proc/self/ns/{name}")
    return found


def facts() -> dict[str, Any]:
    return {
        "ids": [os.getuid(), os.geteuid(), os.getgid(), os.getegid()],
        "groups": os.getgroups(),
        "uids": read("/proc/self/uid_map"),
        "gids": read("/proc/self/gid_map"),
        "status": status(),
        "mounts": mounts(),
        "interfaces": interfaces(),
        "memory": read("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"),
        "pids": read("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"),
        "ulimits": ulimits(),
        "kernel": os.uname().version,
    }


def surroundings() -> dict[str, Any]:
    """Tell what must differ between the container and a room."""
    return {"places": places(), "namespaces": namespaces(), "pid": os.getpid()}


def try_room(source: str, inner: bytes) -> dict[str, Any]:
    """Make a room in a forked process; return what confines a process in it, or why there is none.

    `source` is the text of `sandbox_runtime/room.py`.
    """
    reading, writing = os.pipe()
    maker = os.fork()
    if maker == 0:
        os.setpgid(0, 0)
        answer: dict[str, Any] = {}
        try:
            answer = in_room(source, inner)
        except OSError as error:
            answer = {"reason": reason(error), "passing": error.errno in PASSING}
        except BaseException as error:  # `ctypes` may be missing
            answer = {"reason": f"{type(error).__name__}: {error}", "passing": False}
        finally:
            write_all(writing, json.dumps(answer).encode())
            os._exit(0)
    os.close(writing)
    said = read_all(reading)
    # the room's first process too, if they took too long
    with suppress(OSError):
        os.killpg(maker, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    if said is None:
        return {"reason": f"it took longer than {ROOM_SECONDS} s", "passing": True}
    try:
        answer = json.loads(said)
    except ValueError:
        return {"reason": "the process that makes it died", "passing": False}
    return answer if answer else {"reason": "its first process died", "passing": False}


def in_room(source: str, inner: bytes) -> dict[str, Any]:
    """Make a room of which this process's child is the first; return what the child tells."""
    room: dict[str, Any] = {"__name__": "sandbox_runtime.room"}
    exec(compile(source, "<sandbox_runtime.room>", "exec"), room)
    room["make_user_namespace"]()
    reading, writing = os.pipe()
    if room["fork_room"]() == 0:
        answer: dict[str, Any] = {}
        try:
            room["furnish_room"]()
            room["confine"](room["Filter"](inner))
            answer = {"facts": {**facts(), **surroundings(), "unshare": unshare()}}
        except OSError as error:
            answer = {"reason": reason(error), "passing": error.errno in PASSING}
        finally:
            write_all(writing, json.dumps(answer).encode())
            os._exit(0)
    os.close(writing)
    told: dict[str, Any] = json.loads(read_all(reading) or b"{}")
    return told


def unshare() -> str:
    """Try to make a namespace, which the outer filter allows and the inner one refuses."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) == 0:
        return "done"
    return errno.errorcode.get(ctypes.get_errno(), "unknown")


def reason(error: OSError) -> str:
    """Return the text of an error; those of `room.py` name the step that failed, or a file."""
    text = error.strerror or str(error)
    return text if error.filename is None else f"{error.filename}: {text}"


def read_all(pipe: int) -> bytes | None:
    """Read to the end of a pipe; None when it does not come in time."""
    deadline = time.monotonic() + ROOM_SECONDS
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    said = b""
    while len(said) < MAX_ROOM_BYTES:
        if not poll.poll(max(0, deadline - time.monotonic()) * 1000):
            return None
        chunk = os.read(pipe, MAX_ROOM_BYTES)
        if not chunk:
            break
        said += chunk
    os.close(pipe)
    return said


def write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def main(room_source: str | None) -> None:
    told = facts()
    if room_source is not None:
        from base64 import b64decode

        told.update(surroundings())
        told["room"] = try_room(room_source, b64decode(sys.argv[2]))
    write_all(2, b"\0facts " + json.dumps(told).encode() + b"\n")
    if room_source is not None and os.read(0, 1) != MAY_MAKE_ROOMS:
        sys.argv[1:] = sys.argv[2:3]


main(globals().get("ROOM"))
