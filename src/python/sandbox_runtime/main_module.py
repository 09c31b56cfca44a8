"""The module `__main__` of a program, and what else a program finds made ready.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import builtins
import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any


def make_main(names: Mapping[str, Any], filename: str, argv: Sequence[str]) -> dict[str, Any]:
    """Replace the loader's `__main__` with a new one; return its namespace."""
    module = ModuleType("__main__")
    module.__file__ = filename
    vars(module).update(names, __builtins__=builtins)
    sys.modules["__main__"] = module
    sys.argv = list(argv)
    return vars(module)


def release_globals(namespace: dict[str, Any]) -> None:
    """Delete the program's globals, so that finalizers run while they can still print."""
    for name in list(namespace):
        if name != "__builtins__":
            namespace.pop(name, None)


def predefine(source: str, allow_nested_loops: Callable[[], None]) -> None:
    """Make `asyncio` a builtin for a program that has the word: to import it takes long."""
    if "asyncio" in source:
        import asyncio

        vars(builtins)["asyncio"] = asyncio
        allow_nested_loops()


def use_fork(source: str) -> None:
    """Make `multiprocessing` fork: other start methods need the program's file, which is absent."""
    if sys.version_info >= (3, 14) and ("multiprocessing" in source or "ProcessPool" in source):
        import multiprocessing

        multiprocessing.set_start_method("fork")
