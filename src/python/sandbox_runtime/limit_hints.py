"""Advice for what a sandbox does not have: network, programs, threads, files, a terminal, room.

This file is sent to the sandbox as text and runs there, and is imported only when a program fails.
"""

from __future__ import annotations

import errno
import linecache
import re
import sys

from sandbox_runtime.file_hints import file_hint, tools_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox_runtime.bridge import Bridge

ADVICE = "for calls at once write: await asyncio.gather(*calls)"
NO_NETWORK = (
    "the sandbox has no network; use a tool of an MCP server instead"
    ' (await runtime.search_tool_docs("..."), after: from mcp import runtime)'
)
_TOO_MANY_TASKS = "the sandbox allows few processes and threads at once; wait until some have ended"
_NO_THREADS = f"this engine has no threads (WebAssembly); {ADVICE}"
# `run_args.ts` sets the numbers.
_LIMITS = {
    errno.EMFILE: "the sandbox allows 256 open files at once; close each (with open(...) as file)",
    errno.EAGAIN: f"if this was the start of a process: {_TOO_MANY_TASKS}",
    errno.ENOSPC: "the sandbox has 64 MiB in /tmp and 128 MiB in /workspace; delete files",
    errno.EFBIG: "a file in the sandbox may have 128 MiB",
    errno.EROFS: "in the sandbox only /tmp and /workspace can be written to",
}
_NETWORK_ERRNOS = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
_NETWORK_TYPES = {"gaierror", "URLError"}
_NO_PROCESSES = re.compile(
    r"does not support processes|_multiprocessing|multiprocessing\.synchronize"
    r"|subprocess_(?:exec|shell)\(\)|'os' has no attribute '(?:fork|spawn|exec)"
)
# What a shell reports for a program that is absent.
_NO_SUCH_PROGRAM = 127


def limit_hint(error: BaseException, bridge: Bridge | None, program: str) -> str | None:
    """What to write instead of what the sandbox lacks; `program` is the program's file."""
    if any(_is_network(one) for one in _chain(error)):
        return NO_NETWORK
    message, kind = str(error), type(error).__name__
    if sys.platform == "emscripten":
        if _NO_PROCESSES.search(message):
            return (
                "this engine starts no programs (WebAssembly): use Python itself, or"
                f" {tools_of(bridge)}; {ADVICE}"
            )
        if "'signal' has no attribute" in message:
            return "this engine has no signals; write: await asyncio.wait_for(call, seconds)"
    of_file = file_hint(error, bridge)
    if of_file is not None:
        return of_file
    if kind == "ZoneInfoNotFoundError":
        return _zone_hint(message)
    if kind == "EOFError" and "input()" not in message:
        return "the program runs without a terminal and stdin; write the values into the code"
    if kind == "CalledProcessError":
        return _program_hint(error, bridge)
    if isinstance(error, KeyError) and "environ" in line_of(error, program):
        return (
            "no environment variable of the user is visible in the sandbox: servers have their own"
            " credentials; call their tools"
        )
    if isinstance(error, OSError):
        return _LIMITS.get(error.errno or 0)
    if isinstance(error, RuntimeError) and "can't start new thread" in message:
        return _NO_THREADS if sys.platform == "emscripten" else _TOO_MANY_TASKS
    return None


def line_of(error: BaseException, program: str) -> str:
    """The program's line in which it failed."""
    number, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == program:
            number = trace.tb_lineno
        trace = trace.tb_next
    return linecache.getline(program, number)


def _zone_hint(message: str) -> str:
    from difflib import get_close_matches
    from zoneinfo import available_timezones

    name = re.search(r"with key (\S+)", message)
    zones = available_timezones()
    last = name[1].rpartition("/")[2] if name else ""
    near = get_close_matches(name[1] if name else "", zones, n=2)
    near += [zone for zone in sorted(zones) if zone.endswith(f"/{last}") and zone not in near]
    did = f"did you mean {' or '.join(near[:2])}? " if near else ""
    return f"{did}zoneinfo.available_timezones() has all names"


def _program_hint(error: BaseException, bridge: Bridge | None) -> str | None:
    command = str(getattr(error, "cmd", ""))
    if re.search(r"\bpip\b", command):
        return (
            "no package can be installed from a program; there are the standard library and what"
            " runtime.packages() lists"
        )
    if getattr(error, "returncode", 0) == _NO_SUCH_PROGRAM:
        return (
            "the sandbox has no such program, and is not the user's machine;"
            f" use {tools_of(bridge)}"
        )
    return None


def _is_network(error: BaseException) -> bool:
    return type(error).__name__ in _NETWORK_TYPES or (
        isinstance(error, OSError) and error.errno in _NETWORK_ERRNOS
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
