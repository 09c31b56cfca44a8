"""The helpers of `mcp.runtime` for what a server has besides tools.

This file is sent to the sandbox as text and runs there. Its twin is `src/rpc/calls.ts`.
"""

from __future__ import annotations

from sandbox_runtime.values import prompt_value, resource_links

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sandbox_runtime.bridge import Bridge
    from sandbox_runtime.calls import ToolCall
    from sandbox_runtime.proxies import ServerProxy

    Server = str | ServerProxy
    # The method, its params, and what makes a value of the answer.
    Request = tuple[str, dict[str, Any], Callable[[Any], Any]]


class ServerContents:
    """Resources, prompts and log messages. Nothing is kept: each call sees what there is now."""

    _bridge: Bridge

    def resources(self, server: Server) -> ToolCall:
        """The resources of a server, a list: uri, name, ...; `await item.read()` reads one."""
        return self._call_of("resources", self._resources(server))

    def resources_sync(self, server: Server) -> Any:
        """`resources`, blocking."""
        return self._value_of(self._resources(server))

    def resource_templates(self, server: Server) -> ToolCall:
        """The templates of a server's resources, a list: uriTemplate, name, ..."""
        return self._call_of("resource_templates", self._list("list_resource_templates", server))

    def resource_templates_sync(self, server: Server) -> Any:
        """`resource_templates`, blocking."""
        return self._value_of(self._list("list_resource_templates", server))

    def read_resource(self, server: Server, uri: str) -> ToolCall:
        """The content of a resource: text, or bytes; a list when it has not exactly one part.

        Each part has its `uri` and `mime_type`.
        """
        return self._bridge.read_resource(self._bridge.name_of(server), uri)

    def read_resource_sync(self, server: Server, uri: str) -> Any:
        """`read_resource`, blocking."""
        return self._bridge.read_resource_now(self._bridge.name_of(server), uri)

    def prompts(self, server: Server) -> ToolCall:
        """The prompts of a server, a list: name, description, arguments."""
        return self._call_of("prompts", self._list("list_prompts", server))

    def prompts_sync(self, server: Server) -> Any:
        """`prompts`, blocking."""
        return self._value_of(self._list("list_prompts", server))

    def get_prompt(
        self,
        server: Server,
        name: str,
        arguments: Mapping[str, Any] | None = None,
        /,
        **more: Any,
    ) -> ToolCall:
        """A prompt: description, and messages with role and content.

        Its arguments are a dict, or keywords; what is no text is sent as JSON.
        """
        return self._call_of("get_prompt", self._prompt(server, name, arguments, more))

    def get_prompt_sync(
        self,
        server: Server,
        name: str,
        arguments: Mapping[str, Any] | None = None,
        /,
        **more: Any,
    ) -> Any:
        """`get_prompt`, blocking."""
        return self._value_of(self._prompt(server, name, arguments, more))

    def server_logs(self, server: Server) -> ToolCall:
        """The last log messages of a server, a list: time, level, logger, message."""
        return self._call_of("server_logs", self._logs(server))

    def server_logs_sync(self, server: Server) -> Any:
        """`server_logs`, blocking."""
        return self._value_of(self._logs(server))

    def _resources(self, server: Server) -> Request:
        name = self._bridge.name_of(server)

        def convert(items: Any) -> Any:
            return resource_links(items, self._bridge, name)

        return "list_resources", {"server": name}, convert

    def _list(self, method: str, server: Server) -> Request:
        return method, {"server": self._bridge.name_of(server)}, list

    def _prompt(
        self, server: Server, prompt: str, arguments: Mapping[str, Any] | None, more: dict[str, Any]
    ) -> Request:
        name = self._bridge.name_of(server)
        texts = _texts({**(arguments or {}), **more})

        def convert(answer: Any) -> Any:
            return prompt_value(answer, self._bridge, name)

        return "get_prompt", {"server": name, "name": prompt, "arguments": texts}, convert

    def _logs(self, server: Server) -> Request:
        return "server_logs", {"server": self._bridge.name_of(server)}, list

    def _call_of(self, label: str, request: Request) -> ToolCall:
        return self._bridge.ask(f"runtime.{label}(...)", *request)

    def _value_of(self, request: Request) -> Any:
        method, params, convert = request
        return convert(self._bridge.ask_now(method, params))


def _texts(arguments: dict[str, Any]) -> str:
    """The arguments of a prompt as JSON of an object of texts; `None` is left out."""
    import json

    from sandbox_runtime.jsonable import argument_json

    plain = argument_json(arguments)
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in plain.items()
        if value is not None
    }
    return json.dumps(texts)
