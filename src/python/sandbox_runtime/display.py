"""What a program displays, in its order and within bounds.

This file is sent to the sandbox as text and runs there, and is imported when something is
displayed. The bridge checks each block again (`src/sandbox/displayed.ts`).
"""

from __future__ import annotations

import sys

from sandbox_runtime.display_blocks import block_of, characters_of
from sandbox_runtime.errors import MCPError
from sandbox_runtime.frames import (
    MAX_DISPLAYED_BLOCKS,
    MAX_DISPLAYED_CHARACTERS,
    MessageTooLarge,
)
from sandbox_runtime.json_forms import is_picture
from sandbox_runtime.media import Audio, Media, NotShown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sandbox_runtime.bridge import Bridge
    from sandbox_runtime.display_blocks import Block

# Items of a list that is shown item by item, if one of them is a picture.
_MAX_LIST = 100
_MAX_NOTES = 10


def displays_of(bridge: Bridge) -> Displays:
    """What this run displays."""
    if bridge.displays is None:
        bridge.displays = Displays(bridge)
    displays: Displays = bridge.displays
    return displays


class Displays:
    """The blocks of one run."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._blocks = 0
        self._characters = 0
        self._told: set[str] = set()

    def show(self, value: Any) -> None:
        """Show a value, or print it if there is nothing to show."""
        if isinstance(value, (list, tuple)) and any(map(_has_picture, value[:_MAX_LIST])):
            for item in value[:_MAX_LIST]:
                self.show(item)
        elif not self._show(value):
            print(value)

    def show_result(self, pictures: list[Any]) -> None:
        """Show the pictures of the run's result, and figures that nobody has seen."""
        for value in pictures:
            if not isinstance(value, Audio):  # few models hear it, and others would read it
                self._show(value)
        if "matplotlib.pyplot" in sys.modules:
            from sandbox_runtime.figure_images import unseen_figures

            for figure in unseen_figures():
                self._show(figure)

    def _show(self, value: Any) -> bool:
        """Whether it is shown, or was told why not; else it is to be printed."""
        try:
            if self._blocks >= MAX_DISPLAYED_BLOCKS and _has_picture(value):
                raise NotShown(f"a run shows at most {MAX_DISPLAYED_BLOCKS} blocks")
            block = block_of(value, MAX_DISPLAYED_CHARACTERS - self._characters)
            if block is None:
                return False
            self._send(block)
        except NotShown as reason:
            self._tell(str(reason))
        except Exception as error:  # of the value's own method
            self._tell(f"{type(value).__name__}: {type(error).__name__}: {error}")
        return True

    def _send(self, block: Block) -> None:
        if self._blocks >= MAX_DISPLAYED_BLOCKS:
            raise NotShown(f"a run shows at most {MAX_DISPLAYED_BLOCKS} blocks")
        characters = characters_of(block)
        left = MAX_DISPLAYED_CHARACTERS - self._characters
        if characters > left:
            what = block.get("mimeType", block["type"])
            raise NotShown(
                f"{what} of {characters:,} characters, as they are sent, where a run has {left:,}"
                " left; make it smaller (image.thumbnail((1000, 1000)), a lower dpi, JPEG)"
            )
        try:
            self._bridge.display(block)
        except (MCPError, MessageTooLarge) as error:
            raise NotShown(str(error)) from None
        self._blocks += 1
        self._characters += characters

    def _tell(self, reason: str) -> None:
        if reason not in self._told and len(self._told) < _MAX_NOTES:
            self._told.add(reason)
            print(f"Note: not shown: {reason}", file=sys.stderr)


def _has_picture(value: Any) -> bool:
    return isinstance(value, Media) or is_picture(value)
