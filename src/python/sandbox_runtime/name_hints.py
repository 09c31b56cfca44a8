"""Advice for names that do not exist: of variables, modules, servers and functions of the runtime.

This file is sent to the sandbox as text and runs there, and is imported only when a program fails.
"""

from __future__ import annotations

import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox_runtime.bridge import Bridge

_OTHER_LANGUAGES = {
    "true": "True",
    "false": "False",
    "null": "None",
    "undefined": "None",
    "nil": "None",
    "none": "None",
    "console": "print(...)",
    "JSON": "json.loads(...) and json.dumps(...)",
    "Promise": "await asyncio.gather(*calls)",
}
_SHELL = {
    *("cat", "cd", "curl", "echo", "find", "git", "grep", "head", "ls", "mkdir", "npm", "npx"),
    *("pip", "pwd", "python", "python3", "rm", "tail", "wget"),
}
_ALIASES = {
    "np": "numpy as np",
    "pd": "pandas as pd",
    "plt": "matplotlib.pyplot as plt",
    "dt": "datetime as dt",
}
_MODULES_OF = {
    "Any": "typing",
    "BytesIO": "io",
    "Counter": "collections",
    "Decimal": "decimal",
    "Dict": "typing",
    "List": "typing",
    "Optional": "typing",
    "Path": "pathlib",
    "StringIO": "io",
    "ZoneInfo": "zoneinfo",
    "b64decode": "base64",
    "b64encode": "base64",
    "dataclass": "dataclasses",
    "defaultdict": "collections",
    "gather": "asyncio",
    "groupby": "itertools",
    "partial": "functools",
    "pprint": "pprint",
    "reduce": "functools",
    "sleep": "asyncio",
    "timedelta": "datetime",
    "timezone": "datetime",
}
# What the functions of the runtime are called elsewhere.
_FUNCTIONS = {
    **dict.fromkeys(("call", "execute", "execute_tool", "invoke", "run_tool"), "call_tool"),
    **dict.fromkeys(("use_tool", "call_mcp_tool", "invoke_tool"), "call_tool"),
    **dict.fromkeys(("describe_tool", "docs", "get_schema", "get_tool"), "query_tool_docs"),
    **dict.fromkeys(("get_tool_docs", "help", "schema", "tool_docs"), "query_tool_docs"),
    **dict.fromkeys(("find_tool", "find_tools", "search", "search_docs"), "search_tool_docs"),
    **dict.fromkeys(("search_tool", "search_tools", "tool_search"), "search_tool_docs"),
    **dict.fromkeys(("get_servers", "servers"), "list_servers"),
    **dict.fromkeys(("get_tools", "tools"), "list_tools"),
}
_SESSIONS = {"client", "ctx", "context", "mcp_client", "mcp_session", "session", "tools"}
# For Python 3.9, which does not know the names of its modules.
_MODULES = {
    *("base64", "collections", "csv", "datetime", "functools", "io", "itertools", "json", "math"),
    *("os", "pathlib", "random", "re", "statistics", "string", "subprocess", "sys", "textwrap"),
    *("time", "traceback", "typing", "urllib", "uuid"),
}
_MAX_NAMED = 3


def name_hint(error: NameError, bridge: Bridge | None, line: str) -> str | None:
    """What to write in place of a name that is not defined; `line` has it."""
    found = re.search(r"name '(\w+)'", str(error))
    if found is None:
        return None
    name = found[1]
    if name in _OTHER_LANGUAGES:
        return f"the program is Python; write {_OTHER_LANGUAGES[name]} for {name}"
    server = bridge.find(name) if bridge is not None else None
    if server is not None:
        return f"the server {server['name']!r} is mcp_{server['alias']}{_grant(server)}"
    if name in _ALIASES:
        return f"write first: import {_ALIASES[name]}"
    if name in getattr(sys, "stdlib_module_names", _MODULES):
        return f"write first: import {name}"
    if name in _MODULES_OF:
        return f"write first: from {_MODULES_OF[name]} import {name}"
    if name in _SHELL and f"{name}(" not in line:
        return "the program is Python and no shell; use pathlib, or a tool of an MCP server"
    return None if bridge is None else _tool_hint(name, bridge, line)


def _tool_hint(name: str, bridge: Bridge, line: str) -> str | None:
    if name.startswith("mcp_"):
        return _other_servers(name, bridge)
    functions = _functions()
    if "_" in name and name in _FUNCTIONS:
        return f"write runtime.{_FUNCTIONS[name]}(...)"
    near = near_names(name, functions) if "_" in name else []
    if near and (name in functions or near[0].startswith(name)):
        return f"write runtime.{near[0]}(...)"
    granted = [f"mcp_{one['alias']}" for one in bridge.servers if one["granted"]]
    if name in _SESSIONS:
        return (
            "no session is needed: a tool is called as"
            f" await {granted[0] if granted else 'mcp_SERVER'}.TOOL(key=value),"
            " or as await runtime.call_tool(server, tool, {...})"
        )
    if granted and f"{name}(" in line:
        calls = " or ".join(f"await {server}.{name}(...)" for server in granted[:_MAX_NAMED])
        return f"if it is a tool: {calls}"
    return None


def _grant(server: dict[str, object]) -> str:
    return "" if server["granted"] else f" (add {server['name']!r} to `servers`)"


def _other_servers(name: str, bridge: Bridge) -> str:
    granted = [f"mcp_{server['alias']}" for server in bridge.servers if server["granted"]]
    others = [
        f"mcp_{server['alias']}{_grant(server)}"
        for server in bridge.servers
        if not server["granted"]
    ]
    near = _near_alias(name[4:], [server["alias"] for server in bridge.servers])
    did = f"; did you mean mcp_{near}?" if near else ";"
    hint = f"no server is {name}{did} this run has: {', '.join(granted) or 'none'}"
    return f"{hint}; also discovered: {', '.join(others)}" if others else hint


def _near_alias(name: str, aliases: list[str]) -> str | None:
    """The alias that is misspelled, or of which a part was left out; others are other servers."""
    from difflib import get_close_matches

    close = get_close_matches(name, aliases, n=1, cutoff=0.8)
    parts = [alias for alias in aliases if name in alias.split("_")]
    return next(iter([*close, *parts]), None)


def runtime_hint(error: BaseException) -> str | None:
    """What to write in place of a function that `mcp` or `mcp.runtime` does not have."""
    found = re.search(r"module 'mcp(?:\.runtime)?' has no attribute '(\w+)'", str(error)) or (
        re.search(r"cannot import name '(\w+)' from 'mcp(?:\.runtime)?'", str(error))
    )
    if found is None:
        return None
    functions = _functions()
    meant = _FUNCTIONS.get(found[1])
    near = [meant] if meant in functions else near_names(found[1], functions)
    if near:
        return f"did you mean {' or '.join(f'runtime.{name}' for name in near)}?"
    return f"mcp.runtime has: {', '.join(functions)}"


def _functions() -> list[str]:
    from sandbox_runtime.api import PUBLIC_NAMES

    return [name for name in PUBLIC_NAMES if not name.endswith("_sync")]


def near_names(name: str, names: Iterable[str]) -> list[str]:
    """Those of the names that the name may be meant for, at most three: the nearest first."""
    from difflib import get_close_matches

    known = list(names)
    close = get_close_matches(name, known, n=_MAX_NAMED)
    words = {word for word in name.lower().split("_") if len(word) > 2}
    alike = [one for one in known if words & set(one.lower().split("_"))]
    alike.sort(key=lambda one: -len(words & set(one.lower().split("_"))))
    return list(dict.fromkeys([*close, *alike]))[:_MAX_NAMED]
