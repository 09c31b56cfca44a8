"""`mcp.runtime`: what a program can ask about servers, tools and the sandbox itself.

This file is sent to the sandbox as text and runs there. Its twin is `src/rpc/calls.ts`, which
defines the params and the value of each method of the bridge. The keys of dicts in replies are also
attributes.

A helper that asks the bridge has two forms: the plain name is awaited, the name in `_sync` blocks.
"""

from __future__ import annotations

import os
import sys

from sandbox_runtime.attribute_dict import AttributeDict
from sandbox_runtime.contents import ServerContents
from sandbox_runtime.errors import MCPError
from sandbox_runtime.packages import installed
from sandbox_runtime.refs import KeptRefs
from sandbox_runtime.saved_tools import read_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal

    from sandbox_runtime.bridge import Bridge
    from sandbox_runtime.calls import ToolCall
    from sandbox_runtime.proxies import ServerProxy

    Server = str | ServerProxy
    Detail = Literal["summary", "full"]

_DETAILS = ("summary", "full")
_MAX_RESULTS = 50


class RuntimeApi(ServerContents, KeptRefs):
    """The functions of `mcp.runtime`, with those of the classes above."""

    MCPError = MCPError

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge

    def discovered_servers(self, detailed: bool = False) -> tuple[Any, ...]:
        """Names of the servers that can be used.

        With `detailed`, a dict for each server found in the user's configuration: name, alias,
        granted (this run may call it), unavailable (why it cannot be used, or None), tools (how
        many it has, or None when it was never asked), error (why it did not start the last time,
        or None), changed_tools (names of tools that are not as they were first seen). Starts none.
        """
        if detailed:
            granted = {server["name"]: server["granted"] for server in self._bridge.servers}
            return tuple(
                AttributeDict({**server, "granted": granted[server["name"]]})
                for server in self._bridge.ask_now("list_servers", {"detailed": True})
                if server["name"] in granted
            )
        return tuple(
            server["name"] for server in self._bridge.servers if server["unavailable"] is None
        )

    def list_loaded_server_metadata(self) -> tuple[Any, ...]:
        """The servers of this run with their tools: name, alias, tools (name, alias, ...).

        A server that cannot be reached has no tools and an `error`.
        """
        granted = [server for server in self._bridge.servers if server["granted"]]
        described = self._bridge.describe_all([server["name"] for server in granted])
        return tuple(
            answer.description if answer.error is None else _unknown(server, answer.error)
            for server, answer in zip(granted, described)
        )

    def list_servers(self) -> ToolCall:
        """Names of the servers that could be named in `servers` of run_python, a tuple."""
        return self._bridge.ask("runtime.list_servers()", "list_servers", {}, tuple)

    def list_servers_sync(self) -> tuple[str, ...]:
        """`list_servers`, blocking."""
        return tuple(self._bridge.ask_now("list_servers", {}))

    def describe_server(self, name: Server) -> Any:
        """A server and its tools: name, alias, tools, instructions.

        Starts it when nothing is known of its tools. One that does not answer within seconds has no
        tools and an `error`.
        """
        server = self._bridge.name_of(name)
        try:
            return self._bridge.describe_anew(server)
        except MCPError as error:
            if error.code != "TIMEOUT":
                raise
            return _unknown(self._bridge.find(server), error)

    def list_tools(self, server: Server | None = None) -> ToolCall:
        """The tools of a server, or of all: name, alias, description, input_schema, signature.

        A list, whose `missing` has a dict (server, reason) for each server that does not answer
        within seconds.
        """
        from sandbox_runtime.tool_docs import ask_records

        return ask_records(self._bridge, "list_tools", server)

    def list_tools_sync(self, server: Server | None = None) -> Any:
        """`list_tools`, blocking."""
        from sandbox_runtime.tool_docs import ask_records_now

        return ask_records_now(self._bridge, "list_tools", server)

    def query_tool_docs(
        self, server: Server | None = None, tool: str | None = None, detail: Detail = "summary"
    ) -> ToolCall:
        """Documentation of one tool of a server, of all its tools, or of those of every server.

        `full` has the schemas, and long types. A list, whose `missing` has a dict (server, reason)
        for each server that does not answer within seconds.
        """
        from sandbox_runtime.tool_docs import ask_records

        options = _docs_options(tool, detail)
        return ask_records(self._bridge, "query_tool_docs", server, options)

    def query_tool_docs_sync(
        self, server: Server | None = None, tool: str | None = None, detail: Detail = "summary"
    ) -> Any:
        """`query_tool_docs`, blocking."""
        from sandbox_runtime.tool_docs import ask_records_now

        options = _docs_options(tool, detail)
        return ask_records_now(self._bridge, "query_tool_docs", server, options)

    def stubs(self, server: Server) -> str:
        """A stub file (`.pyi`) of a server's tools, with a type for each kind of object.

        Blocks; its value may also be awaited.
        """
        from sandbox_runtime.settled import SettledText

        return SettledText(self._bridge.ask_now("server_stubs", self._server(server)))

    def search_tool_docs(
        self,
        query: str,
        limit: int = 5,
        detail: Detail = "summary",
        server: Server | None = None,
    ) -> ToolCall:
        """The tools, of any usable server or of one, that do what the query says; also saved tools.

        A list; printed, a line for each. Its `missing` has a dict (server, reason) for each server
        that was not searched. The `server` of a saved tool is None.
        """
        from sandbox_runtime.tool_docs import FoundTools

        params = self._search(query, limit, detail, server)
        label = "runtime.search_tool_docs(...)"
        return self._bridge.ask(label, "search_tool_docs", params, FoundTools)

    def search_tool_docs_sync(
        self,
        query: str,
        limit: int = 5,
        detail: Detail = "summary",
        server: Server | None = None,
    ) -> Any:
        """`search_tool_docs`, blocking."""
        from sandbox_runtime.tool_docs import FoundTools

        params = self._search(query, limit, detail, server)
        return FoundTools(self._bridge.ask_now("search_tool_docs", params))

    def call_tool(
        self,
        server: Server,
        tool: str,
        arguments: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        on_progress: Callable[..., Any] | None = None,
        raw: bool = False,
        **named: Any,
    ) -> ToolCall:
        """Call a tool by the names of server and tool; `arguments` is a dict, or given by name.

        After `timeout` seconds the call ends with an `MCPError` whose code is `TIMEOUT`. A server
        that tells how far it is makes calls of `on_progress(progress, total, message)`. With `raw`
        the value is the result as the server sent it, a dict with `content`, `structuredContent`,
        `isError`, `_meta`; one that reports a failure raises nothing.
        """
        label = f"runtime.call_tool({server!r}, {tool!r}, ...)"
        name = self._bridge.name_of(server)
        options = {} if timeout is None else {"timeout_ms": _milliseconds(timeout)}
        if raw:
            options["raw"] = True
        given = {**(arguments or {}), **named}
        return self._bridge.call_tool(label, name, tool, given, options, on_progress)

    def capability_summary(self) -> str:
        """What this sandbox can do, in a few lines."""
        return _SUMMARY.format(
            granted=_names(self._bridge, granted=True) or "none",
            others=_names(self._bridge, granted=False) or "none",
            saved=", ".join(self._bridge.saved_tools) or "none",
            seconds=self._bridge.timeout_seconds,
            places=_places(),
        )

    def packages(self) -> dict[str, str]:
        """Versions by name of the packages that can be imported besides the standard library."""
        return installed(self._bridge)

    def save_tool(self, func: Callable[..., Any], *, replace: bool = False) -> str:
        """Keep a function for later runs, which import it: `from mcp.tools import NAME`.

        Its source is kept, so it must stand alone: what it imports and uses is inside it, apart
        from `mcp_*` and builtins. It has no decorator, and its defaults are constants and names. A
        tool of the same name is kept, unless `replace` is true. Returns its name.
        It is saved when this is called, awaited or not.
        """
        params = {**read_function(func), "replace": bool(replace)}
        return self._changed_tool("save_tool", params)

    def delete_tool(self, name: str) -> str:
        """Delete one saved tool, by its name. Returns the name. Awaited or not."""
        if not isinstance(name, str):
            raise TypeError(f"a saved tool is deleted by its name, a text, not by {name!r}")
        return self._changed_tool("delete_tool", {"name": name})

    def tools(self, name: str | None = None) -> Any:
        """The saved tools: name, signature, description, saved (when), servers (of that run).

        A list; printed, a line for each. With a name, that one tool with its `source`, too. Awaited
        or not.
        """
        from sandbox_runtime.settled import SavedTool, SavedTools

        if name is None:
            return SavedTools(self._bridge.ask_now("describe_saved_tools", {}))
        return SavedTool(self._bridge.ask_now("describe_saved_tools", {"name": name})[0])

    def _changed_tool(self, method: str, params: Mapping[str, Any]) -> str:
        from sandbox_runtime.settled import SettledText

        name: str = self._bridge.ask_now(method, params)
        self._bridge.forget_saved_tools()
        # what was imported before is not what is saved now
        vars(sys.modules["mcp.tools"]).pop(name, None)
        sys.modules.pop(f"mcp.tools.{name}", None)
        return SettledText(name)

    def _server(self, server: Server) -> dict[str, Any]:
        return {"server": self._bridge.name_of(server)}

    def _search(
        self, query: str, limit: int, detail: Detail, server: Server | None
    ) -> dict[str, Any]:
        if not isinstance(query, str) or not query.strip():
            raise ValueError(f"query must be words to search for, not {query!r}")
        if not isinstance(limit, int) or not 1 <= limit <= _MAX_RESULTS:
            meant = f"; to search one server, write: server={limit!r}"
            told = meant if isinstance(limit, str) else ""
            raise ValueError(f"limit must be 1 to {_MAX_RESULTS}, not {limit!r}{told}")
        params = {"query": query, "limit": limit, "detail": _checked_detail(detail)}
        return params if server is None else {**params, **self._server(server)}


