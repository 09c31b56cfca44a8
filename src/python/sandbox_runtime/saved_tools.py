"""Saved tools: reading a function for `save_tool`, and the module `mcp.tools`.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import _ast
import builtins
import linecache
import sys
from types import FunctionType, ModuleType

from sandbox_runtime.errors import MCPError
from sandbox_runtime.star_names import OURS, star_names
from sandbox_runtime.tool_source import check_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType
    from typing import Any

    from sandbox_runtime.bridge import Bridge


def read_function(func: object) -> dict[str, Any]:
    """The params of `save_tool`. Raises `TypeError` or `ValueError`, which says what to change."""
    import inspect
    import re
    import textwrap

    if not isinstance(func, FunctionType):
        raise TypeError(f"Cannot save {func!r}: save_tool takes a function that `def` made")
    name = func.__name__
    if not re.fullmatch("[a-z][a-z0-9_]{0,63}", name):
        what = "a lambda" if name == "<lambda>" else f"the name {name!r}"
        raise ValueError(
            f"Cannot save {what}: the function needs a name of lower case letters, digits and"
            " underscores, 64 at most, that starts with a letter"
        )
    if func.__code__.co_freevars:
        raise _not_alone(name, sorted(func.__code__.co_freevars))
    own = {name, "__name__", *(set(dir(builtins)) - OURS)}
    outside = sorted({used for used in _globals_used(func.__code__) if used not in own})
    if outside:
        raise _not_alone(name, outside)
    try:
        source = textwrap.dedent(inspect.getsource(func))
    except (OSError, TypeError) as error:
        raise ValueError(f"Cannot save {name}: its source is not known ({error})") from None
    try:
        load_function(name, source)
    except MCPError as error:
        reason = error.message.partition(": ")[2]
        raise ValueError(f"Cannot save {name}: {reason}") from None
    except Exception as error:
        raise ValueError(
            f"Cannot save {name}: its source does not stand alone ({type(error).__name__}: {error})"
        ) from None
    return {"name": name, "source": source, "description": inspect.getdoc(func) or ""}


def load_function(name: str, source: str) -> Any:
    """The function that the source defines, in a module of its own.

    Raises `MCPError` `NOT_AVAILABLE` when the source is not one function whose definition runs
    nothing. What is checked is what is compiled.
    """
    filename = f"<mcp.tools.{name}>"
    module = ModuleType(f"mcp.tools.{name}")
    module.__file__ = filename
    # Annotations stay text: they may use names that only the saving program had.
    flags = annotations.compiler_flag
    try:
        tree: Any = compile(source, filename, "exec", flags | _ast.PyCF_ONLY_AST, dont_inherit=True)
        check_source(tree, name)
        code = compile(tree, filename, "exec", flags, dont_inherit=True)
    except (MemoryError, RecursionError, SyntaxError, ValueError) as error:
        raise MCPError("NOT_AVAILABLE", f"Cannot load the tool {name!r}: {error}") from None
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    exec(code, vars(module))
    sys.modules[module.__name__] = module
    return vars(module)[name]


class SavedToolsModule(ModuleType):
    """`mcp.tools`: loads a saved tool when it is first named."""

    def __init__(self, bridge: Bridge, helpers: tuple[str, ...]) -> None:
        super().__init__("mcp.tools", "The saved tools: `from mcp.tools import NAME`.")
        self._bridge = bridge
        self._helpers = helpers
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return star_names(self._bridge.saved_tools, self._helpers)
        if name.startswith("_"):  # Python looks these up, and no tool has such a name
            raise AttributeError(name)
        if name not in self._bridge.saved_tools:
            known = ", ".join(self._bridge.saved_tools) or "none"
            raise AttributeError(f"no saved tool is called {name!r}; there are: {known}")
        saved = self._bridge.ask_now("load_tool", {"name": name})
        function = load_function(name, saved["source"])
        setattr(self, name, function)
        return function

    def __dir__(self) -> list[str]:
        return list(self._bridge.saved_tools)


def _not_alone(name: str, outside: list[str]) -> ValueError:
    names = ", ".join(outside)
    return ValueError(
        f"Cannot save {name}: it uses {names} from outside itself; import or define that inside"
        " the function, or pass it as an argument"
    )


def _globals_used(code: CodeType) -> Iterator[str]:
    import dis

    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from _globals_used(constant)
