"""The servers and their tools as objects of the program.

This file is sent to the sandbox as text and runs there. Names from outside are looked up by
`__getattr__` and never become source code.
"""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from inspect import Signature
    from typing import Any

    from sandbox_runtime.bridge import Bridge
    from sandbox_runtime.calls import ToolCall

    _ServerMapping = Mapping[str, "ServerProxy"]
else:
    _ServerMapping = Mapping

# What a call of a tool by its name is called elsewhere.
_CALLS = frozenset({"call", "call_tool", "execute", "execute_tool", "invoke", "run", "run_tool"})


class ServerProxy:
    """A server. `await mcp_x.tool(key=value)` calls a tool by its alias.

    `mcp_x["tool-name"]` is the tool by the name that the server gave it.
    """

    __slots__ = ("__mcp_server__", "_alias", "_bridge")

    def __init__(self, bridge: Bridge, name: str, alias: str) -> None:
        self._bridge = bridge
        self._alias = alias
        self.__mcp_server__ = name

    def __getattr__(self, name: str) -> ToolProxy:
        if name.startswith("_"):
            raise AttributeError(name)
        return ToolProxy(self._bridge, self.__mcp_server__, name, f"mcp_{self._alias}.{name}")

    def __getitem__(self, name: str) -> ToolProxy:
        if not isinstance(name, str):
            raise TypeError(f"a tool is named by text, not by {name!r}")
        return ToolProxy(self._bridge, self.__mcp_server__, name, f"mcp_{self._alias}[{name!r}]")

    def __dir__(self) -> list[str]:
        answer = self._bridge.describe_all([self.__mcp_server__])[0]
        if answer.error is None:
            return [tool["alias"] for tool in answer.description["tools"]]
        from sandbox_runtime.tool_docs import tell_missing

        tell_missing([{"reason": answer.error.message}])
        return []

    def __repr__(self) -> str:
        return f"<server {self.__mcp_server__!r}: await mcp_{self._alias}.TOOL(key=value)>"

    async def __aenter__(self) -> ServerProxy:
        return self  # a server is started when it is called, and not ended by a program

    async def __aexit__(self, *_error: object) -> None:
        pass

    __hash__ = object.__hash__
    __iter__ = None  # otherwise Python would try items 0, 1, 2, ...


