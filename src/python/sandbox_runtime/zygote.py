"""The first process of a container that serves many runs, each in a room of its own.

This file is sent to the sandbox as text and runs there. The zygote has imported the runtime, and
forks for each run. It never reads what a program, or the bridge for a program, writes. It is not
dumpable, so that programs, which have its user, can neither trace it nor open its descriptors.

The next room is made while a program runs, or while none does. Its processes wait, closed to other
programs, until the room before it is dead and the pipes are new (`reset.py`). While a program uses
much memory the zygote does nothing: whoever asks for more when there is none may be killed for it.
Whatever is not as it should be ends the container between two runs: the bridge then sees its end in
place of `ready`.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import gc
import os
import select
import time
from importlib import import_module

from sandbox_runtime.pipes import BRIDGE_GONE, IDLE_AFTER_MS
from sandbox_runtime.reset import SharedPipes
from sandbox_runtime.room import Filter, confine, fork_room, furnish_room, make_user_namespace
from sandbox_runtime.room_ends import MADE, RESET, RoomEnds
from sandbox_runtime.supervisor import split
from sandbox_runtime.usage import memory_bytes, memory_limit_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox_runtime.program_ends import ProgramEnds

# A room that takes longer to make shows that something is wrong.
_MOST_MAKING_MS = 1000
# Memory that may be there between two runs besides that before the first: what was imported, the
# next room, and what the kernel keeps.
_MOST_KEPT_BYTES = 32 * 1024 * 1024
# The longest wait for the memory of a dead room to come back.
_MOST_RETURN_MS = 500
_LOOK_MS = 10


class _RoomHandle:
    """The zygote's ends of the pipes to a room."""

    def __init__(self, go: int, told: int) -> None:
        self._go = go
        self._told = told

    def is_made(self) -> bool:
        return self._tells(_MOST_MAKING_MS) and os.read(self._told, 1) == MADE

    def go(self) -> None:
        os.write(self._go, b"g")
        os.close(self._go)
        self._go = -1

    def goes_on(self, milliseconds: int) -> bool:
        """Whether the room is not at its end for as long."""
        return not self._tells(milliseconds)

    def await_reset(self) -> bool:
        """Wait for the end of the room: whether the pipes are new."""
        return os.read(self._told, 1) == RESET

    def close(self) -> None:
        for pipe in (self._go, self._told):
            if pipe >= 0:
                os.close(pipe)

    def _tells(self, milliseconds: int) -> bool:
        """Whether the room says something, or ends, within that time."""
        poll = select.poll()
        poll.register(self._told, select.POLLIN)
        return bool(poll.poll(milliseconds))


def serve_rooms(
    filter_: bytes, seconds: tuple[float, float], modules: Sequence[str]
) -> ProgramEnds | None:
    """Return in each program's process; in the first process only, with None, without rooms.

    `seconds` are the lifetimes of the container and of a room. `modules` are imported when nothing
    waits for this process, so that they are there in all later rooms.
    """
    try:
        make_user_namespace()
    except OSError:
        return None
    container, room = seconds
    return _Zygote(Filter(filter_), container, room).serve(modules)


class _Zygote:
    def __init__(self, filter_: Filter, seconds: float, room_seconds: float) -> None:
        self._filter = filter_
        self._room_seconds = room_seconds
        self._pipes = SharedPipes()
        self._limit = memory_limit_bytes()
        self._memory: int | None = None
        self._rooms: list[_RoomHandle] = []
        # the kernel reaps the first processes of dead rooms, and programs do not see what they used
        _signal.signal(_signal.SIGCHLD, _signal.SIG_IGN)
        _signal.signal(_signal.SIGALRM, lambda *_: os._exit(BRIDGE_GONE))
        _signal.setitimer(_signal.ITIMER_REAL, seconds)

    def serve(self, modules: Sequence[str]) -> ProgramEnds | None:
        gc.collect()
        gc.freeze()
        ends = self._make()
        if ends is not None or not self._rooms:
            return ends
        self._memory = memory_bytes()
        self._rooms[0].go()
        unloaded = list(modules)
        while True:
            current = self._rooms[0]
            if unloaded and current.goes_on(IDLE_AFTER_MS):
                while unloaded and self._has_memory():
                    import_module(unloaded.pop(0))
            is_early = self._has_memory()
            if is_early and (ends := self._make()) is not None:
                return ends
            if not current.await_reset() or not self._is_sound():
                os._exit(BRIDGE_GONE)
            if not is_early and (ends := self._make()) is not None:
                return ends
            del self._rooms[0]
            if not self._rooms:
                os._exit(BRIDGE_GONE)
            self._rooms[0].go()
            current.close()

    def _make(self) -> ProgramEnds | None:
        """Make a room; return in its program's process only. Without success no room is added."""
        (going, go), (told, telling) = os.pipe(), os.pipe()
        try:
            child = fork_room()
        except (OSError, KeyError):
            child = -1
        if child == 0:
            for pipe in (go, told):
                os.close(pipe)
            for room in self._rooms:
                room.close()
            return self._enter(RoomEnds(going, telling, self._pipes))
        for pipe in (going, telling):
            os.close(pipe)
        room = _RoomHandle(go, told)
        if child > 0 and room.is_made():
            self._rooms.append(room)
        else:
            room.close()
        return None

    def _enter(self, room: RoomEnds) -> ProgramEnds:
        """The first process of the room; it forks the program's process."""
        for number in (_signal.SIGALRM, _signal.SIGCHLD):
            _signal.signal(number, _signal.SIG_DFL)
        try:
            furnish_room()
            confine(self._filter)
            return split(self._room_seconds, room)
        except Exception:
            os._exit(BRIDGE_GONE)

    def _has_memory(self) -> bool:
        """Whether the program leaves so much memory that this process may ask for some."""
        now = memory_bytes()
        return self._limit is None or now is None or now < self._limit // 2

    def _is_sound(self) -> bool:
        """Whether the container's memory is what it was before the first run."""
        before, until = self._memory, time.monotonic() + _MOST_RETURN_MS / 1000
        while True:
            now = memory_bytes()
            if before is None or now is None or now <= before + _MOST_KEPT_BYTES:
                return True
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK_MS / 1000)
