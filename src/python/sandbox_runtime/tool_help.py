"""One tool, as `help`, `__doc__` and `inspect.signature` show it.

This file is sent to the sandbox as text and runs there, and is imported when a program first asks.
"""

from __future__ import annotations

import ast
from inspect import Parameter, Signature

from sandbox_runtime.errors import MCPError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sandbox_runtime.bridge import Bridge


def tool_text(bridge: Bridge, server: str, tool: str, label: str) -> str:
    """How a tool is called, what it does, and what its parameters mean."""
    try:
        doc = bridge.tool_doc(server, tool)
    except MCPError as error:
        return f"await {label}(...)\n\n{error.message}"
    parts = [f"await {label}{_call(doc)}", doc["description"]]
    parameters = doc.get("parameters", {})
    if parameters:
        told = (f"  {name}: {_indented(text)}" for name, text in dict.items(parameters))
        parts.append("\n".join(["Parameters:", *told]))
    ways = doc.get("alternatives", [])
    if ways:
        parts.append("\n".join(["Called as one of:", *(f"  {label}({way})" for way in ways)]))
    return "\n\n".join(part for part in parts if part)


def tool_signature(signature: str) -> Signature:
    """The signature that a text has, with types as text; `...` is the default that is not known."""
    source = f"def {signature}: ..."
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    given = function.args
    return Signature(
        [
            Parameter(
                argument.arg,
                Parameter.KEYWORD_ONLY,
                default=Parameter.empty if default is None else ast.literal_eval(default),
                annotation=_text(source, argument.annotation),
            )
            for argument, default in zip(given.kwonlyargs, given.kw_defaults)
        ],
        return_annotation=_text(source, function.returns),
    )


def _call(doc: Mapping[str, Any]) -> str:
    signature: str = doc["signature"]
    return signature[signature.index("(") :]


def _text(source: str, annotation: ast.expr | None) -> Any:
    if annotation is None:
        return Parameter.empty  # `Signature.empty` is the same
    return ast.get_source_segment(source, annotation)


def _indented(text: str) -> str:
    return "\n    ".join(text.splitlines())
