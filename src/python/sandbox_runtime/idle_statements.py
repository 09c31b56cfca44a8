"""Finds statements that do nothing, where something was meant to be done.

A generator is made and its items are not taken, or a function is named and not called. Such a
program would end as a success. This file is sent to the sandbox as text and runs there, and is
imported only for a program that may have such a statement.
"""

from __future__ import annotations

import _ast
import linecache

from sandbox_runtime.unfinished import MAKE_ITEMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

# What the objects of servers and of the runtime begin with.
_TOOLS = ("mcp.", "mcp_", "runtime.")
_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, _ast.Lambda, _ast.ClassDef, _ast.GeneratorExp)


def check_statements(tree: Any, filename: str) -> list[str]:
    """Raise `SyntaxError` for the first such statement of the tree; return notes on comparisons.

    Only where that is certain: a name that means several things is left alone. The last expression
    of a program is not in the tree; its value is shown.
    """
    nodes = list(_walk(tree))
    functions = {
        node.name: node
        for node in nodes
        if isinstance(node, _FUNCTIONS) and not node.decorator_list
    }
    bound = [name for node in nodes for name in _bound_names(node)]
    own = {name: node for name, node in functions.items() if bound.count(name) == 1}
    notes = []
    for node in nodes:
        if not isinstance(node, _ast.Expr):
            continue
        told = _told_of_value(node.value, own, bound)
        if told is not None:
            line = linecache.getline(filename, node.lineno)
            raise SyntaxError(told, (filename, node.lineno, node.col_offset + 1, line))
        if _is_equation(node.value):
            where = f"line {node.lineno}"
            notes.append(f"{where}: `==` compares and changes nothing; to set, write `=`")
    return notes


def _told_of_value(value: Any, own: Mapping[str, Any], bound: Sequence[str]) -> str | None:
    """What is wrong with a statement of that value; `own` are the functions of the program."""
    if isinstance(value, _ast.GeneratorExp):
        return "a generator does nothing until its items are taken; write a loop"
    if isinstance(value, _ast.Call) and isinstance(value.func, _ast.Name):
        name = value.func.id
        if name in own and _yields(own[name]):
            return _told_of_generator(own[name])
        if name in MAKE_ITEMS and name not in bound:
            return f"{name}() does nothing until its items are taken; write a loop"
    if isinstance(value, _ast.Attribute):
        root = _dotted(value)
        if root is not None and root.startswith(_TOOLS) and root.split(".")[0] not in bound:
            return f"{root} is not called, so nothing is done; write: await {root}(...)"
    named: Any = getattr(value, "id", getattr(value, "attr", None))
    if isinstance(value, (_ast.Attribute, _ast.Name)) and named in own:
        call = f"await {named}()" if isinstance(own[named], _ast.AsyncFunctionDef) else f"{named}()"
        return f"{named} is a function and not called, so nothing is done; write: {call}"
    return None


def _dotted(value: Any) -> str | None:
    """An attribute of a name as it is written."""
    names: list[str] = []
    while isinstance(value, _ast.Attribute):
        names.append(value.attr)
        value = value.value
    return ".".join([value.id, *reversed(names)]) if isinstance(value, _ast.Name) else None


def _is_equation(value: Any) -> bool:
    return (
        isinstance(value, _ast.Compare)
        and isinstance(value.ops[0], _ast.Eq)
        and isinstance(value.left, (_ast.Attribute, _ast.Name, _ast.Subscript))
    )


def _told_of_generator(function: Any) -> str:
    loop = "async for" if isinstance(function, _ast.AsyncFunctionDef) else "for"
    return (
        f"{function.name}() makes a generator, of which nothing runs until its items are taken;"
        f" write: {loop} item in {function.name}(...):"
    )


def _yields(function: Any) -> bool:
    """Whether its own code has a `yield`."""
    return any(
        isinstance(node, (_ast.Yield, _ast.YieldFrom))
        for statement in function.body
        for node in _walk(statement, within=_SCOPES)
    )


def _bound_names(node: Any) -> list[str]:
    """The names that a part of a program gives a meaning to; not those of the runtime."""
    if isinstance(node, (*_FUNCTIONS, _ast.ClassDef)):
        return [node.name]
    if isinstance(node, _ast.Name) and not isinstance(node.ctx, _ast.Load):
        return [node.id]
    if isinstance(node, _ast.arg):
        return [node.arg]
    if isinstance(node, (_ast.Import, _ast.ImportFrom)):
        module = getattr(node, "module", None)
        whole = [f"{module}.{one.name}" if module else one.name for one in node.names]
        return [
            one.asname or one.name
            for one, name in zip(node.names, whole)
            if name.split(".")[0] != "mcp"
        ]
    return []


def _walk(node: Any, within: tuple[type, ...] = ()) -> Iterator[Any]:
    """The node and all below it, in the order of the text; not what is inside of such parts.

    Not by `ast`, which takes longer to import than most programs run, nor by recursion, because a
    program may be nested deeply.
    """
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, within):
            continue
        below: list[Any] = []
        for field in one._fields:
            value = getattr(one, field, None)
            below += value if isinstance(value, list) else [value]
        waiting += [part for part in reversed(below) if isinstance(part, _ast.AST)]
