"""Images and audio: what a tool returned, or what a program made to be shown.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

from sandbox_runtime.attribute_dict import AttributeDict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView
    from typing import Any


class NotShown(Exception):
    """A value that should be shown and cannot be; the text says why, and what to do."""


class MediaData(bytes):
    """The bytes of media, decoded already: `base64.b64decode` leaves them as they are."""

    __slots__ = ()


class Media:
    """Binary data that a tool returned: `data`, of the type `mime_type`.

    It also answers to the names that its block has in MCP: `["data"]`, `["mimeType"]`, `.mimeType`.
    """

    kind = "media"
    mcp_extra: Any = None

    def __init__(self, data: bytes, mime_type: str) -> None:
        self.data = MediaData(data)
        self.mime_type = mime_type

    @property
    def mimeType(self) -> str:  # noqa: N802
        return self.mime_type

    @property
    def type(self) -> str:
        return self.kind

    def __repr__(self) -> str:
        return f"<{self.kind} {self.mime_type}, {len(self.data):,} bytes in .data>"

    def __len__(self) -> int:
        return len(self.data)

    def __bytes__(self) -> bytes:
        return bytes(self.data)

    def __getitem__(self, key: str) -> Any:
        return self._block()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._block()

    def __iter__(self) -> Iterator[str]:
        return iter(self._block())

    def keys(self) -> KeysView[str]:
        return dict.keys(self._block())

    def get(self, key: str, default: Any = None) -> Any:
        return dict.get(self._block(), key, default)

    def _block(self) -> AttributeDict:
        mime = self.mime_type
        return AttributeDict(type=self.kind, data=self.data, mimeType=mime, mime_type=mime)


class Image(Media):
    """An image that a tool returned."""

    kind = "image"


class Audio(Media):
    """Audio that a tool returned."""

    kind = "audio"


def accept_media(base64: Any) -> None:
    """Have `base64.b64decode` return the bytes of media as they are.

    In MCP the data is base64 text, so programs decode it again; that gives no error, and rubbish.
    """
    plain = base64.b64decode
    if hasattr(plain, "__wrapped__"):
        return

    def b64decode(s: Any, *arguments: Any, **options: Any) -> bytes:
        if isinstance(s, MediaData):
            try:  # whoever encoded it twice decodes it twice
                return bytes(plain(s, validate=True))
            except ValueError:
                return bytes(s)
        return bytes(plain(s, *arguments, **options))

    b64decode.__doc__ = plain.__doc__
    b64decode.__wrapped__ = plain  # type: ignore[attr-defined]
    base64.b64decode = b64decode
