"""The main function in a container, from `boot` to the end of the process.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import atexit
import os
import sys
import warnings
from importlib import import_module

from sandbox_runtime.frames import PROTOCOL_VERSION
from sandbox_runtime.pipes import BridgePipes, SpareDescriptors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from sandbox_runtime.channel import Channel
    from sandbox_runtime.program import Program
    from sandbox_runtime.supervisor import ProgramEnds


# `EX_SOFTWARE` of `sysexits.h`: the runtime failed, not the program.
_FAULT = 70
# A sandbox that has no program after this time is idle.
_IDLE_AFTER_MS = 50
# Programs need the last two; the first two are their larger parts.
_IDLE_IMPORTS = ("inspect", "concurrent.futures", "asyncio", "traceback")

_exit = os._exit


def main(lifetime_seconds: float) -> NoReturn:
    """Serve one run and exit with the program's status.

    The first process of a container only watches; everything else happens in its child.
    """
    warm_up()
    from sandbox_runtime.supervisor import split

    ends = split(lifetime_seconds)
    pipes = BridgePipes()
    ends.take_over()
    for stream in (sys.stdout, sys.stderr):
        # Unbuffered, so that a crash does not lose what was printed.
        stream.reconfigure(  # type: ignore[union-attr]
            encoding="utf-8", errors="backslashreplace", write_through=True
        )
    try:
        serve(pipes, ends)
    except BaseException as error:
        if pipes.is_closed():
            pipes.end_lost()
        sys.excepthook(type(error), error, error.__traceback__)
        _exit(_FAULT)


def serve(pipes: BridgePipes, ends: ProgramEnds) -> NoReturn:
    """Serve a run from `ready` to `done`."""
    from sandbox_runtime.blocking_channel import BlockingChannel

    channel = BlockingChannel(pipes)
    owner = os.getpid()

    def leave_wire() -> None:
        channel.close("it is a forked process; only the first process of a program can call")
        pipes.close()
        ends.close()

    os.register_at_fork(after_in_child=leave_wire)
    rehearse()
    spare = SpareDescriptors()
    version = ".".join(map(str, sys.version_info[:3]))
    pipes.send({"type": "ready", "protocol": PROTOCOL_VERSION, "python": version, "rooms": False})
    import_idly(pipes)
    done = run(pipes.read_first(), channel, spare)
    if os.getpid() != owner:
        end_fork(done)

    from sandbox_runtime.ending import send_done

    send_done(pipes.send, done)
    ends.tell_done()
    _exit(done["exitCode"])


def warm_up() -> None:
    """Import what every run needs."""
    import sandbox_runtime.blocking_channel
    import sandbox_runtime.bridge
    import sandbox_runtime.ending
    import sandbox_runtime.modules  # noqa: F401

    # Python warns of this runtime's threads at a fork; the child does not have them.
    warnings.filterwarnings("ignore", r"This process \(pid=\d+\) is multi-threaded")


def import_idly(pipes: BridgePipes) -> None:
    """Import what most programs need, in steps, for as long as no program comes.

    All of it takes as long as the interpreter's own start, and a program that waits for a sandbox
    should not wait for it.
    """
    if pipes.has_input(_IDLE_AFTER_MS):
        return
    for name in _IDLE_IMPORTS:
        import_module(name)
        if pipes.has_input(0):
            return


def rehearse() -> None:
    """Do what every run does once before `ready`, because the first time takes longest."""
    from sandbox_runtime.frames import encode_message
    from sandbox_runtime.program import Program

    Program("import sys\n[1 + 1]").run({})
    encode_message({"type": "done", "exitCode": 0, "result": [1]})


def run(execute: Any, channel: Channel, spare: SpareDescriptors) -> dict[str, Any]:
    """Run the program, and all that Python itself would run after it; returns `done`."""
    from sandbox_runtime.bridge import Bridge
    from sandbox_runtime.ending import ended_by, ended_with, flush_streams
    from sandbox_runtime.modules import install_modules
    from sandbox_runtime.program import Program, make_main, use_fork

    bridge = Bridge(channel, execute)
    namespace = make_main(install_modules(bridge))
    try:
        program = Program(execute["code"])
        use_fork(execute["code"])
        done = ended_with(run_program(program, namespace))
    except BaseException as error:
        spare.release()
        done = ended_by(error, bridge)
    spare.release()
    finish(namespace)
    flush_streams()
    return done


def run_program(program: Program, namespace: dict[str, Any]) -> Any:
    """The value of the program's last expression."""
    if not program.is_async:
        return program.run(namespace)
    import asyncio

    from sandbox_runtime.program import allow_nested_run

    plain_run = asyncio.run
    allow_nested_run()
    return plain_run(program.run_async(namespace))


def finish(namespace: dict[str, Any]) -> None:
    """Do what the interpreter does at exit: join threads, run `atexit`, release globals."""
    from sandbox_runtime.program import release_globals

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
