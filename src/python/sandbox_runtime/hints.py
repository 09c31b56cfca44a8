"""One line of advice for frequent mistakes in programs that models write.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import errno
import linecache
import re
import sys

from sandbox_runtime.errors import MCPError

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
_JAVASCRIPT = re.compile(r"(const|let|var|function|async function)\s+\w|.*\)\s*=>")
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
_AWAITED = re.compile(r"object \w+ can't be used in 'await'|object can't be awaited")
_GATHER = "write: await asyncio.gather(*calls)"


def hint_for(error: BaseException, bridge: Bridge | None, program: str) -> str | None:
    """What to write instead, or `None`; `program` is the name of the program's file."""
    if isinstance(error, SyntaxError):
        return _syntax_hint(error)
    if isinstance(error, NameError):
        from sandbox_runtime.name_hints import name_hint

        return name_hint(error, bridge, _line_of(error, program))
    if isinstance(error, ImportError):
        return _import_hint(error, bridge)
    if isinstance(error, LookupError):
        from sandbox_runtime.value_hints import value_hint

        return value_hint(error, program) if type(error) in (KeyError, IndexError) else None
    if isinstance(error, (TypeError, AttributeError)):
        return _type_hint(error, program)
    if any(_is_network(one) for one in _chain(error)):
        return _NO_NETWORK
    from sandbox_runtime.file_hints import file_hint

    return _end_hint(error, program) or file_hint(error, bridge) or _limit_hint(error)


def _line_of(error: BaseException, program: str) -> str:
    number, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == program:
            number = trace.tb_lineno
        trace = trace.tb_next
    return linecache.getline(program, number)


def _type_hint(error: TypeError | AttributeError, program: str) -> str | None:
    message = str(error)
    if "ToolCall" in message:
        return "a call was used before it had a value; write: await mcp_x.tool(...)"
    if _AWAITED.search(message):
        return (
            "what follows await is a value already: write it without await (for several calls at"
            f" once {_GATHER})"
        )
    line = _line_of(error, program)
    if "gather(" in line and ("unhashable" in message or "awaitable is required" in message):
        return f"gather takes each call as an argument; {_GATHER}"
    if "async_generator" in message:
        return "`await` in a generator expression makes it asynchronous; write a list: [await ...]"
    if "JSON object must be str" in message:
        return "the value is parsed already: use it without json.loads"
    uncalled = re.search(r"'(method|function)' object", message)
    if uncalled is not None:
        names = re.findall(r"\bruntime\.(\w+)(?!\w|\()", line)
        called = f"runtime.{names[0]}()" if names else "NAME()"
        return f"a {uncalled[1]} was used without being called; write {called}"
    if "'builtin_function_or_method' object" in message:
        return 'a method was taken for a key; write x["items"] for the key "items"'
    if "has no attribute" in message:
        from sandbox_runtime.name_hints import runtime_hint

        hint = runtime_hint(error)
        if hint is not None:
            return hint
    from sandbox_runtime.value_hints import value_hint

    return value_hint(error, program)


def _end_hint(error: BaseException, program: str) -> str | None:
    if isinstance(error, MCPError):
        source = "".join(linecache.getlines(program))
        if "gather(" in source and "return_exceptions" not in source:
            return (
                "gather(..., return_exceptions=True) gives each failure as a value beside the"
                " values of the other calls"
            )
        return None
    if isinstance(error, RuntimeError) and "event loop is already running" in str(error):
        return "a loop is running already; write: await main()"
    if type(error).__name__ == "TimeoutError" and "run_coroutine_threadsafe" in "".join(
        linecache.getlines(program)
    ):
        return "the loop that should do the work is the one that waits; write: await mcp_x.tool()"
    if type(error).__name__ == "CalledProcessError" and re.search(
        r"\bpip\b", str(getattr(error, "cmd", ""))
    ):
        return (
            "no package can be installed from a program; there are the standard library and what"
            " runtime.packages() lists"
        )
    return None


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
    line = (error.text or "").strip()
    if _JAVASCRIPT.match(line):
        return "this is JavaScript, not Python: write it without const, let, var, function and `;`"
    if "f-string" in message:
        return "before Python 3.12 an f-string cannot hold its own kind of quotes: use the other"
    if line.startswith("!"):
        return "a program is no notebook and no shell; use Python, or a tool of an MCP server"
    for other, python in (("&&", "and"), ("||", "or"), ("=== ", "=="), ("++", "+= 1")):
        if other in line:
            return f"write {python} for {other.strip()}"
    return None


def _import_hint(error: ImportError, bridge: Bridge | None) -> str | None:
    name = error.name or ""
    package = name.partition(".")[0]
    if package.startswith("mcp_") and bridge is not None:
        return f"a server needs no import; this run has: {_servers(bridge)}"
    if package == "mcp" and bridge is not None:
        from sandbox_runtime.name_hints import runtime_hint

        hint = runtime_hint(error)
        if hint is not None and "did you mean" in hint:
            return hint
        if name.startswith("mcp.tools"):
            return f"saved tools: {', '.join(bridge.saved_tools) or 'none'}"
        aliases = ", ".join(server["alias"] for server in bridge.servers)
        if "cannot import name" in str(error):
            return (
                "this mcp is no client library: without a session, write"
                f" await mcp_SERVER.TOOL(key=value); this run has: {_servers(bridge)}"
            )
        return f"modules of mcp: runtime, tools, servers; of mcp.servers: {aliases or 'none'}"
    if not isinstance(error, ModuleNotFoundError) or not package:
        return None
    if package == "nest_asyncio":
        return "it is not needed: write await at the top level, or asyncio.run(...)"
    if package in _NETWORK_PACKAGES:
        return _NO_NETWORK
    if package in getattr(sys, "stdlib_module_names", ()):
        return None
    named = _PROJECTS.get(package, package)
    return (
        "the sandbox has Python's standard library and what runtime.packages() lists; the user can"
        f" add a package: mcp-code-bridge packages add {named}"
    )


def _servers(bridge: Bridge) -> str:
    names = [f"mcp_{server['alias']}" for server in bridge.servers if server["granted"]]
    return ", ".join(names) or "no server"


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
