"""The main function in a container, from `boot` to the end of the process.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import atexit
import os
import sys
import warnings
from contextlib import suppress
from importlib import import_module

from sandbox_runtime.blocking_channel import BlockingChannel
from sandbox_runtime.bridge import Bridge
from sandbox_runtime.ending import (
    ended_by,
    ended_with,
    flush_streams,
    make_out,
    send_done,
    send_files,
)
from sandbox_runtime.frames import PROTOCOL_VERSION, encode_message
from sandbox_runtime.main_module import make_main, predefine, release_globals, use_fork
from sandbox_runtime.modules import install_modules, install_servers
from sandbox_runtime.pipes import IDLE_AFTER_MS, BridgePipes, SpareDescriptors
from sandbox_runtime.program import Program, complete, is_awaitable
from sandbox_runtime.supervisor import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

    from sandbox_runtime.program_ends import ProgramEnds


# `EX_SOFTWARE` of `sysexits.h`: the runtime failed, not the program.
_FAULT = 70
# Most programs need these; the first two are the larger parts of the others.
_IDLE_IMPORTS = (
    *("inspect", "concurrent.futures", "asyncio", "sandbox_runtime.loops", "traceback"),
    "sandbox_runtime.standing",
)

_exit = os._exit


def main(boot: Mapping[str, Any], inner_filter: bytes | None) -> NoReturn:
    """Serve runs, each in a process of its own; that exits with the program's status.

    With a filter, each run gets a room in this container, if rooms can be made.
    """
    # Python warns of this runtime's threads at a fork; the child does not have them.
    warnings.filterwarnings("ignore", r"This process \(pid=\d+\) is multi-threaded")
    rehearse()
    template = Template()
    ends, rooms = divide(boot, inner_filter, template)
    ends.take_over()
    try:
        serve(template, ends, rooms)
    except BaseException as error:
        if template.pipes.is_closed():
            template.pipes.end_lost()
        sys.excepthook(type(error), error, error.__traceback__)
        _exit(_FAULT)


class Template:
    """What is the same for every run, made before the first: a fork is cheaper than to make it."""

    def __init__(self) -> None:
        self.pipes = BridgePipes()
        self.channel = BlockingChannel(self.pipes)
        self.spare = SpareDescriptors()
        self.bridge = Bridge(self.channel)
        install_modules(self.bridge)
        version = ".".join(map(str, sys.version_info[:3]))
        self._ready = [
            encode_message(
                {"type": "ready", "protocol": PROTOCOL_VERSION, "python": version, "rooms": rooms}
            )
            for rooms in (False, True)
        ]
        for stream in (sys.stdout, sys.stderr):
            # Unbuffered, so that a crash does not lose what was printed.
            stream.reconfigure(  # type: ignore[union-attr]
                encoding="utf-8", errors="backslashreplace", write_through=True
            )

    def tell_ready(self, rooms: bool) -> None:
        self.pipes.write(self._ready[rooms])

    def leave_wire(self) -> None:
        """Leave the bridge to the process that this one was forked from."""
        self.channel.close("it is a forked process; only the first process of a program can call")
        self.pipes.close()


def divide(
    boot: Mapping[str, Any], inner_filter: bytes | None, template: Template
) -> tuple[ProgramEnds, bool]:
    """Return in a program's process only: its pipes, and whether more runs may follow."""
    if inner_filter is not None:
        ends = divide_rooms(boot, inner_filter)
        if ends is not None:
            return ends, True
        from sandbox_runtime.room import Filter, confine

        confine(Filter(inner_filter))
    return split(boot["lifetimeSeconds"], leave_wire=template.leave_wire), False


def divide_rooms(boot: Mapping[str, Any], inner_filter: bytes) -> ProgramEnds | None:
    """Return in each program's process; in the first process only, with None, without rooms."""
    try:
        from sandbox_runtime.zygote import serve_rooms
    except (ImportError, OSError):  # `ctypes` is missing
        return None
    seconds = (boot["containerSeconds"], boot["lifetimeSeconds"])
    return serve_rooms(inner_filter, seconds, _IDLE_IMPORTS)


