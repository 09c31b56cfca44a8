"""Tells what confines this process; the bridge compares it with what it asked the engine for.

The bridge runs this text before `loader.py` in the first sandbox that an engine starts, when no
program is there yet. It writes one line to descriptor 2, which `container/self_test.ts` reads.
"""

from __future__ import annotations

import json
import os
import resource

STATUS_FIELDS = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")


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


def tell() -> None:
    facts = {
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
    left = b"\0facts " + json.dumps(facts).encode() + b"\n"
    while left:
        left = left[os.write(2, left) :]


tell()
