"""One line of advice for frequent mistakes in programs that models write.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import errno
import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox_runtime.bridge import Bridge

_NO_NETWORK = (
    "the sandbox has no network; use a tool of an MCP server instead"
    ' (await runtime.search_tool_docs("..."), after: from mcp import runtime)'
)
_TOO_MANY_TASKS = "the sandbox allows few processes and threads at once; wait until some have ended"
# `run_args.ts` sets the numbers.
_LIMITS = {
    errno.EMFILE: "the sandbox allows 256 open files at once; close each (with open(...) as file)",
    errno.EAGAIN: f"if this was the start of a process: {_TOO_MANY_TASKS}",
    errno.ENOSPC: "the sandbox has 64 MiB in /tmp and 128 MiB in /workspace; delete files",
    errno.EFBIG: "a file in the sandbox may have 128 MiB",
    errno.EROFS: "in the sandbox only /tmp and /workspace can be written to",
}
_NETWORK_ERRNOS = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
_NETWORK_TYPES = {"gaierror", "URLError"}
# Modules whose package has another name.
_PROJECTS = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "PIL": "pillow",
    "pptx": "python-pptx",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "yaml": "pyyaml",
}
_NETWORK_PACKAGES = {"requests", "httpx", "aiohttp", "urllib3", "websockets"}


def hint_for(error: BaseException, bridge: Bridge | None) -> str | None:
    """What to write instead, or `None`."""
    if isinstance(error, SyntaxError):
        return _syntax_hint(error)
    if isinstance(error, NameError):
        return _name_hint(error, bridge)
    if isinstance(error, ImportError):
        return _import_hint(error, bridge)
    if isinstance(error, TypeError) and "ToolCall" in str(error):
        return "a call was used before it had a value; write: await mcp_x.tool(...)"
    if any(_is_network(one) for one in _chain(error)):
        return _NO_NETWORK
    return _limit_hint(error)


def _limit_hint(error: BaseException) -> str | None:
    if isinstance(error, OSError):
        return _LIMITS.get(error.errno or 0)
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return _TOO_MANY_TASKS
    return None


def _syntax_hint(error: SyntaxError) -> str | None:
    message = error.msg or ""
    if "'return' outside function" in message:
        return "the program is not a function: end it with the value as its last expression"
    if "outside async function" in message:
        return "write `async def` for the function that awaits, and await its call"
    return None


def _name_hint(error: NameError, bridge: Bridge | None) -> str | None:
    found = re.search(r"name '(mcp_\w+)'", str(error))
    if found is None or bridge is None:
        return None
    granted = [f"mcp_{server['alias']}" for server in bridge.servers if server["granted"]]
    others = [
        f"mcp_{server['alias']} (add {server['name']!r} to `servers`)"
        for server in bridge.servers
        if not server["granted"]
    ]
    hint = f"no server is {found[1]}; this run has: {', '.join(granted) or 'none'}"
    return f"{hint}; also discovered: {', '.join(others)}" if others else hint


def _import_hint(error: ImportError, bridge: Bridge | None) -> str | None:
    name = error.name or ""
    package = name.partition(".")[0]
    if package == "mcp" and bridge is not None:
        if name.startswith("mcp.tools"):
            return f"saved tools: {', '.join(bridge.saved_tools) or 'none'}"
        aliases = ", ".join(server["alias"] for server in bridge.servers)
        return f"modules of mcp: runtime, tools, servers; of mcp.servers: {aliases or 'none'}"
    if not isinstance(error, ModuleNotFoundError) or not package:
        return None
    if package in _NETWORK_PACKAGES:
        return _NO_NETWORK
    if package in getattr(sys, "stdlib_module_names", ()):
        return None
    named = _PROJECTS.get(package, package)
    return (
        "the sandbox has Python's standard library and what runtime.packages() lists; the user can"
        f" add a package: mcp-code-bridge packages add {named}"
    )


def _is_network(error: BaseException) -> bool:
    return type(error).__name__ in _NETWORK_TYPES or (
        isinstance(error, OSError) and error.errno in _NETWORK_ERRNOS
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
