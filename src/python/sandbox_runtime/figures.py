"""What opens a window elsewhere, such as `plt.show()`, shows its picture in the answer.

This file is sent to the sandbox as text and runs there, and is imported when a program has imported
such a module.
"""

from __future__ import annotations

from functools import wraps

from sandbox_runtime.display import displays_of
from sandbox_runtime.figure_images import SEEN, open_figures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sandbox_runtime.bridge import Bridge


def show_figures(pyplot: Any, bridge: Bridge) -> None:
    """Have `plt.show()` and `figure.show()` show figures in the answer."""
    figure_type = pyplot.Figure
    plain_save = figure_type.savefig

    @wraps(plain_save)
    def savefig(figure: Any, *arguments: Any, **options: Any) -> Any:
        saved = plain_save(figure, *arguments, **options)
        setattr(figure, SEEN, True)
        return saved

    def show(*_arguments: object, **_options: object) -> None:
        """Show all open figures, and close them."""
        for figure in open_figures(pyplot):
            displays_of(bridge).show(figure)
        pyplot.close("all")

    def show_one(figure: Any, *_arguments: object, **_options: object) -> None:
        """Show this figure."""
        displays_of(bridge).show(figure)

    figure_type.savefig = savefig
    figure_type.show = show_one
    pyplot.show = show


def show_images(image_show: Any, bridge: Bridge) -> None:
    """Have `image.show()` of Pillow show the image in the answer."""

    class Viewer:
        def show(self, image: Any, **_options: object) -> bool:
            displays_of(bridge).show(image)
            return True

    image_show._viewers.insert(0, Viewer())
