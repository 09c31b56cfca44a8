"""One line of advice for frequent mistakes in programs that models write.

This file is sent to the sandbox as text and runs there, and is imported only when a program fails.
"""

from __future__ import annotations

import builtins
import linecache
import re

from sandbox_runtime.attribute_dict import MissingKey
from sandbox_runtime.errors import MCPError
from sandbox_runtime.limit_hints import limit_hint, line_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sandbox_runtime.bridge import Bridge

_AWAITED = re.compile(r"object (\w+) can't be used in 'await'|'?(\w+)'? object can't be awaited")
_LOADED = "the value is parsed already: use it without json.loads"
# The same of values that are no data.
_BYTES = "the value is no text: its bytes are .data, their type is .mime_type"
_NOT_LOADED = {"NoneType": "the value is None: there was no text", "Image": _BYTES, "Audio": _BYTES}
_GATHER = "write: await asyncio.gather(*calls)"
_UNCALLED = re.compile(r"'(method|function)' object")


def hint_for(error: BaseException, bridge: Bridge | None, program: str) -> str | None:
    """What to write instead, or `None`; `program` is the name of the program's file."""
    if isinstance(error, SyntaxError):
        from sandbox_runtime.syntax_hints import syntax_hint

        return syntax_hint(error)
    line = line_of(error, program)
    if isinstance(error, NameError):
        from sandbox_runtime.name_hints import name_hint

        return name_hint(error, bridge, line)
    limit = limit_hint(error, bridge, program)
    if limit is not None:
        return limit
    if isinstance(error, ImportError):
        from sandbox_runtime.import_hints import import_hint

        return import_hint(error, bridge)
    if isinstance(error, MissingKey) or type(error) in (KeyError, IndexError):
        from sandbox_runtime.value_hints import value_hint

        return value_hint(error, program)
    if isinstance(error, (TypeError, AttributeError)):
        return _type_hint(error, program, line)
    if type(error).__name__ == "JSONDecodeError":
        from sandbox_runtime.text_data import data_in

        how = data_in(str(getattr(error, "doc", ""))) or "text and no JSON: use it as it is"
        return None if str(error) in how else f"it is {how}"
    return _loop_hint(error, line, program)


def _type_hint(error: TypeError | AttributeError, program: str, line: str) -> str | None:
    from sandbox_runtime.python_hints import python_hint
    from sandbox_runtime.value_hints import value_hint

    message = str(error)
    return (
        _call_hint(message, line)
        or _parameter_hint(message, line)
        or _runtime_hint(error)
        or python_hint(error, line)
        or value_hint(error, program)
    )


def _call_hint(message: str, line: str) -> str | None:
    """For calls that were not made, or not awaited, and what was taken for one."""
    if "ToolCall" in message:
        return "a call was used before it had a value; write: await mcp_x.tool(...)"
    if "ToolProxy" in message:
        tools = re.findall(r"\bmcp_\w+\.\w+", line)
        return f"a tool is called: await {tools[0] if tools else 'mcp_x.tool'}(key=value)"
    if "ServerProxy" in message or (message == "__enter__" and "mcp_" in line):
        return "a server needs no session: await mcp_SERVER.TOOL(key=value)"
    if "'coroutine'" in message:
        return "a function of `async def` was called without await; write: await NAME(...)"
    if "gather(" in line and ("unhashable" in message or "awaitable is required" in message):
        return f"gather takes each call as an argument; {_GATHER}"
    awaited = _AWAITED.search(message)
    if awaited is not None:
        several = f" (for several calls at once {_GATHER})"
        return f"what follows await is a value already: write it without await{several}"
    if "JSON object must be str" in message:
        return _NOT_LOADED.get(message.rpartition(" ")[2], _LOADED)
    if "'builtin_function_or_method' object" in message:
        return _builtin_hint(line)
    uncalled = _UNCALLED.search(message)
    if uncalled is not None:
        names = re.findall(r"\bruntime\.(\w+)(?!\w|\()", line)
        called = f"runtime.{names[0]}()" if names else "NAME()"
        return f"a {uncalled[1]} was used without being called; write {called}"
    return None


def _builtin_hint(line: str) -> str:
    import sys

    for name in re.findall(r"(?<![\w.])([a-z]\w*)\.", line):
        if name in getattr(sys, "stdlib_module_names", ("time",)) and not hasattr(builtins, name):
            return f"{name} is a function here, not the module; write: import {name}"
    return 'a method was taken for a key; write x["items"] for the key "items"'


def _parameter_hint(message: str, line: str) -> str | None:
    """For a function of the runtime that was given what it does not take."""
    found = re.match(r"(?:RuntimeApi\.)?(\w+)\(\) (?:got an unexpected|takes|missing)", message)
    # Python 3.9 does not say whose function it is
    if found is None or f"runtime.{found[1]}(" not in line:
        return None
    name = found[1]
    import inspect

    from sandbox_runtime.api import RuntimeApi

    function = getattr(RuntimeApi, name, None)
    if function is None or name.startswith("_"):
        return None
    names = [
        parameter.name if parameter.default is parameter.empty else f"{parameter.name}=..."
        for parameter in list(inspect.signature(function).parameters.values())[1:]
    ]
    return f"it is runtime.{name}({', '.join(names)})"


def _runtime_hint(error: BaseException) -> str | None:
    if "has no attribute" not in str(error):
        return None
    from sandbox_runtime.name_hints import runtime_hint

    return runtime_hint(error)


def _loop_hint(error: BaseException, line: str, program: str) -> str | None:
    """For calls at once, and loops that run them."""
    message = str(error)
    if isinstance(error, MCPError):
        if "call_tool(" in line and "`tool` must be" in message:
            return 'write: await runtime.call_tool("SERVER", "TOOL", {"key": value})'
        source = "".join(linecache.getlines(program))
        if "gather(" in source and "return_exceptions" not in source:
            return (
                "gather(..., return_exceptions=True) gives each failure as a value beside the"
                " values of the other calls"
            )
        return None
    if isinstance(error, RuntimeError):
        if "got bad yield" in message and "gather(" in line:
            return "gather takes each call as an argument; write: await asyncio.gather(*[...])"
        if "event loop" in message:
            return "a loop is running already; write: await main()"
    if type(error).__name__ == "TimeoutError" and "run_coroutine_threadsafe" in "".join(
        linecache.getlines(program)
    ):
        return "the loop that should do the work is the one that waits; write: await mcp_x.tool()"
    return None
