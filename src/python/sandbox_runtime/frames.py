"""The protocol between a sandbox and the bridge; the twin of `src/rpc/frames.ts`.

This file is sent to the sandbox as text and runs there. Change both together, and
`PROTOCOL_VERSION` with them.

Bytes: a frame starts with five bytes, the length of its payload (32 bits, unsigned, big endian) and
its kind. A message is a JSON object in UTF-8. One of at most `PART_BYTES` is a single frame of kind
`WHOLE`; a larger one is cut into frames of kind `PART`, the last of kind `LAST`, with no other
frame between them.

Order: the bridge sends `boot`, which the loader reads, and the sandbox answers `ready`. The bridge
sends `execute`; then the sandbox sends `output`, `call` and `cancel`, the bridge `reply`, and
`progress` before the reply to a call that wants it. `done` is the last message. Each `call` gets
one `reply`, unless it is canceled first. The bridge trusts nothing that is sent from here.
"""

from __future__ import annotations

import json
from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

PROTOCOL_VERSION = 7
HEAD = Struct(">IB")
WHOLE, PART, LAST = 0, 1, 2
MAX_FRAME_BYTES = 16 * 1024 * 1024
PART_BYTES = 1024 * 1024
MAX_MESSAGE_BYTES = 64 * 1024 * 1024
MAX_PARTS = 1024
MAX_DEPTH = 128
MAX_VALUES = 1_000_000


class ProtocolError(Exception):
    """Bytes from the bridge that are not a frame, or a message that is too large."""


class MessageTooLarge(ValueError):
    """An outgoing message has `size` bytes, more than `MAX_MESSAGE_BYTES`."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"{size:,} bytes of JSON are more than a message may have ({MAX_MESSAGE_BYTES:,})"
        )
        self.size = size


_OPTIONS: dict[str, Any] = {
    "allow_nan": False,
    "check_circular": False,
    "separators": (",", ":"),
}
_to_text = json.JSONEncoder(ensure_ascii=False, **_OPTIONS).encode
_to_ascii = json.JSONEncoder(ensure_ascii=True, **_OPTIONS).encode


def encode_message(message: Mapping[str, Any]) -> bytes:
    """Encode a message as strict JSON in UTF-8. Raises `MessageTooLarge`."""
    try:
        payload = _to_text(message).encode()
    except UnicodeEncodeError:  # only an escape can carry a lone surrogate
        payload = _to_ascii(message).encode()
    if len(payload) > MAX_MESSAGE_BYTES:
        raise MessageTooLarge(len(payload))
    return payload


def cut_frames(payload: bytes) -> Iterator[bytes]:
    """The frames of one message, to be written with nothing between them."""
    if len(payload) <= PART_BYTES:
        yield HEAD.pack(len(payload), WHOLE) + payload
        return
    for start in range(0, len(payload), PART_BYTES):
        part = payload[start : start + PART_BYTES]
        kind = LAST if start + PART_BYTES >= len(payload) else PART
        yield HEAD.pack(len(part), kind) + part


class Decoder:
    """Turns chunks of any size into messages, in linear time."""

    def __init__(self, object_hook: Callable[[dict[str, Any]], Any] | None = None) -> None:
        self._decode = json.JSONDecoder(object_hook=object_hook).decode
        self._buffer = bytearray()
        self._parts: list[bytes] = []
        self._parts_size = 0

    def feed(self, chunk: bytes) -> Iterator[Any]:
        """The messages that this chunk completes. Raises `ProtocolError`."""
        buffer = self._buffer
        buffer += chunk
        at = 0
        try:
            while len(buffer) - at >= HEAD.size:
                size, kind = HEAD.unpack_from(buffer, at)
                if size > MAX_FRAME_BYTES or kind > LAST:
                    raise ProtocolError(f"not a frame: kind {kind}, {size} bytes")
                end = at + HEAD.size + size
                if len(buffer) < end:
                    break
                payload = bytes(memoryview(buffer)[at + HEAD.size : end])
                at = end
                message = self._assemble(kind, payload)
                if message is not None:
                    yield self._decode(message.decode())
        finally:
            del buffer[:at]

    def _assemble(self, kind: int, payload: bytes) -> bytes | None:
        if kind == WHOLE:
            if self._parts:
                raise ProtocolError("a whole frame among the parts of a message")
            return payload
        self._parts.append(payload)
        self._parts_size += len(payload)
        if self._parts_size > MAX_MESSAGE_BYTES or len(self._parts) > MAX_PARTS:
            raise ProtocolError(f"a message of more than {MAX_MESSAGE_BYTES} bytes")
        if kind == PART:
            return None
        message = b"".join(self._parts)
        self._parts.clear()
        self._parts_size = 0
        return message
