"""Advice for imports of what is not there.

This file is sent to the sandbox as text and runs there, and is imported only when a program fails.
"""

from __future__ import annotations

import re
import sys

from sandbox_runtime.limit_hints import NO_NETWORK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sandbox_runtime.bridge import Bridge

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
# What the standard library has for the same.
_INSTEAD = {
    "aiofiles": "open(...)",
    "attr": "from dataclasses import dataclass",
    "attrs": "from dataclasses import dataclass",
    "backoff": "a loop with try and await asyncio.sleep(seconds)",
    "dateutil": "datetime.fromisoformat(text)",
    "dotenv": "values in the code (no environment variable of the user is visible)",
    "loguru": "import logging",
    "orjson": "import json",
    "prettytable": 'f"{name:<20}{count:>6}"',
    "pydantic": "from dataclasses import dataclass",
    "pytz": 'from zoneinfo import ZoneInfo; ZoneInfo("Europe/Berlin")',
    "regex": "import re",
    "rich": "print(...)",
    "simplejson": "import json",
    "tabulate": 'f"{name:<20}{count:>6}"',
    "tenacity": "a loop with try and await asyncio.sleep(seconds)",
    "toml": "import tomllib",
    "tomli": "import tomllib",
    "tqdm": "a plain loop",
    "ujson": "import json",
}
_CLIENTS = {"fastmcp", "mcp_use", "modelcontextprotocol"}
# Words in names of modules that say nothing of a service.
_COMMON_WORDS = {"api", "client", "core", "lib", "python", "sdk", "tool", "tools"}


def import_hint(error: ImportError, bridge: Bridge | None) -> str | None:
    """What to import or to write instead."""
    name = error.name or ""
    package = name.partition(".")[0]
    if package.startswith("mcp_") and bridge is not None and package not in _CLIENTS:
        return f"a server needs no import; this run has: {servers_of(bridge)}"
    if package == "mcp" and bridge is not None:
        return _mcp_hint(error, bridge)
    if not isinstance(error, ModuleNotFoundError):
        return _member_hint(error)
    if not package:
        return None
    if package in _CLIENTS and bridge is not None:
        return f"no client is needed: {_how_to_call()}; this run has: {servers_of(bridge)}"
    server = _server_like(package, bridge)
    if server is not None:
        return f"the sandbox has no client library of services; use a tool of {server}"
    if package in _NETWORK_PACKAGES:
        return NO_NETWORK
    if package in getattr(sys, "stdlib_module_names", ()):
        return None
    instead = f"; write instead: {_INSTEAD[package]}" if package in _INSTEAD else ""
    return (
        "the sandbox has Python's standard library and what runtime.packages() lists"
        f"{instead}; the user can add a package: mcp-code-bridge packages add"
        f" {_PROJECTS.get(package, package)}"
    )


def servers_of(bridge: Bridge) -> str:
    """Names of the servers that the run may call."""
    names = [f"mcp_{server['alias']}" for server in bridge.servers if server["granted"]]
    return ", ".join(names) or "no server"


def _how_to_call() -> str:
    return "write await mcp_SERVER.TOOL(key=value)"


def _mcp_hint(error: ImportError, bridge: Bridge) -> str:
    from sandbox_runtime.name_hints import runtime_hint

    hint = runtime_hint(error)
    if hint is not None and "did you mean" in hint:
        return hint
    name = error.name or ""
    if name.startswith("mcp.tools"):
        return f"saved tools: {', '.join(bridge.saved_tools) or 'none'}"
    if "cannot import name" in str(error) or name.startswith("mcp.client"):
        return (
            f"this mcp is no client library: without a session, {_how_to_call()};"
            f" this run has: {servers_of(bridge)}"
        )
    aliases = ", ".join(server["alias"] for server in bridge.servers)
    return f"modules of mcp: runtime, tools, servers; of mcp.servers: {aliases or 'none'}"


def _member_hint(error: ImportError) -> str | None:
    """The name of a module that is near the one that it does not have."""
    from sandbox_runtime.name_hints import near_names

    found = re.search(r"cannot import name '(\w+)'", str(error))
    module = sys.modules.get(error.name or "")
    if found is None or module is None:
        return None
    near = near_names(found[1], [one for one in dir(module) if not one.startswith("_")])
    return f"did you mean {' or '.join(near)}? (from {error.name})" if near else None


def _server_like(package: str, bridge: Bridge | None) -> str | None:
    """The server for the service that a client library is named for."""
    words = {word for word in re.split(r"[_.]|(?<=\w)py$|^py", package.lower()) if len(word) > 2}
    for server in bridge.servers if bridge is not None else ():
        alias = server["alias"].lower()
        if server["granted"] and (words - _COMMON_WORDS) & set(alias.split("_")):
            return f"mcp_{server['alias']}"
    return None
