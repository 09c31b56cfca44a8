"""Values as content blocks of MCP.

This file is sent to the sandbox as text and runs there, and is imported when something is
displayed.
"""

from __future__ import annotations

from base64 import b64encode

from sandbox_runtime.binary import describe_bytes, media_type
from sandbox_runtime.json_forms import is_picture
from sandbox_runtime.media import Media, NotShown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Block = dict[str, Any]

_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_SVG = "image/svg+xml"
# What a value says of itself, the best first, and its MIME type.
_FORMS = (
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_svg_", _SVG),
    ("_repr_html_", "text/html"),
)
# Types of the texts in files; others are plain text.
_TEXTS = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".svg": _SVG,
    ".tsv": "text/tab-separated-values",
    ".xml": "text/xml",
}
_MAX_NAME = 200


def block_of(value: Any, left: int) -> Block | None:
    """The block of a value, or `None` for one that is to be printed; `left` characters may be sent.

    Raises `NotShown`, and what the value's own methods raise.
    """
    if isinstance(value, Media):
        return _media_block(value.data, value.mime_type)
    if isinstance(value, dict):
        return _block_of_mcp(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _block_of_bytes(bytes(value))
    kind = type(value)
    if callable(getattr(kind, "getvalue", None)):  # a buffer in memory
        data = value.getvalue()
        return _block_of_bytes(data) if isinstance(data, bytes) else None
    if callable(getattr(kind, "__fspath__", None)):
        return _block_of_file(str(value.__fspath__()), left)
    if callable(getattr(kind, "savefig", None)):
        from sandbox_runtime.figure_images import png_of

        return _media_block(png_of(value, left // 4 * 3), "image/png")
    return _block_of_forms(value) if is_picture(value) else None


def characters_of(block: Block) -> int:
    """Characters that are bounded together for all blocks of a run."""
    text = block.get("text") or block.get("data") or block.get("resource", {}).get("text", "")
    return len(text)


def _text_block(text: str) -> Block:
    return {"type": "text", "text": text}


def _media_block(data: bytes, given: str) -> Block:
    if given == _SVG:
        return _text_block(data.decode(errors="replace"))
    kind = media_type(data)
    if kind is None or not (kind in _IMAGES or kind.startswith("audio/")):
        raise NotShown(
            f"{given[:_MAX_NAME]}: its {len(data):,} bytes are no PNG, JPEG, GIF or WebP; convert"
            " them"
        )
    block = "image" if kind in _IMAGES else "audio"
    return {"type": block, "mimeType": kind, "data": b64encode(data).decode()}


def _block_of_bytes(data: bytes) -> Block:
    kind = media_type(data) or ""
    if kind in _IMAGES or kind.startswith("audio/"):
        return _media_block(data, kind)
    return _text_block(describe_bytes(data))


def _block_of_mcp(value: dict[Any, Any]) -> Block | None:
    """A dict that is a block already, as `raw=True` gives it."""
    data, kind = value.get("data"), value.get("mimeType")
    if value.get("type") not in ("image", "audio") or not isinstance(data, str):
        return None
    from base64 import b64decode

    try:
        return _media_block(b64decode(data, validate=True), str(kind))
    except ValueError:
        raise NotShown(f"{str(kind)[:_MAX_NAME]} whose data is not base64") from None


def _block_of_forms(value: Any) -> Block | None:
    for name, kind in _FORMS:
        method = getattr(type(value), name, None)
        form = method(value) if callable(method) else None
        if isinstance(form, tuple):  # with metadata
            form = form[0] if form else None
        if isinstance(form, str) and kind not in _IMAGES:
            return _text_block(form)
        if isinstance(form, bytes) and form:
            return _media_block(form, kind)
    return None


def _block_of_file(path: str, left: int) -> Block:
    """An image or audio, or a text as a resource with its name."""
    import os
    from urllib.parse import quote

    try:
        with open(path, "rb") as file:
            data = file.read(left + 1)
    except OSError as error:
        raise NotShown(f"{path[:_MAX_NAME]}: {error.strerror or error}") from None
    if len(data) > left:
        raise NotShown(f"{path[:_MAX_NAME]} has more than the {left:,} characters that are left")
    if media_type(data) is not None:
        return _media_block(data, path)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise NotShown(f"{path[:_MAX_NAME]} is neither text nor an image: {describe_bytes(data)}")
    kind = _TEXTS.get(os.path.splitext(path)[1].lower(), "text/plain")
    uri = f"sandbox://{quote(os.path.abspath(path)[:_MAX_NAME])}"
    return {"type": "resource", "resource": {"uri": uri, "mimeType": kind, "text": text}}
