"""Starts the Python runtime inside a sandbox.

The bridge sends this file to the sandbox as text. It runs as the argument of `python3 -I -u -c`, or
through Pyodide's `runPython` in the embedded engine. It reads only the first message, `boot`, which
carries the source of everything else; `sandbox_runtime/frames.py` describes the protocol.

In a container it reads `boot` from descriptor 0, not one byte more, and runs `main`.

In the embedded engine JavaScript runs this text in a namespace whose `__name__` is not `__main__`
and calls `boot_embedded(send)`; `EmbeddedPort` describes the whole interface.
"""

from __future__ import annotations

import json
import sys
from importlib.machinery import ModuleSpec

TYPE_CHECKING = False  # importing `typing` would take longer than the rest of this file
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType
    from typing import Any

PROTOCOL_VERSION = 7
HEAD_BYTES = 5
FRAME_PART = 1


def missing(received: bytearray) -> int:
    """Bytes that the first message is known to lack; 0 when it is complete."""
    at = 0
    while True:
        end = at + HEAD_BYTES
        if len(received) >= end:
            end += int.from_bytes(received[at : at + 4], "big")
        if len(received) < end:
            return end - len(received)
        if received[at + 4] != FRAME_PART:
            return 0
        at = end


def take_boot(received: bytearray) -> dict[str, Any]:
    """Remove the first message, which is complete, from the received bytes, and check it."""
    payload = bytearray()
    kind = FRAME_PART
    while kind == FRAME_PART:
        end = HEAD_BYTES + int.from_bytes(received[:4], "big")
        kind = received[4]
        payload += received[HEAD_BYTES:end]
        del received[:end]
    boot: dict[str, Any] = json.loads(payload)
    if boot.get("type") != "boot" or boot.get("protocol") != PROTOCOL_VERSION:
        seen = f"{boot.get('type')!r} of protocol {boot.get('protocol')!r}"
        raise SystemExit(
            f"Cannot boot sandbox: expected 'boot' of protocol {PROTOCOL_VERSION}, received {seen}"
        )
    return boot


class SourceFinder:
    """Imports modules from a table of sources. Their file names are `<dotted.name>`."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self.sources:
            return None
        package = any(other.startswith(name + ".") for other in self.sources)
        return ModuleSpec(name, self, origin=f"<{name}>", is_package=package)  # type: ignore[arg-type]

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        exec(compile(self.sources[name], f"<{name}>", "exec", dont_inherit=True), module.__dict__)


def install(sources: Mapping[str, str]) -> None:
    """Make the runtime's modules importable, in place of others that a snapshot contains."""
    installed = sys.meta_path[0]
    if isinstance(installed, SourceFinder):
        if installed.sources == sources:
            return
        sys.meta_path.remove(installed)
        for name in installed.sources:
            sys.modules.pop(name, None)
    sys.meta_path.insert(0, SourceFinder(sources))


class EmbeddedPort:
    """The interface between JavaScript and this runtime in the embedded engine.

    JavaScript only moves bytes; it does not know messages. It calls:

        const port = namespace.get("boot_embedded")(send);   // once, after this text has run
        port.receive(chunk);             // Uint8Array: bytes of stdin as they arrive
        const code = await port.run();   // resolves once, with the exit status, after `done`

    and provides one function:

        send(bytes)   // Uint8Array, one whole frame, a copy that JavaScript may keep; written to
                      // stdout before it returns, so that a kill does not lose it

    Rules:
    - Call `run()` once, at once, and await it: it waits for `boot`, sends `ready`, waits for
      `execute`, runs the program, sends `done`.
    - `receive` may be called at any time that JavaScript runs, also before `run`. A broken frame
      raises from `receive`; the bridge is trusted, so the process should then end.
    - At the end of stdin JavaScript ends the process at once. When `run()` has resolved, it exits
      with the code.
    - `sys.stdout` and `sys.stderr` are replaced; their text arrives as `output` frames through
      `send`. JavaScript itself makes such frames of bytes written to Pyodide's own descriptors,
      because Python cannot be called while it writes.
    - If `run()` rejects, the runtime has failed: report it on stderr, exit with 70.
    """

    def __init__(self, send: Callable[[Any], None]) -> None:
        self._send = send
        self._received = bytearray()
        self._runtime: Any = None
        self._wake: Callable[[], None] | None = None

    def receive(self, chunk: Any) -> None:
        data = chunk.to_bytes()
        if self._runtime is not None:
            self._runtime.receive(data)
            return
        self._received += data
        if missing(self._received):
            return
        install(take_boot(self._received)["modules"])
        from sandbox_runtime.embedded import EmbeddedRuntime

        self._runtime = EmbeddedRuntime(self._send)
        self._runtime.receive(bytes(self._received))
        if self._wake is not None:
            self._wake()

    async def run(self) -> int:
        if self._runtime is None:
            from asyncio import Event

            booted = Event()
            self._wake = booted.set
            await booted.wait()
        code: int = await self._runtime.run()
        return code


def preload_embedded(sources: Mapping[str, str]) -> None:
    """Import the runtime, so that a snapshot contains it. `boot` still says what is run."""
    install(sources)
    import sandbox_runtime.embedded  # noqa: F401


def boot_embedded(send: Callable[[Any], None]) -> EmbeddedPort:
    """Entry point in the embedded engine; see `EmbeddedPort`."""
    return EmbeddedPort(send)


def boot_container() -> None:
    """Entry point in a container: the first message arrives on descriptor 0.

    The arguments are filters of system calls. The first is this process's own, and empty where the
    engine read it from a file. The second is for programs, where each is to get a room of its own.
    Without its filter no program may run, so whatever fails here ends the sandbox.
    """
    import os

    received = bytearray()
    while True:
        wanting = missing(received)
        if wanting == 0:
            break
        chunk = os.read(0, wanting)
        if not chunk:
            os._exit(1)
        received += chunk
    boot = take_boot(received)
    install(boot["modules"])
    from base64 import b64decode

    given = [b64decode(text, validate=True) for text in sys.argv[1:]]
    if given and not given[-1]:
        raise SystemExit("Cannot start sandbox: the filter of system calls is empty")
    own, inner = [*given, b"", b""][:2]
    if own:
        from sandbox_runtime.room import Filter

        try:
            Filter(own).install()
        except OSError as error:
            raise SystemExit(f"Cannot start sandbox: {error}") from None
    from sandbox_runtime.main import main

    main(boot, inner or None)


if __name__ == "__main__":
    boot_container()