class ToolProxy:
    """A tool. Calling it with keywords returns a call to be awaited."""

    __slots__ = ("__qualname__", "_bridge", "_server", "_tool")

    def __init__(self, bridge: Bridge, server: str, tool: str, label: str) -> None:
        self._bridge = bridge
        self._server = server
        self._tool = tool
        self.__qualname__ = label

    def __call__(self, /, *positional: Any, **arguments: Any) -> ToolCall:
        # `self` is positional only: a tool may have a parameter of that name
        if self._tool in _CALLS and self._is_missing():
            return self._call_named(positional, arguments)
        if positional:
            arguments = self._from_positional(positional, arguments)
        label = f"{self.__qualname__}({'...' if arguments else ''})"
        return self._bridge.call_tool(label, self._server, self._tool, arguments)

    def _from_positional(
        self, positional: tuple[Any, ...], arguments: dict[str, Any]
    ) -> dict[str, Any]:
        if len(positional) == 1 and isinstance(positional[0], dict) and not arguments:
            return positional[0]
        names = self._order()
        taken = names[: len(positional)]
        if len(taken) == len(positional) and not arguments.keys() & set(taken):
            return {**dict(zip(taken, positional)), **arguments}
        if self._is_missing():
            return arguments  # the bridge says what is wrong
        names = names or ["name"]
        example = ", ".join(f"{name}=..." for name in names[: max(len(positional), 3)])
        raise TypeError(
            f"{self.__qualname__}() takes its arguments by keyword;"
            f" write: await {self.__qualname__}({example})"
        )

    def _order(self) -> list[str]:
        """Parameters in the order of the schema, as far as the signature has the same."""
        names = list(self._parameters())
        required = self._schema().get("required") if names else []
        needed = [name for name in names if name in (required or [])]
        in_signature = [*needed, *(name for name in names if name not in needed)]
        same = 0
        while same < len(names) and names[same] == in_signature[same]:
            same += 1
        return names[:same]

    def _is_missing(self) -> bool:
        """Whether the server has no such tool, which the bridge says better than this."""
        try:
            self._description()
        except AttributeError:
            return True
        except Exception:
            return False
        return False

    def _call_named(self, positional: tuple[Any, ...], options: dict[str, Any]) -> ToolCall:
        """`server.call_tool("tool", {...})`, as the clients of MCP have it."""
        given = dict(options)
        tool, arguments = (*positional, None, None)[:2]
        if tool is None:
            keys = ("name", "tool", "tool_name")
            tool = next((given.pop(key) for key in keys if key in given), None)
        if arguments is None:
            names = [key for key in ("args", "params") if isinstance(given.get(key), dict)]
            arguments = given.pop("arguments" if "arguments" in given else (*names, "")[0], None)
            arguments = {} if arguments is None else arguments
        if len(positional) > 2 or not isinstance(tool, str) or not isinstance(arguments, dict):
            raise TypeError(f'write: await {self.__qualname__}("TOOL", {{"key": value}})')
        label = f"{self.__qualname__}({tool!r}, ...)"
        return self._bridge.call_tool(label, self._server, tool, {**arguments, **given})

    @property
    def __name__(self) -> str:
        return self._tool

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        from sandbox_runtime.tool_help import tool_text

        return tool_text(self._bridge, self._server, self._tool, self.__qualname__)

    @property
    def __signature__(self) -> Signature:
        from sandbox_runtime.tool_help import tool_signature

        return tool_signature(self._bridge.tool_doc(self._server, self._tool)["signature"])

    def _description(self) -> Any:
        for tool in self._bridge.describe(self._server)["tools"]:
            if self._tool in (tool["alias"], tool["name"]):
                return tool
        raise AttributeError(f"server {self._server!r} has no tool {self._tool!r}")

    def _schema(self) -> Mapping[str, Any]:
        schema = self._description()["input_schema"]
        return schema if isinstance(schema, dict) else {}

    def _parameters(self) -> dict[str, Any]:
        try:
            properties = self._schema().get("properties")
        except Exception:  # unknown, or its server cannot be reached: names are only an example
            return {}
        if not isinstance(properties, dict):
            return {}
        return {name: schema for name, schema in properties.items() if _is_keyword_name(name)}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(
            f"{self.__qualname__} is a tool and has no attribute {name!r};"
            f" write: await {self.__qualname__}(...)"
        )

    def __repr__(self) -> str:
        if self._is_missing():
            server = self.__qualname__.rpartition(".")[0]
            return f"<no tool {self.__qualname__}; dir({server}) lists the tools>"
        return f"<tool {self.__qualname__}: await {self.__qualname__}(key=value)>"


class ServerMap(_ServerMapping):
    """`mcp_servers`: every discovered server by name or alias; a loop sees the usable ones."""

    __slots__ = ("_proxies", "_usable")

    def __init__(self, proxies: Mapping[str, ServerProxy], usable: Sequence[str]) -> None:
        self._proxies = proxies
        self._usable = usable

    def __getitem__(self, name: str) -> ServerProxy:
        if name in self._proxies:
            return self._proxies[name]
        for proxy in self._proxies.values():
            if proxy._alias == name:
                return proxy
        known = ", ".join(map(repr, self._usable)) or "none can be used"
        raise KeyError(f"no server is called {name!r}; there are: {known}")

    def __getattr__(self, name: str) -> ServerProxy:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._usable)

    def __len__(self) -> int:
        return len(self._usable)

    def __repr__(self) -> str:
        return f"<mcp_servers: {', '.join(self._usable) or 'none'}>"


def _is_keyword_name(name: str) -> bool:
    from keyword import iskeyword

    return name.isidentifier() and not iskeyword(name)
