"""Printed bytes as `output` messages.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import codecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# An `output` message carries at most 64 Ki characters: those of one chunk, and of up to three bytes
# that the previous chunk left undecoded.
CHUNK_BYTES = 64 * 1024 - 4


class TextStream:
    """Turns the bytes of one stream into `output` messages; a character may span chunks."""

    def __init__(self, name: str, send: Callable[[dict[str, Any]], None]) -> None:
        self._name = name
        self._send = send
        self._decoder: codecs.IncrementalDecoder | None = None

    def write(self, data: bytes, *, final: bool = False) -> None:
        if self._decoder is None:
            if not data:
                return
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for start in range(0, len(data) or 1, CHUNK_BYTES):
            chunk = data[start : start + CHUNK_BYTES]
            text = self._decoder.decode(chunk, final and start + CHUNK_BYTES >= len(data))
            if text:
                self._send({"type": "output", "stream": self._name, "text": text})