PUBLIC_NAMES = tuple(
    name
    for kind in (RuntimeApi, ServerContents, KeptRefs)
    for name in vars(kind)
    if not name.startswith("_")
)

_SUMMARY = """\
Python in a sandbox: standard library, no network, files only in {places}, {seconds} s.
Packages besides: runtime.packages()
Servers of this run: {granted}. Others, to be named in `servers`: {others}. Saved tools: {saved}.
Call a tool: await mcp_ALIAS.TOOL(key=value); mcp_servers["name"]["tool-name"](key=value);
  from mcp.servers.ALIAS import *
Values: dicts with attributes (issue.id), lists, text; pictures have .data and .mime_type.
  What the tool said besides is in .mcp_extra, if there is something.
  A failed call raises MCPError (.code, .message, .data). Many at once: await asyncio.gather(...).
Find tools (from mcp import runtime): await runtime.search_tool_docs("words"),
  await runtime.query_tool_docs("server", "tool", detail="full"),
  await runtime.list_tools("server"), runtime.describe_server("server"),
  runtime.discovered_servers(), await runtime.list_servers()
More of a server: await runtime.resources("server"), await runtime.read_resource("server", uri),
  await runtime.prompts("server"), await runtime.get_prompt("server", "prompt", key="text")
Keep a function for later runs: runtime.save_tool(func), then from mcp.tools import NAME;
  runtime.tools() lists those, runtime.delete_tool("NAME") deletes one
Keep a value: await runtime.keep(value, "name"), or a file: write it to /workspace/out. A later run:
  await runtime.ref("r1"), or by name; await runtime.refs()
The value of the last expression is returned as `result`."""


