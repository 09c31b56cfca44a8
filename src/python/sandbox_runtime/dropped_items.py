"""Finds a generator that a statement makes and whose items nothing takes: nothing of it would run.

This file is sent to the sandbox as text and runs there, and is imported only for a program with a
generator, `map` or `filter`.
"""

from __future__ import annotations

import _ast
import linecache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_LAZY = frozenset({"filter", "map"})
_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, _ast.Lambda, _ast.ClassDef, _ast.GeneratorExp)


def check_items_taken(tree: Any, filename: str) -> None:
    """Raise `SyntaxError` for the first statement of the tree that makes a generator and drops it.

    Only where that is certain: a name that means several things is left alone.
    """
    nodes = list(_walk(tree))
    generators = {
        node.name: node
        for node in nodes
        if isinstance(node, _FUNCTIONS) and not node.decorator_list and _yields(node)
    }
    bound = [name for node in nodes for name in _bound_names(node)]
    for node in nodes:
        if not isinstance(node, _ast.Expr):
            continue
        told = None
        if isinstance(node.value, _ast.GeneratorExp):
            told = "a generator does nothing until its items are taken; write a loop"
        elif isinstance(node.value, _ast.Call) and isinstance(node.value.func, _ast.Name):
            name = node.value.func.id
            if name in generators and bound.count(name) == 1:
                told = _told_of(generators[name])
            elif name in _LAZY and name not in bound:
                told = f"{name}() does nothing until its items are taken; write a loop"
        if told is not None:
            line = linecache.getline(filename, node.lineno)
            raise SyntaxError(told, (filename, node.lineno, node.col_offset + 1, line))


def _told_of(function: Any) -> str:
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
    """The names that a part of a program gives a meaning to."""
    if isinstance(node, (*_FUNCTIONS, _ast.ClassDef)):
        return [node.name]
    if isinstance(node, _ast.Name) and not isinstance(node.ctx, _ast.Load):
        return [node.id]
    if isinstance(node, _ast.arg):
        return [node.arg]
    if isinstance(node, _ast.alias):
        return [node.asname or node.name]
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
