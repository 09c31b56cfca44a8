"""Bytes that were printed, as the `output` messages that carry them.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import codecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# An `output` message carries at most 64 Ki characters: those of this many bytes, and of up to three
# that an earlier chunk left undecided.
CHUNK_BYTES = 64 * 1024 - 4


class TextStream:
    """Bytes of one stream to the text of its `output` messages, across the cuts of chunks."""

    def __init__(self, name: str, send: Callable[[dict[str, Any]], None]) -> None:
        self._name = name
        self._send = send
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, data: bytes, *, final: bool = False) -> None:
        for start in range(0, len(data) or 1, CHUNK_BYTES):
            chunk = data[start : start + CHUNK_BYTES]
            text = self._decoder.decode(chunk, final and start + CHUNK_BYTES >= len(data))
            if text:
                self._send({"type": "output", "stream": self._name, "text": text})
