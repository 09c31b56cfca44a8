"""What bytes are, by how they begin.

This file is sent to the sandbox as text and runs there, and is imported when bytes are returned or
displayed.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    Bytes = Union[bytes, bytearray, memoryview]

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
# Bytes so few are shown as Python writes them.
_FEW = 64
_HEAD = 16
_HEAD_OF_TEXT = 200


def media_type(data: Bytes) -> str | None:
    """The MIME type of a known format, or `None`."""
    head = bytes(data[:16])
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if len(head) > 2 and head[0] == 0xFF and head[1] in (0xFB, 0xF3, 0xF2):
        return "audio/mpeg"
    return next((kind for start, kind in _SIGNATURES if head.startswith(start)), None)


def describe_bytes(data: Bytes) -> str:
    """A line instead of the bytes: their number, what they are, how they begin, what to do."""
    whole = bytes(data[:_FEW])
    size = data.nbytes if isinstance(data, memoryview) else len(data)
    if size <= _FEW:
        return repr(bytes(data))
    kind = media_type(data) or getattr(data, "mime_type", None)
    if kind is not None and kind.startswith(("image/", "audio/")):
        use = "display(...) shows it"
    else:
        text = _text_of(bytes(data[: 4 * _HEAD_OF_TEXT]))
        if text is not None:
            return (
                f"<{type(data).__name__}: {size:,}, text that begins {text[:_HEAD_OF_TEXT]!r};"
                " .decode() gives it>"
            )
        use = "return what is needed of it"
    return (
        f"<{type(data).__name__}: {size:,}, {kind or 'no known type'}, begins"
        f" {whole[:_HEAD].hex()}; {use}, a tool's argument or a file keeps it>"
    )


def _text_of(head: bytes) -> str | None:
    """The text that they begin with; the last character may be cut."""
    for end in range(4):
        try:
            text = head[: len(head) - end].decode()
        except UnicodeDecodeError:
            continue
        printable = all(character.isprintable() or character in "\r\n\t" for character in text)
        return text if printable else None
    return None