def _unknown(server: Mapping[str, Any], error: MCPError) -> Any:
    return AttributeDict(name=server["name"], alias=server["alias"], tools=[], error=error.message)


def _docs_options(tool: str | None, detail: Detail) -> dict[str, Any]:
    options = {"detail": _checked_detail(detail)}
    return options if tool is None else {**options, "tool": tool}


def _places() -> str:
    """The directories with files; those of the machine as `run_args.ts` names them."""
    places = ["/tmp", "/workspace"]
    for shared in filter(None, os.environ.get("SANDBOX_MOUNTS", "").split(";")):
        path, _, mode = shared.partition(":")
        places.append(f"{path} (the user's{'' if mode == 'rw' else ', read-only'})")
    return f"{', '.join(places[:-1])} and {places[-1]}"


def _names(bridge: Bridge, *, granted: bool) -> str:
    return ", ".join(
        f"{server['name']} (mcp_{server['alias']})"
        for server in bridge.servers
        if server["granted"] is granted and server["unavailable"] is None
    )


def _milliseconds(timeout: Any) -> float:
    if isinstance(timeout, (int, float)) and not isinstance(timeout, bool):
        seconds = float(timeout)
        if 0 < seconds < float("inf"):
            return max(1.0, seconds * 1000)
    raise ValueError(f"timeout must be a positive number of seconds, not {timeout!r}")


def _checked_detail(detail: Detail) -> str:
    if detail not in _DETAILS:
        raise ValueError(f"detail must be 'summary' or 'full', not {detail!r}")
    return detail
