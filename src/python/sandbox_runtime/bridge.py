"""The requests of one run to the bridge.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import sys

from sandbox_runtime.attribute_dict import ToolRecord
from sandbox_runtime.calls import ToolCall
from sandbox_runtime.errors import error_of
from sandbox_runtime.jsonable import argument_json
from sandbox_runtime.progress import ProgressListener
from sandbox_runtime.tool_values import tool_value
from sandbox_runtime.unfinished import Forgotten
from sandbox_runtime.values import resource_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from sandbox_runtime.channel import Channel
    from sandbox_runtime.errors import MCPError

# Calls of a run of whose values stderr tells what they cannot carry.
_MAX_TOLD = 10


class Bridge:
    """Servers, saved tools and calls of one run."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._descriptions: dict[str, Any] = {}
        self._docs: dict[tuple[str, str], Any] = {}
        self._saved_tools: list[str] | None = None
        self._added_packages: list[Any] | None = None
        self._told = 0
        self.forgotten = Forgotten()
        # of this run, made at the first: most programs display nothing
        self.displays: Any = None
        self.servers: tuple[Any, ...] = ()
        self.timeout_seconds = 0.0

    def begin(self, execute: Mapping[str, Any]) -> None:
        """Take the servers and the time of the run."""
        self.servers = tuple(
            server for server in execute["servers"] if server["alias"].isidentifier()
        )
        self.timeout_seconds = execute["timeoutSeconds"]
        self.forgotten.watch_coroutines(execute["file"])
        self.forgotten.watch_jobs(execute["code"], execute["file"])

    @property
    def saved_tools(self) -> list[str]:
        """Names of the saved tools, requested once. Blocks. Raises `MCPError`."""
        if self._saved_tools is None:
            self._saved_tools = list(self.ask_now("list_saved_tools", {}))
        return self._saved_tools

    def forget_saved_tools(self) -> None:
        """Request the names anew when they are next needed: the program changed them."""
        self._saved_tools = None

    @property
    def added_packages(self) -> list[Any]:
        """Packages that the user added, requested once. Blocks. Raises `MCPError`."""
        if self._added_packages is None:
            params = {"embedded": sys.platform == "emscripten"}
            self._added_packages = list(self.ask_now("list_packages", params))
        return self._added_packages

    def find(self, server: str) -> Any:
        """The server with this name or alias, or with the name of its object, or `None`."""
        for key in ("name", "alias"):
            for brief in self.servers:
                if brief[key] == server:
                    return brief
        return self.find(server[4:]) if server.startswith("mcp_") else None

    def name_of(self, server: Any) -> str:
        """The name of a server that is given as a name, an alias or a proxy."""
        named = getattr(server, "__mcp_server__", server)
        if not isinstance(named, str):
            raise TypeError(f"a server is given by its name, not by {named!r}")
        brief = self.find(named)
        return named if brief is None else brief["name"]

    def ask(
        self,
        label: str,
        method: str,
        params: Mapping[str, Any],
        convert: Callable[[Any], Any] | None = None,
    ) -> ToolCall:
        """Make a call to be awaited; `convert` is applied to its value."""

        async def perform() -> Any:
            value = await self._channel.request(method, params)
            return value if convert is None else convert(value)

        return ToolCall(label, perform, self.forgotten)

    def ask_now(self, method: str, params: Mapping[str, Any]) -> Any:
        """Call and block until the value arrives. Raises `MCPError`."""
        return self._channel.request_now(method, params)

    def ask_each(
        self,
        label: str,
        requests: Sequence[tuple[str, Mapping[str, Any]]],
        convert: Callable[[list[Any]], Any],
    ) -> ToolCall:
        """Make calls to be awaited together; `convert` gets a value or an exception of each."""

        async def perform() -> Any:
            from asyncio import gather

            calls = [self._channel.request(method, params) for method, params in requests]
            return convert(await gather(*calls, return_exceptions=True))

        return ToolCall(label, perform, self.forgotten)

    def ask_each_now(self, requests: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Any]:
        """Make calls and block until each has its value or its `MCPError`."""
        return [
            reply["value"] if reply["ok"] else error_of(reply["error"], params)
            for reply, (_, params) in zip(self._channel.request_all(requests), requests)
        ]

    def display(self, block: Mapping[str, Any]) -> None:
        """Send a content block of MCP to be shown. Raises `MCPError`, `MessageTooLarge`."""
        self._channel.tell({"type": "display", "block": block})

    def call_tool(
        self,
        label: str,
        server: str,
        tool: str,
        arguments: Mapping[str, Any],
        options: Mapping[str, Any] | None = None,
        on_progress: Callable[..., Any] | None = None,
    ) -> ToolCall:
        """Make a call of a tool, to be awaited. Later changes of the arguments have no effect.

        `options` are params of `ToolCall` in `src/rpc/calls.ts`.
        """
        params = {"server": server, "tool": tool, "arguments": argument_json(arguments)}
        params.update(options or {})
        if on_progress is None:
            return ToolCall(label, lambda: self._call_tool(label, params), self.forgotten)
        params["progress"] = True
        listener = ProgressListener(label, on_progress)
        perform = lambda: self._call_tool(label, params, listener)  # noqa: E731
        return ToolCall(label, perform, self.forgotten)

    async def _call_tool(
        self, label: str, params: Mapping[str, Any], on_progress: ProgressListener | None = None
    ) -> Any:
        reply = await self._channel.request("call_tool", params, on_progress)
        value, lost = tool_value(reply, self, params["server"])
        if lost is not None and self._told < _MAX_TOLD:
            self._told += 1
            print(f"Note: {label} returned {value!r} and said besides: {lost}", file=sys.stderr)
        return value

    def read_resource(self, server: str, uri: str) -> ToolCall:
        """Make a request for the content of a resource, to be awaited."""
        label = f"runtime.read_resource({server!r}, {uri!r})"
        return self.ask(label, "read_resource", {"server": server, "uri": uri}, resource_value)

    def read_resource_now(self, server: str, uri: str) -> Any:
        """Request the content of a resource and block until it arrives. Raises `MCPError`."""
        return resource_value(self.ask_now("read_resource", {"server": server, "uri": uri}))

    def tool_doc(self, server: str, tool: str) -> Any:
        """`ToolDoc` of a tool for people, requested once. Blocks. Raises `MCPError`."""
        if (server, tool) not in self._docs:
            params = {"server": server, "tool": tool, "detail": "help"}
            self._docs[server, tool] = self.ask_now("query_tool_docs", params)[0]
        return self._docs[server, tool]

    def describe(self, server: str) -> Any:
        """`ServerDescription` of a server, requested once. Blocks. Raises `MCPError`."""
        return self.describe_all([server])[0].unwrap()

    def describe_anew(self, server: str) -> Any:
        """The same as it is now: its tools may have changed since it was requested."""
        self._descriptions.pop(server, None)
        return self.describe(server)

    def described(self, server: str) -> Any:
        """The description if it was requested before, else `None`."""
        return self._descriptions.get(server)

    def describe_all(self, servers: Sequence[str]) -> list[Described]:
        """Descriptions of servers, requested concurrently. Blocks."""
        wanted = [server for server in servers if server not in self._descriptions]
        failures: dict[str, MCPError] = {}
        replies = self._channel.request_all(
            [("describe_server", {"server": server}) for server in wanted]
        )
        for server, reply in zip(wanted, replies):
            if reply["ok"]:
                description = reply["value"]
                description["tools"] = [ToolRecord(tool) for tool in description["tools"]]
                self._descriptions[server] = description
            else:
                failures[server] = error_of(reply["error"], {"server": server})
        return [
            Described(server, self._descriptions.get(server), failures.get(server))
            for server in servers
        ]


class Described:
    """A server's description, or why there is none."""

    __slots__ = ("description", "error", "server")

    def __init__(self, server: str, description: Any, error: MCPError | None) -> None:
        self.server = server
        self.description = description
        self.error = error

    def unwrap(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.description
