"""The first process of a container: it watches the program from outside.

This file is sent to the sandbox as text and runs there. The program runs in a child, so that its
exit status comes from the kernel and cannot be forged:

- the kernel lets no process of a container send its first process a signal without a handler, not
  even SIGKILL and SIGSTOP;
- a process that is not dumpable cannot be traced by other processes of its user, and its
  descriptors cannot be opened through `/proc`; so only this process can write to its descriptor 2.

What the program prints goes into pipes that are read here, so a program that crashes loses nothing.
Descriptor 2 carries records: NUL, JSON without control characters, newline. Output comes first, the
report of the end last; see `src/sandbox/first_process.ts`. All else there are words of the engine.

This process ends the container when the program ends, when the bridge closes stdin, and when the
lifetime of the sandbox is over. Nothing that the program does may make it wait: it writes without
blocking, and does a bounded amount of work between two looks at the clock.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import time
from contextlib import suppress

from sandbox_runtime.frames import encode_message
from sandbox_runtime.output import CHUNK_BYTES, TextStream
from sandbox_runtime.pipes import BRIDGE_GONE, private_copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# From `linux/prctl.h`.
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
# `EX_OSERR` of `sysexits.h`.
_CANNOT_HIDE = 71
# The longest wait for the bridge to close stdin, which it does once its answer is sent.
_RELEASE_MS = 1000
# No pipe holds more, so reading this much reads all that was written before.
_LARGEST_PIPE_BYTES = 1024 * 1024
# Orphans of the program that are reaped between two looks at the clock.
_ORPHANS_AT_ONCE = 64
# Steps of priority that the program runs below this process; without privileges it cannot go back.
# With them, 110 busy processes delay a process that they pushed to SCHED_IDLE by seconds; without,
# by more than 90 s.
_PROGRAM_NICE = 15
# Control group files with the kills for lack of memory and the peak of memory, of both versions.
_OOM_FILES = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")
_PEAK_FILES = (
    "/sys/fs/cgroup/memory.peak",
    "/sys/fs/cgroup/memory/memory.max_usage_in_bytes",
)


class ProgramEnds:
    """The program's ends of the pipes to the first process."""

    def __init__(self, stdout: int, stderr: int, told: int) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._told: int | None = private_copy(told)
        os.close(told)

    def take_over(self) -> None:
        """Replace descriptors 1 and 2 by the pipes, and 0 by nothing."""
        for writing, descriptor in ((self._stdout, 1), (self._stderr, 2)):
            os.dup2(writing, descriptor)
            os.close(writing)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def tell_done(self) -> None:
        """Tell the first process that `done` is on the wire, so that the bridge waits for it."""
        if self._told is not None:
            with suppress(OSError):  # the program closed it
                os.write(self._told, b"d")

    def close(self) -> None:
        """Leave them in a forked child; also safe in a child of that child."""
        if self._told is None:
            return
        told, self._told = self._told, None
        os.close(told)


def split(lifetime_seconds: float) -> ProgramEnds:
    """Fork; return in the child only. The parent, the container's first process, watches it."""
    deadline = time.monotonic() + lifetime_seconds
    is_first = os.getpid() == 1
    if not _prctl(_PR_SET_DUMPABLE, 0) and is_first:
        os.write(2, b"Cannot hide the first process from programs: Python needs ctypes\n")
        os._exit(_CANNOT_HIDE)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a handler would let the program signal it
    waking, woken = _wake_pipe()
    (stdout, stdout_end), (stderr, stderr_end), (told, told_end) = os.pipe(), os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for descriptor in (waking, woken, stdout, stderr, told):
            os.close(descriptor)
        _prctl(_PR_SET_DUMPABLE, 1)
        if not is_first:
            _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        _lower_priority()
        return ProgramEnds(stdout_end, stderr_end, told_end)
    os.set_blocking(told, False)
    # the wire ends with the program
    for descriptor in (1, stdout_end, stderr_end, told_end):
        os.close(descriptor)
    _set_alarm(deadline, -1 if is_first else child)
    watch = _Watch(child, waking, deadline, {"stdout": stdout, "stderr": stderr})
    status = watch.run()
    # every process that the program left behind
    with suppress(ProcessLookupError):
        os.kill(-1 if is_first else child, signal.SIGKILL)
    if status is None:
        os._exit(BRIDGE_GONE)
    watch.drain()
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    watch.report(
        {
            "type": "end",
            "exitCode": code,
            "signal": _signal_name(os.WTERMSIG(status)) if os.WIFSIGNALED(status) else None,
            "done": bool(_read(told)),
            **_usage(),
            "nonce": None,
        }
    )
    _await_release()
    os._exit(code)


