"""Matches the calls of the program with their replies. Does no IO.

This file is sent to the sandbox as text and runs there. A call may be made and awaited on any event
loop of any thread; replies may arrive on another.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from itertools import count

from sandbox_runtime.errors import MCPError, error_of
from sandbox_runtime.frames import MessageTooLarge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import FrameType
    from typing import Any

    Params = Mapping[str, Any]
    Reply = Mapping[str, Any]
    Send = Callable[[Mapping[str, Any]], None]
    Receive = Callable[[Reply], None]
    # Replies and progress to deliver, by event loop.
    Deliveries = dict[AbstractEventLoop, list[tuple[Receive, Reply]]]
    Settle = Callable[[Reply, Deliveries], None]


class Channel:
    """Ids and calls in flight. A subclass defines how a thread waits."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._ids = count(1)
        self._pending: dict[int, Settle] = {}
        self._closed = ""

    def dispatch(self, messages: Iterable[Reply], here: AbstractEventLoop | None = None) -> None:
        """Take messages of the bridge, on the event loop `here` or on none.

        A reply that nobody waits for any more is dropped.
        """
        deliveries: Deliveries = {}
        for message in messages:
            call_id = message.get("id", 0)
            if message["type"] == "progress":
                settle = self._pending.get(call_id)
            else:
                settle = self._pending.pop(call_id, None)
            if settle is not None:
                settle(message, deliveries)
        # Waking a loop costs a system call and a turn, so each loop is woken once.
        for loop, replies in deliveries.items():
            if loop is here:
                _deliver(replies)
                continue
            with suppress(RuntimeError):  # the loop is closed, so nobody waits
                loop.call_soon_threadsafe(_deliver, replies)

    async def request(self, method: str, params: Params, on_progress: Receive | None = None) -> Any:
        """Make a call and wait for its value. Raises `MCPError`.

        `on_progress` gets the messages of its progress, if the params ask for them.
        """
        from asyncio import get_running_loop

        self._ensure_open(method)
        loop = get_running_loop()
        self._await_on(loop)
        future: Future[Reply] = loop.create_future()

        def answer(reply: Reply) -> None:
            if not future.done():
                future.set_result(reply)

        def settle(message: Reply, deliveries: Deliveries) -> None:
            receive = on_progress if message["type"] == "progress" else answer
            if receive is None:
                return
            deliveries.setdefault(loop, []).append((receive, message))

        opened: list[int] = []
        try:
            self._open(method, params, settle, opened)
            return _value(await future, params)
        except GeneratorExit:
            # Send nothing: garbage collection may close it while this thread writes a message.
            for call_id in opened:
                self._pending.pop(call_id, None)
            raise
        finally:
            for call_id in opened:
                self._abandon(call_id)

    def request_all(self, requests: Sequence[tuple[str, Params]]) -> list[Reply]:
        """Make calls concurrently and block until all have replies."""
        raise NotImplementedError

    def request_now(self, method: str, params: Params) -> Any:
        """Make a call and block until it has its value. Raises `MCPError`."""
        return _value(self.request_all([(method, params)])[0], params)

    def tell(self, message: Mapping[str, Any]) -> None:
        """Send a message that has no reply. Raises `MCPError`, `MessageTooLarge`."""
        self._ensure_open(message["type"])
        self._send(message)

    def close(self, reason: str) -> None:
        """Refuse later calls with this reason, and forget those in flight."""
        self._closed = reason
        self._pending.clear()

    def _abandon(self, call_id: int) -> None:
        """Cancel a call, unless its reply has arrived."""
        if self._pending.pop(call_id, None) is not None:
            self._send({"type": "cancel", "id": call_id})

    def _await_on(self, loop: AbstractEventLoop) -> None:
        """Ensure that replies are read while this loop waits for them."""

    def _ensure_open(self, method: str) -> None:
        if self._closed:
            raise MCPError("CANCELED", f"Cannot call {method}: {self._closed}")

    def _open(self, method: str, params: Params, settle: Settle, opened: list[int]) -> None:
        """Send a call. Its id is in `opened` before: a signal's handler may raise after it left."""
        self._ensure_open(method)
        call_id = next(self._ids) & 0xFFFFFFFF
        self._pending[call_id] = settle
        opened.append(call_id)
        try:
            self._send({"type": "call", "id": call_id, "method": method, "params": params})
        except MessageTooLarge as error:
            del self._pending[call_id]
            raise MCPError(
                "LIMIT", f"Cannot send the arguments: {error}; pass less at a time"
            ) from None


class EmbeddedChannel(Channel):
    """For Pyodide: one thread, whose stack WebAssembly can suspend while it waits."""

    # The innermost frame of that stack.
    blocked: FrameType | None = None

    def request_all(self, requests: Sequence[tuple[str, Params]]) -> list[Reply]:
        from pyodide.ffi import can_run_sync, run_sync

        if not can_run_sync():
            raise MCPError(
                "BAD_ARGUMENTS",
                "Cannot wait here: this call blocks, and the code was entered from a place that"
                " cannot; use the awaitable form",
            )
        self.blocked = sys._getframe(1)
        try:
            replies: list[Reply] = run_sync(self._gather(requests))
        finally:
            self.blocked = None
        return replies

    async def _gather(self, requests: Sequence[tuple[str, Params]]) -> list[Reply]:
        from asyncio import gather

        return await gather(*(self._reply(method, params) for method, params in requests))

    async def _reply(self, method: str, params: Params) -> Reply:
        try:
            return {"ok": True, "value": await self.request(method, params)}
        except MCPError as error:
            failure = {"code": error.code, "message": error.message, "data": error.data}
            return {"ok": False, "error": failure}


def _deliver(messages: list[tuple[Receive, Reply]]) -> None:
    for receive, message in messages:
        receive(message)


def _value(reply: Reply, params: Params) -> Any:
    if reply["ok"]:
        return reply["value"]
    raise error_of(reply["error"], params)
