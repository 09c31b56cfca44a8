"""Interactive builtins, for a program without a terminal.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import builtins
import io
import sys

from sandbox_runtime.proxies import ToolProxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sandbox_runtime.bridge import Bridge

_print = builtins.print


def print_whole(
    *values: object,
    sep: str | None = " ",
    end: str | None = "\n",
    file: Any = None,
    flush: bool = False,
) -> None:
    """Prints the values to a stream, or to sys.stdout by default.

    sep
      string inserted between values, default a space.
    end
      string appended after the last value, default a newline.
    file
      a file-like object (stream); defaults to the current sys.stdout.
    flush
      whether to forcibly flush the stream.
    """
    # Python's `print` writes each value and separator separately. The standard streams are not
    # buffered, so the lines of threads would mix, and each piece would be a message.
    target = sys.stdout if file is None else file
    if target is None:
        return
    text = io.StringIO()
    _print(*values, sep=sep, end=end, file=text)
    target.write(text.getvalue())
    if flush:
        target.flush()


print_whole.__name__ = print_whole.__qualname__ = "print"


class Display:
    """`display(...)`, as in a notebook: pictures, Markdown and files reach the answer as such."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge

    def __call__(self, *values: object, **_options: object) -> None:
        from sandbox_runtime.display import displays_of

        displays = displays_of(self._bridge)
        for value in values:
            displays.show(value)

    def __repr__(self) -> str:
        return "display(value) shows an image, a figure, Markdown or a file, and prints the rest"


class Help:
    """`help()`, also for servers and tools."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge

    def __call__(self, *arguments: Any) -> None:
        thing = arguments[0] if len(arguments) == 1 else None
        server = getattr(thing, "__mcp_server__", None)
        if isinstance(thing, ToolProxy):
            print(thing.__doc__)
        elif server is not None:
            for tool in self._bridge.describe(server)["tools"]:
                print(f"{tool['signature']}\n    {tool['description']}\n")
        elif arguments:
            import pydoc

            pydoc.help(*arguments)
        else:
            from mcp import runtime

            print(runtime.capability_summary())

    def __repr__(self) -> str:
        return "help(thing) describes a server, a tool or any Python object"


def refuse_input(prompt: object = "", /) -> str:
    """`input()`: fails, because there is no terminal."""
    print(prompt, end="", flush=True)
    raise EOFError(
        "input() has nothing to read: the program runs without a terminal;"
        " write the values into the code"
    )
