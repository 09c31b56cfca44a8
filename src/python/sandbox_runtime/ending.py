"""What a program leaves: its files, and the `done` message, which says how it ended.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from sandbox_runtime.failures import program_error
from sandbox_runtime.frames import MessageTooLarge
from sandbox_runtime.jsonable import result_json
from sandbox_runtime.media import Media
from sandbox_runtime.tool_values import extra_of, extra_text
from sandbox_runtime.unfinished import failed, uncalled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sandbox_runtime.bridge import Bridge

# Where a program starts.
_WORKSPACE = "/workspace"
# The files in it outlive the run.
OUT = f"{_WORKSPACE}/out"
_MAX_LOST_TOLD = 3
# 128 + SIGINT: what a shell reports for a process that SIGINT ended.
_INTERRUPTED = 130


def ended_with(value: Any, bridge: Bridge) -> dict[str, Any]:
    """`done` of a program that finished. What can be shown of its value is sent before."""
    done: dict[str, Any] = {"type": "done", "exitCode": 0}
    pictures: list[Any] = []
    told = uncalled(value)
    if told is not None:
        return failed("NotCalled", told)
    if value is not None:
        done["result"] = result_json(value, pictures)
        extra = extra_of(value)
        if extra is not None:
            done["extra"] = extra_text(extra)
            besides = dict.get(extra, "content")
            if isinstance(besides, list):
                pictures += [item for item in besides if isinstance(item, Media)]
    if pictures or "matplotlib.pyplot" in sys.modules:
        from sandbox_runtime.display import displays_of

        displays_of(bridge).show_result(pictures)
    return done


def ended_by(error: BaseException, bridge: Bridge | None, program: str) -> dict[str, Any]:
    """`done` of the program in that file, which an exception ended, also that of `sys.exit`."""
    if isinstance(error, SystemExit):
        return {"type": "done", "exitCode": _exit_code(error.code)}
    code = _INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    return {"type": "done", "exitCode": code, "error": program_error(error, bridge, program)}


def make_out() -> None:
    """Make the folder of files that outlive the run."""
    with suppress(OSError):
        os.mkdir(OUT)


def send_files(send: Callable[[dict[str, Any]], None]) -> None:
    """Send the files that the program left; a fault costs these files alone."""
    try:
        if os.path.islink(OUT) or not os.listdir(OUT):
            _tell_lost()
            return
    except OSError:  # the program removed it
        return
    from sandbox_runtime.files import send_all

    try:
        send_all(OUT, send)
    except (OSError, MemoryError, ValueError) as error:  # stderr may be closed
        _note(f"the files in {OUT} were not all kept: {error!r}")
    flush_streams()


def _tell_lost() -> None:
    """Say which files go with the run, of a program that may mean to have saved them."""
    lost = sorted(name for name in os.listdir(_WORKSPACE) if name != "out" and name[0] not in "._")
    if not lost:
        return
    more = f" and {len(lost) - _MAX_LOST_TOLD} more" if len(lost) > _MAX_LOST_TOLD else ""
    _note(
        f"{', '.join(lost[:_MAX_LOST_TOLD])}{more} of {_WORKSPACE} are gone with the run;"
        f" it keeps what is in {OUT}"
    )
    flush_streams()


def _note(text: str) -> None:
    with suppress(Exception):  # the program may have closed or replaced it
        print(f"Note: {text}", file=sys.stderr)


def send_done(send: Callable[[dict[str, Any]], None], done: dict[str, Any]) -> None:
    """Send `done`; a result that is too large for a message is replaced by a text that says so."""
    try:
        send(done)
    except MessageTooLarge as error:
        text = f"<the result is too large to return: {error}; return a part or a summary of it>"
        send({**done, "result": text})


def flush_streams() -> None:
    """Flush the standard streams, which the program may have replaced."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # the program may have closed or replaced it
            stream.flush()


def _exit_code(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1
