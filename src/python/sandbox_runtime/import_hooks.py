"""Small changes to modules that a program imports, made when it does.

This file is sent to the sandbox as text and runs there. What is changed makes work what programs do
elsewhere: `plt.show()` shows, `json.dumps` takes numbers of numpy, and the bytes of an image are
not decoded twice.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec
    from typing import Any

    from sandbox_runtime.bridge import Bridge

    Change = Callable[[Any], None]


class ImportHooks:
    """The first finder of `sys.meta_path` for a few modules; it finds them by the others."""

    def __init__(self, bridge: Bridge) -> None:
        self._changes: dict[str, Change] = {
            "base64": _accept_media,
            "numpy": _teach_json,
            "pandas": _teach_json,
            "matplotlib.pyplot": lambda module: _show_figures(module, bridge),
            "PIL.ImageShow": lambda module: _show_images(module, bridge),
        }

    def install(self) -> None:
        """Change what is imported already, and the rest when it is."""
        for name, change in self._changes.items():
            if name in sys.modules:
                change(sys.modules[name])
        finder: Any = self
        sys.meta_path.insert(0, finder)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        change = self._changes.get(name)
        if change is None:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                spec.loader = _ChangingLoader(spec.loader, change)  # type: ignore[assignment]
                return spec
        return None


class _ChangingLoader:
    """A module's loader that changes it after it has run."""

    def __init__(self, loader: Any, change: Change) -> None:
        self._loader = loader
        self._change = change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._change(module)


def _accept_media(module: Any) -> None:
    from sandbox_runtime.media import accept_media

    accept_media(module)


def _teach_json(module: Any) -> None:
    from sandbox_runtime.json_encoder import teach_json

    teach_json(module)


def _show_figures(module: Any, bridge: Bridge) -> None:
    from sandbox_runtime.figures import show_figures

    show_figures(module, bridge)


def _show_images(module: Any, bridge: Bridge) -> None:
    from sandbox_runtime.figures import show_images

    show_images(module, bridge)
