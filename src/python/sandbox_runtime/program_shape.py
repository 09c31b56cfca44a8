"""Changes the tree of a program whose parts are in the wrong place.

This file is sent to the sandbox as text and runs there, and is imported only for such a program:
one that returns or yields at its top level, calls nothing of what it defines, or awaits in a
generator.
"""

from __future__ import annotations

import _ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_FUNCTION = "def __program():\n    pass\n__program()\n"
_COROUTINE = "async def __program():\n    pass\nawait __program()\n"
_ASYNC_ITEMS = "async def __program():\n    pass\n[item async for item in __program()]\n"
_GENERATOR_FLAGS = 0x20 | 0x200  # `inspect.CO_GENERATOR`, `inspect.CO_ASYNC_GENERATOR`
_DEFINITIONS = (
    _ast.Import,
    _ast.ImportFrom,
    _ast.FunctionDef,
    _ast.AsyncFunctionDef,
    _ast.ClassDef,
    _ast.Assign,
    _ast.AnnAssign,
)


_TAKE_ITEMS = frozenset(
    {
        *("Counter", "all", "any", "deque", "dict", "enumerate", "filter", "frozenset"),
        *("list", "map", "max", "mean", "min", "set", "sorted", "sum", "tuple", "zip"),
    }
)
_GENERATOR_NOTE = (
    "a generator with `await` became a list, because it would be asynchronous;"
    " write [await ... for ...]"
)


def as_function(parse: Callable[[str], Any], source: str) -> tuple[Any, list[str]] | None:
    """The tree of a program with `return` or `yield` at its top level, as a function's body."""
    tree = parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, _ast.Return):
        tail = [_expression(last, last.value)] if last.value else []
        alone = _module_of(parse, [*tree.body[:-1], *tail])
        if _compiles(alone):
            return alone, [_RETURN_NOTE]
    for template in (_FUNCTION, _COROUTINE, _ASYNC_ITEMS):
        module = parse(template)
        body = parse(source).body
        code = _compiled(_wrapped(module, body))
        if code is None:
            continue
        flags = next(one.co_flags for one in code.co_consts if hasattr(one, "co_flags"))
        if flags & _GENERATOR_FLAGS:
            # `await` of an asynchronous generator fails: its items are taken by the last template
            if flags & 0x200 and template != _ASYNC_ITEMS:
                continue
            return module, [_YIELD_NOTE]
        if isinstance(body[-1], _ast.Expr):
            body[-1] = _return(parse, body[-1])
            module.body[0].body = body
        return module, [_RETURN_NOTE]
    return None


_RETURN_NOTE = (
    "the program was run as a function because of its `return` at the top level;"
    " end it with the value as its last expression"
)
_YIELD_NOTE = (
    "the program was run as a generator because of its `yield` at the top level, and its items are"
    " the result; end it with a list as its last expression"
)


def _wrapped(module: Any, body: list[Any]) -> Any:
    module.body[0].body = body
    return module


def _module_of(parse: Callable[[str], Any], body: list[Any]) -> Any:
    module = parse("")
    module.body = body
    return module


def _expression(place: Any, value: Any) -> Any:
    return _placed(_ast.Expr(value), place)


def _return(parse: Callable[[str], Any], last: Any) -> Any:
    statement = parse("def f():\n    return 0").body[0].body[0]
    statement.value = last.value
    return _placed(statement, last)


def _placed(node: Any, place: Any) -> Any:
    for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
        setattr(node, name, getattr(place, name))
    return node


def _compiled(tree: Any) -> Any:
    try:
        return compile(tree, "<repair>", "exec", _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError:
        return None


def _compiles(tree: Any) -> bool:
    return _compiled(tree) is not None


def call_of_main(parse: Callable[[str], Any], tree: Any) -> tuple[Any, list[str]] | None:
    """The call of the function that ends a program which only defines; `None` if it is no such."""
    *others, main = tree.body
    arguments = main.args
    required = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    if required or None in arguments.kw_defaults or main.decorator_list:
        return None
    if not all(isinstance(one, _DEFINITIONS) or _is_text(one) for one in others):
        return None
    from ast import walk

    name = main.name
    if any(isinstance(node, _ast.Name) and node.id == name for node in walk(tree)):
        return None
    call = f"await {name}()" if isinstance(main, _ast.AsyncFunctionDef) else f"{name}()"
    note = f"{name}() was defined and never called, so it was called; end the program with: {call}"
    return parse("\n" * (main.end_lineno - 1) + call).body[0], [note]


def _is_text(statement: Any) -> bool:
    return isinstance(statement, _ast.Expr) and isinstance(statement.value, _ast.Constant)


def listed_generators(tree: Any) -> list[str]:
    """Make lists of the generators with `await` that are taken by what takes no asynchronous one.

    Returns the note, or nothing where there is none.
    """
    if tree is None:
        return []
    from ast import iter_fields, walk

    changed = 0
    for parent in walk(tree):
        if not isinstance(parent, (_ast.Call, _ast.Starred, _ast.For)):
            continue
        if isinstance(parent, _ast.Call) and not _takes_items(parent.func):
            continue
        for name, value in iter_fields(parent):
            if isinstance(value, list) and name == "args":
                for index, one in enumerate(value):
                    if _awaits_inside(one):
                        value[index] = _list_of(one)
                        changed += 1
            elif name in ("iter", "value") and _awaits_inside(value):
                setattr(parent, name, _list_of(value))
                changed += 1
    return [_GENERATOR_NOTE] if changed else []


def _takes_items(function: Any) -> bool:
    if isinstance(function, _ast.Attribute):
        return function.attr in ("extend", "fsum", "join", "mean", "median", "update")
    return isinstance(function, _ast.Name) and function.id in _TAKE_ITEMS


def _awaits_inside(node: Any) -> bool:
    """Whether it is a generator expression that is asynchronous."""
    if not isinstance(node, _ast.GeneratorExp):
        return False
    from ast import walk

    return any(isinstance(one, _ast.Await) or getattr(one, "is_async", 0) for one in walk(node))


def _list_of(generator: Any) -> Any:
    return _placed(_ast.ListComp(generator.elt, generator.generators), generator)
