"""Advice for a file that is not there, because a program takes the sandbox for the user's machine.

This file is sent to the sandbox as text and runs there, and is imported only when a program fails.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sandbox_runtime.bridge import Bridge

# Folders that are the sandbox's own.
_WRITABLE = ("/tmp", "/workspace")
_OF_SYSTEM = ("/usr", "/lib", "/proc", "/sys", "/dev", "/bin", "/opt")
# Words in the names of servers and tools that are about files.
_FILE_WORDS = ("file", "fs", "drive", "disk", "desktop", "folder", "director")
_MAX_SERVERS = 3


def file_hint(error: BaseException, bridge: Bridge | None) -> str | None:
    """What to use in place of a file of the user's machine; `None` for other failures."""
    if "unable to open database file" in str(error):
        return _not_visible(bridge)
    name = getattr(error, "filename", None)
    if not isinstance(error, FileNotFoundError) or not isinstance(name, str):
        return None
    if "/" not in name and "." not in name and not _is_of_windows(name):
        return (
            f"the sandbox has no program {name!r}, and is not the user's machine;"
            f" use {tools_of(bridge)}"
        )
    if name.startswith(_WRITABLE):
        return (
            "/tmp and /workspace are empty when a program starts, and hold no file of the user;"
            f" {tools_of(bridge, files=True)} may reach those"
        )
    return None if name.startswith(_OF_SYSTEM) else _not_visible(bridge)


def _not_visible(bridge: Bridge | None) -> str:
    return (
        "no file of the user's machine is visible in the sandbox;"
        f" {tools_of(bridge, files=True)} may reach it"
    )


def _is_of_windows(name: str) -> bool:
    return len(name) > 1 and name[1] == ":" and name[0].isalpha()


def tools_of(bridge: Bridge | None, *, files: bool = False) -> str:
    """Tools of the granted servers, of those that are about files if any seem to be."""
    granted = [one for one in bridge.servers if one["granted"]] if bridge else []
    about = [one for one in granted if files and bridge and _is_about_files(one, bridge)]
    names = " or ".join(f"mcp_{one['alias']}" for one in (about or granted)[:_MAX_SERVERS])
    return f"a tool of {names}" if names else "a tool of an MCP server"


def _is_about_files(server: dict[str, str], bridge: Bridge) -> bool:
    known = bridge.described(server["name"])
    tools = [tool["alias"] for tool in known["tools"]] if known else []
    return any(word in name.lower() for name in (server["alias"], *tools) for word in _FILE_WORDS)
