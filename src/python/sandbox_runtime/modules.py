"""Installs the names and modules that a program uses.

This file is sent to the sandbox as text and runs there.

`mcp_servers` and one `mcp_<alias>` for each discovered server are builtins, so that modules of the
program and saved tools have them too; `__main__` also has them as globals, so that `dir()` and
`globals()` show them. The module `mcp`, with `mcp.runtime`, `mcp.servers.<alias>`, `mcp.tools` and
`MCPError`, hides a package of that name in the image. `mcp`, `runtime`, `MCPError`, `json` and
`display` are builtins too.
"""

from __future__ import annotations

import builtins
import json
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

from sandbox_runtime.api import PUBLIC_NAMES, RuntimeApi
from sandbox_runtime.console import Display, Help, print_whole, refuse_input
from sandbox_runtime.errors import MCPError
from sandbox_runtime.import_hooks import ImportHooks
from sandbox_runtime.packages import PackageFinder
from sandbox_runtime.proxies import ServerMap, ServerProxy, ToolProxy
from sandbox_runtime.saved_tools import SavedToolsModule
from sandbox_runtime.star_names import star_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sandbox_runtime.bridge import Bridge


_NOTEBOOK = ("IPython", "IPython.display")


class ServerModule(ModuleType):
    """`mcp.servers.<alias>`: the tools of a server as importable names."""

    def __init__(self, alias: str, name: str, proxy: ServerProxy, bridge: Bridge) -> None:
        super().__init__(f"mcp.servers.{alias}", f"The tools of the server {name!r}.")
        self._proxy = proxy
        self._bridge = bridge

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            tools = self._bridge.describe(self.__mcp_server__)["tools"]
            return star_names((tool["alias"] for tool in tools), PUBLIC_NAMES)
        return getattr(self._proxy, name)

    def __getitem__(self, name: str) -> ToolProxy:
        return self._proxy[name]

    async def __aenter__(self) -> ServerProxy:
        return self._proxy

    async def __aexit__(self, *_error: object) -> None:
        pass

    def __dir__(self) -> list[str]:
        return dir(self._proxy)

    def __repr__(self) -> str:
        return repr(self._proxy)

    @property
    def __mcp_server__(self) -> str:
        return self._proxy.__mcp_server__


class GuessedModules:
    """Finds what programs import, where no module has that name.

    That is `runtime`, `mcp_<alias>`, a notebook's `IPython.display`, and `nest_asyncio`, whose work
    is done.
    """

    def find_spec(self, name: str, path: Any = None, _target: Any = None) -> ModuleSpec | None:
        if name in _NOTEBOOK:
            return ModuleSpec(name, self, is_package=name == "IPython")  # type: ignore[arg-type]
        if path is None and (_guessed(name) in sys.modules or name == "nest_asyncio"):
            return ModuleSpec(name, self)  # type: ignore[arg-type]
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        if spec.name in _NOTEBOOK:
            from sandbox_runtime.notebook import notebook_module

            return notebook_module(spec.name)
        if spec.name == "nest_asyncio":
            module: Any = ModuleType(spec.name, "Does nothing: a loop may run inside another here.")
            module.apply = lambda _loop=None: None
            return module  # type: ignore[no-any-return]
        return sys.modules[_guessed(spec.name)]

    def exec_module(self, _module: ModuleType) -> None:
        pass


def _guessed(name: str) -> str:
    if name == "runtime":
        return "mcp.runtime"
    return f"mcp.servers.{name[4:]}" if name.startswith("mcp_") else ""


def install_modules(bridge: Bridge) -> None:
    """Install the modules and builtins that are the same for every run."""
    package = _module("mcp", "The user's MCP servers: `servers`, `runtime`, `tools`, `MCPError`.")
    package.MCPError = MCPError
    package.runtime = _runtime_module(bridge)
    package.servers = _module("mcp.servers", "One module for each server, by alias.")
    package.tools = SavedToolsModule(bridge, PUBLIC_NAMES)
    sys.modules["mcp.tools"] = package.tools
    _add_guesses(package)
    vars(builtins).update(help=Help(bridge), input=refuse_input, print=print_whole)
    # names that programs use without an import
    vars(builtins).update(
        MCPError=MCPError,
        display=Display(bridge),
        json=json,
        mcp=package,
        runtime=package.runtime,
    )


def install_servers(bridge: Bridge) -> dict[str, Any]:
    """Install the servers of the run, once it has begun; return the globals for `__main__`."""
    proxies = {
        server["name"]: ServerProxy(bridge, server["name"], server["alias"])
        for server in bridge.servers
    }
    names: dict[str, Any] = {}
    servers: Any = sys.modules["mcp.servers"]
    for server in bridge.servers:
        alias, proxy = server["alias"], proxies[server["name"]]
        module = ServerModule(alias, server["name"], proxy, bridge)
        sys.modules[module.__name__] = module
        setattr(servers, alias, module)
        names[f"mcp_{alias}"] = proxy
    usable = [server for server in bridge.servers if server["unavailable"] is None]
    servers.__all__ = star_names([server["alias"] for server in usable], PUBLIC_NAMES)
    # not before the run: until then nothing can be asked
    finder: Any = PackageFinder(bridge)
    sys.meta_path.append(finder)
    guesses: Any = GuessedModules()
    sys.meta_path.append(guesses)
    ImportHooks(bridge).install()
    # last: no server may replace it
    names["mcp_servers"] = ServerMap(proxies, [server["name"] for server in usable])
    vars(builtins).update(names)
    return names


def _add_guesses(package: Any) -> None:
    """Let `mcp.name` be a function of `mcp.runtime`, or a server by its alias."""

    def find(name: str) -> Any:
        if name in PUBLIC_NAMES:
            return getattr(package.runtime, name)
        server = sys.modules.get(f"mcp.servers.{name}")
        if server is None or name.startswith("_"):
            raise AttributeError(f"module 'mcp' has no attribute {name!r}")
        return server

    package.__getattr__ = find


def _runtime_module(bridge: Bridge) -> Any:
    api = RuntimeApi(bridge)
    module = _module("mcp.runtime", sys.modules[RuntimeApi.__module__].__doc__ or "")
    for name in PUBLIC_NAMES:
        setattr(module, name, getattr(api, name))
    module.__all__ = list(PUBLIC_NAMES)
    return module


def _module(name: str, doc: str) -> Any:
    module: Any = ModuleType(name, doc)
    module.__path__ = []
    sys.modules[name] = module
    return module