class _Watch:
    """Forwards what the program prints until it ends."""

    def __init__(self, child: int, waking: int, deadline: float, pipes: Mapping[str, int]) -> None:
        self._child = child
        self._waking = waking
        self._deadline = deadline
        self._unsent = bytearray()
        self._streams = {pipe: TextStream(name, self._queue) for name, pipe in pipes.items()}
        os.set_blocking(2, False)
        # a hang-up of descriptor 0 is always told; its data belong to the child
        self._listening = select.poll()
        self._sending = select.poll()
        for poll in (self._listening, self._sending):
            poll.register(0, 0)
            poll.register(waking, select.POLLIN)
        self._sending.register(2, select.POLLOUT)
        for pipe in pipes.values():
            os.set_blocking(pipe, False)
            self._listening.register(pipe, select.POLLIN)

    def run(self) -> int | None:
        """The child's exit status; None when the bridge has gone or the lifetime is over."""
        while True:
            status, more = self._reap()
            if status is not None:
                return status
            left = self._deadline - time.monotonic()
            if left <= 0:
                return None
            poll = self._sending if self._unsent else self._listening
            for descriptor, _ in poll.poll(0 if more else left * 1000):
                if descriptor == 0:
                    return None
                if descriptor == self._waking:
                    os.read(descriptor, 4096)
                elif descriptor == 2:
                    if not self._send():
                        return None
                else:
                    self._forward(descriptor)

    def drain(self) -> None:
        """Forward what the pipes still hold."""
        for pipe, stream in self._streams.items():
            total = 0
            while total < _LARGEST_PIPE_BYTES:
                data = _read(pipe)
                if not data:
                    break
                total += len(data)
                stream.write(data)
                self._send_all()
            stream.write(b"", final=True)

    def report(self, message: Mapping[str, Any]) -> None:
        """Write the last record."""
        self._queue(message)
        self._send_all()

    def _queue(self, message: Mapping[str, Any]) -> None:
        self._unsent += b"\0%b\n" % encode_message(message)

    def _forward(self, pipe: int) -> None:
        data = _read(pipe)
        if data:
            self._streams[pipe].write(data)
            self._send()
        elif data is not None:
            self._listening.unregister(pipe)  # every writer has closed it

    def _send(self) -> bool:
        """Write what descriptor 2 takes; False when nobody reads it any more."""
        try:
            del self._unsent[: os.write(2, self._unsent)]
        except BlockingIOError:
            pass
        except OSError:
            return False
        return True

    def _send_all(self) -> None:
        writable = select.poll()
        writable.register(2, select.POLLOUT)
        while self._unsent and time.monotonic() < self._deadline:
            if writable.poll(_RELEASE_MS):
                if not self._send():
                    break
            elif _input_closed(0):
                break

    def _reap(self) -> tuple[int | None, bool]:
        """Reap what has ended, orphans included: the child's status, and whether more may wait."""
        for _ in range(_ORPHANS_AT_ONCE):
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return None, False
            if pid == self._child:
                return status, False
        pid, status = os.waitpid(self._child, os.WNOHANG)
        return (status, False) if pid else (None, True)


def _usage() -> dict[str, Any]:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "oomKills": _oom_kills(),
        "peakBytes": _first_number(_PEAK_FILES),
        "cpuMs": round((usage.ru_utime + usage.ru_stime) * 1000),
    }


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # most real-time signals have no name
        return f"SIG{number}"


def _oom_kills() -> int:
    """How many processes of the container the kernel killed for lack of memory."""
    for path in _OOM_FILES:
        for line in _read_file(path).splitlines():
            name, _, count = line.partition(b" ")
            if name == b"oom_kill":
                return int(count)
    return 0


def _first_number(paths: tuple[str, ...]) -> int | None:
    for path in paths:
        text = _read_file(path)
        if text:
            return int(text)
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


def _read(pipe: int) -> bytes | None:
    """What a pipe holds; None when it is empty, no bytes at its end."""
    try:
        return os.read(pipe, CHUNK_BYTES)
    except BlockingIOError:
        return None


def _wake_pipe() -> tuple[int, int]:
    waking, woken = os.pipe()
    os.set_blocking(waking, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return waking, woken


def _set_alarm(deadline: float, target: int) -> None:
    """End everything at the deadline, whatever this process waits for then.

    A wait with a time-out would be late by this process's timer slack, which the program can write.
    """

    def end(*_: object) -> None:
        if time.monotonic() >= deadline:  # the program may send the signal earlier
            with suppress(ProcessLookupError):
                os.kill(target, signal.SIGKILL)
            os._exit(BRIDGE_GONE)

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, max(deadline - time.monotonic(), 0.001), 1)


def _lower_priority() -> None:
    """Run the program below the first process, for good."""
    for name in ("RLIMIT_NICE", "RLIMIT_RTPRIO"):
        limit = getattr(resource, name, None)  # Linux only
        if limit is not None:
            with suppress(ValueError, OSError):  # gVisor has these limits and lets none be set
                resource.setrlimit(limit, (0, 0))
    os.nice(_PROGRAM_NICE)


def _await_release() -> None:
    """Wait until the bridge closes stdin: removing the container now would delay the answer."""
    _input_closed(_RELEASE_MS)


def _input_closed(milliseconds: int) -> bool:
    """Whether the bridge closes stdin within that time."""
    poll = select.poll()
    poll.register(0, 0)
    return bool(poll.poll(milliseconds))


def _prctl(option: int, value: int) -> bool:
    """Return whether it was set: `ctypes` or the system call may be missing."""
    try:
        import ctypes

        status: int = ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
        return status == 0
    except (ImportError, OSError, AttributeError):
        return False
