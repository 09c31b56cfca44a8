"""What a program is told of tools: lists of records, some of which may be missing.

This file is sent to the sandbox as text and runs there, and is imported when a program first asks.
"""

from __future__ import annotations

import sys

from sandbox_runtime.attribute_dict import AttributeDict, NamedTools, ToolRecord
from sandbox_runtime.errors import MCPError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from sandbox_runtime.bridge import Bridge
    from sandbox_runtime.calls import ToolCall

_MAX_TOLD = 10


class ToolRecords(NamedTools):
    """Records of tools. `missing` has a dict (server, reason) for each server that gave none."""

    def __init__(self, tools: Iterable[Mapping[str, Any]], missing: Iterable[Any] = ()) -> None:
        super().__init__(map(ToolRecord, tools))
        self.missing = list(missing)

    def __str__(self) -> str:
        if self or not self.missing:
            return repr(self)
        return "\n".join(f"no tools of {one['server']!r}: {one['reason']}" for one in self.missing)


class FoundTools(ToolRecords):
    """The tools that a search found, best first. As text, a line for each summary."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        super().__init__(value["tools"], value["missing"])
        if not self:
            note = "Note: the search found no tool; use other words, or: await runtime.list_tools()"
            print(note, file=sys.stderr)

    def __str__(self) -> str:
        if not self or any("signature" not in tool or "input_schema" in tool for tool in self):
            return super().__str__()
        return "\n".join(map(tool_line, self))


def ask_records(
    bridge: Bridge, method: str, server: Any, options: Mapping[str, Any] | None = None
) -> ToolCall:
    """Make a call for the tools of a server, or of every server, to be awaited."""
    names, requests = _requests(bridge, method, server, options or {})
    label = f"runtime.{method}(...)"
    if _is_of_one_tool(options):
        return bridge.ask(label, method, requests[0][1], ToolRecords)
    each = server is None
    return bridge.ask_each(label, requests, lambda answers: collect(names, answers, each=each))


def ask_records_now(
    bridge: Bridge, method: str, server: Any, options: Mapping[str, Any] | None = None
) -> ToolRecords:
    """Ask for the tools of a server, or of every server, and block until they are there."""
    names, requests = _requests(bridge, method, server, options or {})
    if _is_of_one_tool(options):
        return ToolRecords(bridge.ask_now(method, requests[0][1]))
    return collect(names, bridge.ask_each_now(requests), each=server is None)


def _requests(
    bridge: Bridge, method: str, server: Any, options: Mapping[str, Any]
) -> tuple[Sequence[str], list[tuple[str, Mapping[str, Any]]]]:
    if server is not None:
        names = [bridge.name_of(server)]
    elif "tool" in options:
        raise TypeError(f"name the server of the tool: runtime.{method}(server, tool)")
    else:
        names = [one["name"] for one in bridge.servers if one["unavailable"] is None]
    return names, [(method, {"server": name, **options}) for name in names]


def _is_of_one_tool(options: Mapping[str, Any] | None) -> bool:
    # a tool that is asked for by its name cannot be missing
    return options is not None and "tool" in options


def collect(servers: Sequence[str], answers: Sequence[Any], *, each: bool) -> ToolRecords:
    """Records of the tools of servers, each answered with a list or with an exception.

    One server that does not answer in time, and with `each` one that fails, is missing, which
    stderr tells. Any other exception is raised.
    """
    tools: list[Any] = []
    missing: list[Any] = []
    for server, answer in zip(servers, answers):
        if isinstance(answer, MCPError) and (each or answer.code == "TIMEOUT"):
            missing.append(AttributeDict(server=server, reason=answer.message))
        elif isinstance(answer, BaseException):
            raise answer
        elif each and answer and "server" not in answer[0]:
            tools.extend({"server": server, **tool} for tool in answer)
        else:
            tools.extend(answer)
    tell_missing(missing)
    return ToolRecords(tools, missing)


def tell_missing(missing: Sequence[Mapping[str, Any]]) -> None:
    """Tell on stderr of which servers nothing is known."""
    for one in missing[:_MAX_TOLD]:
        print(f"Note: {one['reason']}", file=sys.stderr)
    if len(missing) > _MAX_TOLD:
        print(f"Note: and {len(missing) - _MAX_TOLD} servers more", file=sys.stderr)


def tool_line(tool: Mapping[str, Any]) -> str:
    """How a tool is called, and its first sentence."""
    module = "mcp.tools" if tool["server"] is None else f"mcp_{tool['server_alias']}"
    about = f"  # {tool['description']}" if tool["description"] else ""
    return f"{module}.{tool['signature']}{about}"


def server_text(bridge: Bridge, server: str) -> str:
    """The tools of a server, a signature and a sentence each."""
    params = {"server": server, "detail": "summary"}
    try:
        docs = bridge.ask_now("query_tool_docs", params)
    except MCPError as error:
        return error.message
    if not docs:
        return f"The server {server!r} offers no tools."
    alias = docs[0]["server_alias"]
    lines = [f"Tools of the server {server!r}; help(mcp_{alias}.TOOL) tells more."]
    for tool in docs:
        lines.append(f"await mcp_{alias}.{tool['signature']}")
        if tool["description"]:
            lines.append(f"    {tool['description']}")
    return "\n".join(lines)
