"""Makes a room: fresh namespaces and file systems for one run, inside a container.

This file is sent to the sandbox as text and runs there; the self-test also runs it by itself. The
order is `make_user_namespace()`, once for a container; then for each room `fork_room()`, and in its
child, the room's first process, `furnish_room()` and `confine()`.

Every function raises `OSError` whose text names the step that failed.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _socket
import ctypes
import fcntl
import os
import resource
import struct
import sys

# From `linux/sched.h`.
_CLONE_NEWNS = 0x00020000
_CLONE_NEWIPC = 0x08000000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWPID = 0x20000000
_CLONE_NEWNET = 0x40000000
_ROOM = _CLONE_NEWNS | _CLONE_NEWIPC | _CLONE_NEWPID | _CLONE_NEWNET
_CLONE_VM = 0x00000100
_CLONE_FILES = 0x00000400
_CLONE_PARENT = 0x00008000
# From `asm/signal.h`: importing `signal` makes enumerations.
_SIGCHLD = 17
# The C library keeps two of them for itself, and Python warns of these.
_SIGNALS = (*range(1, 32), *range(34, 65))
# `clone`, from `asm/unistd.h`.
_CLONE_NUMBERS = {"x86_64": 56, "aarch64": 220}
# From `linux/mount.h`: no set-user-id programs, no devices, no programs at all.
_MOUNT_FLAGS = 2 | 4 | 8
# From `linux/prctl.h`, `linux/seccomp.h` and `linux/capability.h`.
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_CAPBSET_DROP = 24
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522
_MAX_CAPABILITIES = 64
_INSTRUCTION_BYTES = 8
# From `linux/sockios.h` and `linux/if.h`: the name has 16 bytes, the whole structure 40.
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1
_INTERFACE = struct.Struct("16sh22x")

# Every place that a program can write, with the sizes of `run_args.ts`.
_MOUNTS = (
    (b"tmpfs", b"/tmp", b"size=64m,mode=1777"),
    (b"tmpfs", b"/workspace", b"size=128m,mode=1777"),
    (b"tmpfs", b"/dev/shm", b"size=16m,mode=1777"),
    (b"mqueue", b"/dev/mqueue", None),
)
WORKING_DIRECTORY = "/workspace"

_libc = ctypes.CDLL(None, use_errno=True)
_CAPABILITY_HEADER = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
_NO_CAPABILITIES = (ctypes.c_uint32 * 6)()
# More is released before the end is told, so that nobody needs memory meanwhile that is not there.
_MOST_KEPT_KIB = 64 * 1024
# keeps the interpreter's lock, which the child needs too
_python_libc = ctypes.PyDLL(None, use_errno=True)
# What the C library needs to call a function there, which never returns.
_KEEPER_STACK_BYTES = 16 * 1024
_STACK_ALIGNMENT = 16
_keeper_stack = ctypes.create_string_buffer(_KEEPER_STACK_BYTES)
_keeper_top = ctypes.addressof(_keeper_stack) + _KEEPER_STACK_BYTES
# of `clone`: made once, because the answer waits for the keeper
_KEEPER = (
    ctypes.cast(_python_libc.pause, ctypes.c_void_p),
    ctypes.c_void_p(_keeper_top - _keeper_top % _STACK_ALIGNMENT),
    _CLONE_VM | _CLONE_FILES | _CLONE_PARENT,
    None,
)
_clone = _python_libc.clone


class _Program(ctypes.Structure):
    """`struct sock_fprog` of `linux/filter.h`."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


class Filter:
    """A filter of system calls: an array of `struct sock_filter`, made by `filter_program.ts`."""

    def __init__(self, program: bytes) -> None:
        self._program = _Program(len(program) // _INSTRUCTION_BYTES, program)
        self._pointer = ctypes.byref(self._program)

    def install(self) -> None:
        """Let this process and all its children make only the system calls that it allows."""
        _must(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
        installed = _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, self._pointer, 0, 0)
        _must(installed, "filter of system calls")


def make_user_namespace() -> None:
    """Give this process every capability over namespaces that it makes from now on, and no others.

    Its user stays the same, inside and outside. It must have a single thread.
    """
    uid, gid = os.getuid(), os.getgid()
    # the files below belong to root otherwise
    _set_dumpable(1)
    _must(_libc.unshare(_CLONE_NEWUSER), "user namespace")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    _set_dumpable(0)
    # no program that a run starts can get one back
    for capability in range(_MAX_CAPABILITIES):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break


def fork_room() -> int:
    """Fork; the child is the first process of a room. Returns its id, or 0 in the child.

    The namespaces come with the fork: to make them in a process of their own and fork again would
    cost as much as the program. Neither Python nor the C library is told; they would only renew
    locks and a cached id, which matter where there are threads.
    """
    pid: int = _python_libc.syscall(
        _CLONE_NUMBERS[os.uname().machine], _ROOM | _SIGCHLD, 0, 0, 0, 0
    )
    if pid < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"namespaces: {os.strerror(number)}")
    return pid


def fork_program() -> int:
    """Fork; the child is a program's process in this room. Returns its id, or 0 in the child.

    Not by `os.fork()`: Python then renews locks of threads, which this process does not have, and
    that takes half as long as all else until the program runs. The C library's own function keeps
    what that knows of the process right. What must differ in the child is done here.
    """
    pid: int = _python_libc.fork()
    if pid < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"fork: {os.strerror(number)}")
    if pid == 0:
        if "random" in sys.modules:
            sys.modules["random"].seed()
        if "threading" in sys.modules:
            sys.modules["threading"].main_thread()._set_native_id()
    return pid


def keep_memory() -> None:
    """Make a keeper: a process that has this one's memory too, and does nothing until it is killed.

    A process's parent is told of its end once the memory is released, which takes a millisecond
    for each 10 MB. While a keeper has it, the parent is told at once, and the release can follow
    the answer. The keeper is a child of this process's parent. Without one an end takes longer, so
    a failure is none.

    Only for a process that ends next. One that the kernel may kill for lack of memory must have
    none: if the keeper is gone first, the kernel no longer knows that memory is about to be
    released, and kills another process too.
    """
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _MOST_KEPT_KIB:
        return
    _signal.pthread_sigmask(_signal.SIG_BLOCK, _SIGNALS)
    _clone(*_KEEPER)


def furnish_room() -> None:
    """Mount the room's file systems, and start its loopback interface."""
    any_socket = _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM)
    fcntl.ioctl(any_socket.fileno(), _SIOCSIFFLAGS, _INTERFACE.pack(b"lo", _IFF_UP))
    any_socket.close()
    for kind, place, options in _MOUNTS:
        mounted = _libc.mount(kind, place, kind, ctypes.c_ulong(_MOUNT_FLAGS), options)
        _must(mounted, f"mount on {place.decode()}")
    # the directory from before is below the mount
    os.chdir(WORKING_DIRECTORY)


def confine(filter_: Filter) -> None:
    """Give up every capability for good, and allow only the system calls of the filter."""
    _must(_libc.capset(_CAPABILITY_HEADER, _NO_CAPABILITIES), "capabilities")
    filter_.install()


def _set_dumpable(value: int) -> None:
    _must(_libc.prctl(_PR_SET_DUMPABLE, value, 0, 0, 0), "dumpable")


def _must(status: int, step: str) -> None:
    if status != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{step}: {os.strerror(number)}")
