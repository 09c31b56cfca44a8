"""`IPython.display`, for programs that are written as for a notebook.

This file is sent to the sandbox as text and runs there, and is imported when a program imports
`IPython` and no such package is there.
"""

from __future__ import annotations

import builtins
from types import ModuleType

from sandbox_runtime.media import Audio, Image, Media

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Shown:
    """Text of a kind that a notebook shows: given as such, or in a file."""

    def __init__(
        self, data: Any = None, url: object = None, filename: Any = None, **_: object
    ) -> None:
        self.data = str(_content(data, url, filename), "utf-8") if filename else data

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, {len(str(self.data)):,} characters in .data>"


class Markdown(_Shown):
    """Markdown, for `display`."""

    def _repr_markdown_(self) -> str:
        return str(self.data)


class Latex(Markdown):
    """LaTeX, for `display`."""


class HTML(Markdown):
    """HTML, for `display`, which shows it as text."""


class SVG(_Shown):
    """A picture as SVG, for `display`, which shows it as text."""

    def _repr_svg_(self) -> str:
        return str(self.data)


class JSON(_Shown):
    """A value as JSON, for `display`."""

    def _repr_markdown_(self) -> str:
        import json

        text = self.data if isinstance(self.data, str) else json.dumps(self.data, indent=1)
        return f"```json\n{text}\n```"


def image(data: Any = None, url: object = None, filename: Any = None, **_: Any) -> Media:
    """An image: its bytes, or the name of its file."""
    return _media(Image, _content(data, url, filename), "image/png")


def audio(data: Any = None, filename: Any = None, url: object = None, **_: Any) -> Media:
    """Audio: its bytes, or the name of its file."""
    return _media(Audio, _content(data, url, filename), "audio/wav")


def notebook_module(name: str) -> ModuleType:
    """The module `IPython` or `IPython.display`."""
    module: Any = ModuleType(name, __doc__)
    module.display = vars(builtins)["display"]
    if name == "IPython":
        # libraries ask for these where they see the module
        module.get_ipython = lambda: None
        module.version_info, module.__version__ = (9, 0, 0), "9.0.0"
        return module  # type: ignore[no-any-return]
    for kind in (Markdown, Latex, HTML, SVG, JSON):
        setattr(module, kind.__name__, kind)
    module.Math = Latex
    module.Image, module.Audio = image, audio
    module.clear_output = lambda *_arguments, **_options: None
    return module  # type: ignore[no-any-return]


def _media(kind: type[Media], data: bytes, given: str) -> Media:
    from sandbox_runtime.binary import media_type

    return kind(data, media_type(data) or given)


def _content(data: Any, url: object, filename: Any) -> bytes:
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    if filename is None and isinstance(data, str) and "://" not in data:
        filename = data
    if filename is None:
        where = f" ({url or data})" if url or data else ""
        raise ValueError(
            f"no bytes and no file were given{where}, and the sandbox has no network to load it;"
            " a tool of an MCP server may"
        )
    with open(filename, "rb") as file:
        return file.read()
