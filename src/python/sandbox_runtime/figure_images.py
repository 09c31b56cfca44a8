"""Figures of matplotlib as images.

This file is sent to the sandbox as text and runs there, and is imported when a program has imported
matplotlib, or shows a figure.
"""

from __future__ import annotations

import sys
from io import BytesIO

from sandbox_runtime.media import NotShown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The attribute of a figure that somebody has a picture of.
SEEN = "_mcp_seen"
# Pixels of the longest side; models see no more, and some services take no more.
_MAX_SIDE = 2_000
_SIZES = 4


def unseen_figures() -> list[Any]:
    """Open figures that were neither shown nor saved: a notebook shows these at the end."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    return [figure for figure in open_figures(pyplot) if not getattr(figure, SEEN, False)]


def png_of(figure: Any, most: int) -> bytes:
    """A figure as PNG of at most so many bytes. Raises `NotShown`."""
    dpi = _dpi_of(figure)
    for _ in range(_SIZES):
        buffer = BytesIO()
        figure.savefig(buffer, format="png", dpi=dpi, bbox_inches="tight")
        data = buffer.getvalue()
        if len(data) <= most:
            return data
        dpi /= 2
    raise NotShown(f"a figure has more than the {most:,} bytes that are left; draw less in it")


def _dpi_of(figure: Any) -> float:
    drawn = getattr(figure, "figure", None) or figure  # a grid of seaborn has a figure
    try:
        longest = max(float(side) for side in drawn.get_size_inches())
        return min(float(drawn.dpi), _MAX_SIDE / longest)
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        return 100.0


def open_figures(pyplot: Any) -> list[Any]:
    """The figures that are open, the oldest first."""
    return [pyplot.figure(number) for number in pyplot.get_fignums()]