def serve(template: Template, ends: ProgramEnds, rooms: bool) -> NoReturn:
    """Serve a run from `ready` to `done`."""
    owner = os.getpid()

    def leave_wire() -> None:
        template.leave_wire()
        ends.close()

    os.register_at_fork(after_in_child=leave_wire)
    ends.answer_asks()
    ends.await_go()
    make_out()
    template.tell_ready(rooms)
    import_idly(template.pipes)
    done = run(template)
    if os.getpid() != owner:
        end_fork(done)
    send_files(template.pipes.send)
    send_done(template.pipes.send, done)
    ends.tell_done()
    if rooms:
        let_end_be_told()
    _exit(done["exitCode"])


def let_end_be_told() -> None:
    """Let the first process know of this one's end before its memory is released."""
    with suppress(Exception):  # the program may have changed anything
        from sandbox_runtime.room import keep_memory

        keep_memory()


def import_idly(pipes: BridgePipes) -> None:
    """Import what most programs need, in steps, for as long as no program comes.

    All of it takes as long as the interpreter's own start, and a program that waits for a sandbox
    should not wait for it. The rehearsal then makes this process's own copies of the pages that
    every run writes to.
    """
    if pipes.has_input(IDLE_AFTER_MS):
        return
    for name in _IDLE_IMPORTS:
        import_module(name)
        if pipes.has_input(0):
            return
    rehearse()


def rehearse() -> None:
    """Do what every run does once before `ready`, because the first time takes longest."""
    Program("import sys\n[1 + 1]", "<rehearsal>").run({})
    encode_message({"type": "done", "exitCode": 0, "result": [1]})


def run(template: Template) -> dict[str, Any]:
    """Run the program, and all that Python itself would run after it; returns `done`."""
    execute = template.pipes.read_first()
    bridge, spare = template.bridge, template.spare
    bridge.begin(execute)
    filename, argv = execute["file"], execute["argv"]
    namespace = make_main(install_servers(bridge), filename, argv)
    try:
        program = Program(execute["code"], filename)
        program.tell_repairs()
        predefine(execute["code"], allow_nested_loops)
        use_fork(execute["code"])
        done = ended_with(run_program(program, namespace, bridge.timeout_seconds), bridge)
    except BaseException as error:
        spare.release()
        done = ended_by(error, bridge, filename)
    spare.release()
    finish(namespace)
    done = bridge.forgotten.judged(done)
    flush_streams()
    return done


def run_program(program: Program, namespace: dict[str, Any], timeout_seconds: float) -> Any:
    """The value of the program's last expression."""
    if program.is_async:
        main = program.run_to_end(namespace, timeout_seconds)
    else:
        value = program.run(namespace)
        if not is_awaitable(value):
            return value
        main = complete(value, timeout_seconds)
    import asyncio

    allow_nested_loops()
    return asyncio.run(main)


def allow_nested_loops() -> None:
    """Make `asyncio` work inside a running loop; not loaded for a program without one."""
    from sandbox_runtime import loops

    loops.allow_nested_loops()


def finish(namespace: dict[str, Any]) -> None:
    """Do what the interpreter does at exit: join threads, run `atexit`, release globals."""
    threading = sys.modules.get("threading")
    steps = (
        getattr(threading, "_shutdown", None),
        atexit._run_exitfuncs,
        lambda: release_globals(namespace),
    )
    for step in steps:
        try:
            if step is not None:
                step()
        except BaseException as error:
            sys.excepthook(type(error), error, error.__traceback__)


def end_fork(done: dict[str, Any]) -> NoReturn:
    """End a forked process that ran to the end of the program."""
    if "error" in done:
        print(done["error"]["traceback"], end="", file=sys.stderr)
    os._exit(done["exitCode"])
