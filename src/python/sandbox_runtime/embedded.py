"""The main function in the embedded engine: Pyodide, one thread, no pipes.

This file is sent to the sandbox as text and runs there. `EmbeddedPort` in `loader.py` describes the
interface to JavaScript. Awaited calls resolve on Pyodide's event loop; blocking helpers suspend the
WebAssembly stack with `run_sync` while JavaScript goes on reading.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import asyncio
import atexit
import errno
import io
import os
import sys

from pyodide.ffi import to_js
from pyodide.webloop import WebLoopPolicy

from sandbox_runtime.attribute_dict import AttributeDict
from sandbox_runtime.bridge import Bridge
from sandbox_runtime.channel import EmbeddedChannel
from sandbox_runtime.ending import (
    ended_by,
    ended_with,
    flush_streams,
    make_out,
    send_done,
    send_files,
)
from sandbox_runtime.frames import PROTOCOL_VERSION, Decoder, cut_frames, encode_message
from sandbox_runtime.main_module import make_main, predefine, release_globals
from sandbox_runtime.modules import install_modules, install_servers
from sandbox_runtime.output import TextStream
from sandbox_runtime.program import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType
    from typing import Any


# The bridge's time began before this runtime's.
_TELL_BEFORE_S = 0.2


class EmbeddedRuntime:
    """Serves the one run of a Pyodide interpreter."""

    def __init__(self, send: Callable[[Any], None], alarm: Callable[[float, int], None]) -> None:
        self._send_to_js = send
        self._alarm = alarm
        self._has_told = False
        self._decoder = Decoder(AttributeDict)
        self._execute: Any = None
        self._execute_came = asyncio.Event()
        self._channel = EmbeddedChannel(self._send)
        self._outputs = {1: TextStream("stdout", self._send), 2: TextStream("stderr", self._send)}

    def receive(self, data: bytes) -> None:
        """Take bytes from the bridge, in chunks of any size."""
        replies = []
        for message in self._decoder.feed(data):
            if message["type"] == "execute":
                self._execute = message
                self._execute_came.set()
            else:
                replies.append(message)
        self._channel.dispatch(replies)

    async def run(self) -> int:
        """Serve the run from `ready` to `done`; return the exit status."""
        sys.stdout, sys.stderr = (self._text_stream(descriptor) for descriptor in (1, 2))
        make_out()
        version = ".".join(map(str, sys.version_info[:3]))
        self._send(
            {"type": "ready", "protocol": PROTOCOL_VERSION, "python": version, "rooms": False}
        )
        await self._execute_came.wait()
        done = await self._run_program()
        send_files(self._send)
        flush_streams()
        for output in self._outputs.values():
            output.write(b"", final=True)
        send_done(self._send, done)
        code: int = done["exitCode"]
        return code

    async def _run_program(self) -> dict[str, Any]:
        bridge = Bridge(self._channel)
        bridge.begin(self._execute)
        install_modules(bridge)
        filename, argv = self._execute["file"], self._execute["argv"]
        namespace = make_main(install_servers(bridge), filename, argv)
        others = asyncio.all_tasks()
        self._tell_standing_before(bridge.timeout_seconds, filename)
        try:
            program = Program(self._execute["code"], filename)
            program.tell_repairs()
            predefine(self._execute["code"], _allow_own_loops)
            _predefine_threads(self._execute["code"])
            seconds = bridge.timeout_seconds
            done = ended_with(await program.run_to_end(namespace, seconds, others), bridge)
        except BaseException as error:
            done = ended_by(error, bridge, filename)
        try:
            await _cancel_tasks(asyncio.all_tasks() - others)
            await asyncio.get_running_loop().shutdown_asyncgens()
            atexit._run_exitfuncs()
            release_globals(namespace)
        except BaseException as error:
            sys.excepthook(type(error), error, error.__traceback__)
        return bridge.forgotten.judged(done)

    def _tell_standing_before(self, seconds: float, program: str) -> None:
        """Tell where the program stands shortly before that time is over and the bridge ends it.

        A timer of the loop tells it while the program waits, a signal while it computes.
        """
        seconds = max(seconds - _TELL_BEFORE_S, seconds * 0.9)

        def tell(_number: int = 0, frame: FrameType | None = None) -> None:
            if self._has_told:
                return
            self._has_told = True
            from sandbox_runtime.standing import standing

            text = standing(frame or self._channel.blocked, loop, program).replace("\n", "\n> ")
            self._send({"type": "stood", "text": f"> {text}"})

        loop = asyncio.get_running_loop()
        loop.call_later(seconds, tell)
        _signal.signal(_signal.SIGUSR2, tell)
        self._alarm(seconds, _signal.SIGUSR2)

    def _send(self, message: Mapping[str, Any]) -> None:
        for frame in cut_frames(encode_message(message)):
            self._send_to_js(to_js(frame))

    def _text_stream(self, descriptor: int) -> io.TextIOWrapper:
        raw = _OutputFile(descriptor, self._outputs[descriptor])
        # Unbuffered, so that a kill does not lose what was printed.
        return io.TextIOWrapper(raw, "utf-8", "backslashreplace", write_through=True)


class _OutputFile(io.RawIOBase):
    """The raw file of `sys.stdout` or `sys.stderr`."""

    def __init__(self, descriptor: int, stream: TextStream) -> None:
        self._descriptor = descriptor
        self._stream = stream

    @property
    def name(self) -> str:
        return f"<std{'out' if self._descriptor == 1 else 'err'}>"

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        taken = bytes(data)
        self._stream.write(taken)
        return len(taken)


def _allow_own_loops() -> None:
    """Make each loop that a program wants the one that there is."""
    from sandbox_runtime.loops import wait_on_own_thread

    policy: Any = WebLoopPolicy
    policy.new_event_loop = policy.get_event_loop = lambda _self: asyncio.get_running_loop()
    policy.set_event_loop = lambda _self, _loop: None
    runner: Any = vars(asyncio)["Runner"]
    runner.run = lambda _self, coro, **_options: _drive(asyncio.get_running_loop(), coro)
    # it would cancel the program
    runner.close = lambda _self: None
    wait_on_own_thread(_drive)


def _drive(loop: Any, awaitable: Any) -> Any:
    return loop.run_until_complete(awaitable)


def _predefine_threads(source: str) -> None:
    """Let a program that has the word use threads; let `os.system` fail as `subprocess` does."""
    if "hread" in source:
        from sandbox_runtime.no_threads import run_threads_inline

        run_threads_inline()
    vars(os)["system"] = _refuse_system


def _refuse_system(_command: object) -> int:
    raise OSError(errno.ENOTSUP, "emscripten does not support processes.")


async def _cancel_tasks(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    for ending in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ending, Exception):
            print(f"A task that was canceled at the end raised {ending!r}", file=sys.stderr)
