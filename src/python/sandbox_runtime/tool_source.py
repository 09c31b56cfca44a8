"""What the source of a saved tool may be: one function whose definition runs nothing.

This file is sent to the sandbox as text and runs there. Whoever loads a saved tool has grants that
its author may not have had, so a source that would run code when it is loaded is refused.
"""

from __future__ import annotations

import _ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# Evaluating them calls nothing: a name in a default can only be a builtin or a server.
_IN_DEFAULTS = (
    _ast.Constant,
    _ast.Name,
    _ast.Tuple,
    _ast.List,
    _ast.Dict,
    _ast.Set,
    _ast.UnaryOp,
    _ast.USub,
    _ast.expr_context,
)
# Annotations stay text and are not evaluated.
_IN_ANNOTATIONS = (*_IN_DEFAULTS, _ast.Subscript, _ast.Attribute, _ast.BinOp, _ast.BitOr)


def check_source(tree: _ast.Module, name: str) -> None:
    """Check that a tool's source, parsed, defines the tool `name` and runs nothing.

    Raises `ValueError`, whose message is the reason, a clause.
    """
    if len(tree.body) != 1:
        raise ValueError(f"it must be one function, not {len(tree.body)} statements")
    function = tree.body[0]
    if not isinstance(function, (_ast.FunctionDef, _ast.AsyncFunctionDef)):
        raise ValueError(f"line {function.lineno}: it must be one `def`")
    if function.name != name:
        raise ValueError(f"it defines {function.name!r} and not {name!r}")
    for decorator in function.decorator_list:
        raise ValueError(f"line {decorator.lineno}: a decorator would run when the tool is loaded")
    arguments = function.args
    for default in (*arguments.defaults, *arguments.kw_defaults):
        if default is not None:
            _check("a default value", default, _IN_DEFAULTS)
    for annotation in _annotations(function):
        _check("an annotation", annotation, _IN_ANNOTATIONS)


def _annotations(function: _ast.FunctionDef | _ast.AsyncFunctionDef) -> Iterator[_ast.expr]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    for annotation in (*(one.annotation for one in every), function.returns):
        if annotation is not None:
            yield annotation
    for parameter in getattr(function, "type_params", ()):  # since Python 3.12
        for field in ("bound", "default_value"):
            value = getattr(parameter, field, None)
            if value is not None:
                yield value


def _check(what: str, expression: _ast.expr, allowed: tuple[type, ...]) -> None:
    waiting: list[_ast.AST] = [expression]
    while waiting:
        node = waiting.pop()
        # `-x` of a name runs `x.__neg__`; `{**x}` has no key
        negates = isinstance(node, _ast.UnaryOp) and not isinstance(node.operand, _ast.Constant)
        unpacks = isinstance(node, _ast.Dict) and None in node.keys
        if not isinstance(node, allowed) or negates or unpacks:
            raise ValueError(
                f"line {expression.lineno}: {what} may hold constants and names only,"
                f" not {type(node).__name__}"
            )
        for field in node._fields:
            value = getattr(node, field, None)
            inner = value if isinstance(value, list) else [value]
            waiting.extend(one for one in inner if isinstance(one, _ast.AST))
