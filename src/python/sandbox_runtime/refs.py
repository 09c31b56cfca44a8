"""The helpers of `mcp.runtime` for what outlives a run: kept values, and files that it left.

This file is sent to the sandbox as text and runs there. Its twin is `src/rpc/calls.ts`.
"""

from __future__ import annotations

from sandbox_runtime.jsonable import argument_json
from sandbox_runtime.media import Media

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sandbox_runtime.bridge import Bridge
    from sandbox_runtime.calls import ToolCall


class KeptRefs:
    """Values and files that later runs can open, for a while."""

    _bridge: Bridge

    def ref(self, ref: str) -> ToolCall:
        """What an earlier run kept, by its id (`r1`, `f1`) or name: the value, or the file.

        A file has `name`, `mime_type`, `bytes`, `text` and `save(path)`.
        """
        return self._bridge.ask(f"runtime.ref({ref!r})", "open_ref", _query(ref), opened)

    def ref_sync(self, ref: str) -> Any:
        """`ref`, blocking."""
        return opened(self._bridge.ask_now("open_ref", _query(ref)))

    def refs(self) -> ToolCall:
        """What there is to open, a list: ref, name, schema, mime_type, bytes, head."""
        return self._bridge.ask("runtime.refs()", "list_refs", {}, list)

    def refs_sync(self) -> list[Any]:
        """`refs`, blocking."""
        return list(self._bridge.ask_now("list_refs", {}))

    def keep(self, value: object, name: str | None = None) -> ToolCall:
        """Keep a value of JSON for later runs, which open it by its `ref` or name.

        Its value is what `refs` tells of it. Files are kept by writing them to /workspace/out.
        """
        return self._bridge.ask("runtime.keep(...)", "keep_value", _to_keep(value, name))

    def keep_sync(self, value: object, name: str | None = None) -> Any:
        """`keep`, blocking."""
        return self._bridge.ask_now("keep_value", _to_keep(value, name))


def opened(answer: Mapping[str, Any]) -> Any:
    """The value, or the file, of an `OpenedRef`."""
    if answer["kind"] == "value":
        return answer["value"]
    from sandbox_runtime.files import KeptFile

    return KeptFile(answer["name"], answer["mime_type"], answer["data"])


def _query(ref: str) -> dict[str, Any]:
    # what `refs()` and `keep()` give is as good as its id
    named = ref.get("ref") if isinstance(ref, dict) else ref
    if not isinstance(named, str):
        raise TypeError(f"a ref is opened by its id or name, a text such as 'r1', not by {ref!r}")
    return {"ref": named}


def _to_keep(value: object, name: str | None) -> dict[str, Any]:
    if isinstance(value, (bytes, bytearray, memoryview, Media)):
        raise TypeError("Cannot keep bytes as a value: write them to a file in /workspace/out")
    if name is not None and not isinstance(name, str):
        raise TypeError(f"the name of what is kept must be a text, not {name!r}")
    return {"name": name, "value": argument_json(value)}
