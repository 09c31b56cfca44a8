"""The user's program: run as `__main__`, with the value of its last expression kept.

This file is sent to the sandbox as text and runs there.

A program with top-level `await` runs inside an event loop, and so does one that needs a loop and
does not run it; any other runs as a plain script. `loops.py` makes `asyncio.run(...)` work in each.
"""

from __future__ import annotations

import _ast
import linecache
import sys

from sandbox_runtime.unfinished import MAKE_ITEMS, await_tasks, first_items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType
    from typing import Any

# Names of asyncio that need a running loop, and the one that cannot run inside another.
_IN_LOOP = frozenset(
    {"create_task", "current_task", "ensure_future", "gather", "get_event_loop", "get_running_loop"}
)
_RUN_LOOP = "run_forever"
_MAIN = "__main__"
_CO_COROUTINE = 0x80  # `inspect.CO_COROUTINE`; importing `inspect` is slow
_CO_ASYNC_GENERATOR = 0x200
_CO_ANY_GENERATOR = 0x20 | _CO_ASYNC_GENERATOR
_IDLE = (_ast.Attribute, _ast.Compare, _ast.GeneratorExp, _ast.Name)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_CO_ASYNC = _CO_COROUTINE | _CO_ASYNC_GENERATOR


class Program:
    """Compiled code: the statements, and the last expression separately."""

    def __init__(self, source: str, filename: str) -> None:
        """Raises what `compile` raises: `SyntaxError`, `ValueError` for a NUL, `RecursionError`."""
        self.repairs: list[str] = []
        _keep_lines(source, filename)
        try:
            tree = _parse(source, filename)
        except SyntaxError as error:
            source, tree = self._repaired(error, source, filename)
        last = tree.body[-1] if tree.body else None
        if isinstance(last, _ast.If) and _is_main_guard(last):
            # always so: the value of its last expression is that of the program
            tree.body[-1:] = last.body
            if last.test.comparators[0].value != _MAIN:  # type: ignore[attr-defined]
                self.repairs.append(f"__name__ is {_MAIN!r}, with two `_` on each side")
        if isinstance(last, _ast.AsyncFunctionDef) or (
            isinstance(last, _ast.FunctionDef) and last.name == "main"
        ):
            self._add_call(tree, filename)
        try:
            self._compile(tree, filename)
        except SyntaxError as error:
            if "outside function" not in error.msg:
                raise
            self._compile(self._as_function(error, source, filename), filename)

    @property
    def _codes(self) -> list[CodeType]:
        return [code for code in (self._body, self._tail) if code is not None]

    def _compile(self, tree: _ast.Module, filename: str) -> None:
        tail: _ast.Expression | None = None
        if tree.body and isinstance(tree.body[-1], _ast.Expr):
            tail = _ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
        self._compile_parts(tree, tail, filename)
        if _may_be_idle(tree) or any(map(_may_drop_items, self._codes)):
            from sandbox_runtime.idle_statements import check_statements

            self.repairs += check_statements(tree, filename)
        if any(map(_has_async_generator, self._codes)):
            from sandbox_runtime.program_shape import listed_generators

            notes = {note for part in (tree, tail) for note in listed_generators(part)}
            if notes:
                self.repairs += notes
                self._compile_parts(tree, tail, filename)

    def _compile_parts(
        self, tree: _ast.Module, tail: _ast.Expression | None, filename: str
    ) -> None:
        self._body = _compile(tree, "exec", filename)
        self._tail = None if tail is None else _compile(tail, "eval", filename)

    def _repaired(self, error: SyntaxError, source: str, filename: str) -> tuple[str, _ast.Module]:
        from sandbox_runtime.repair import repair_source

        repaired = repair_source(source)
        if repaired is None:
            raise error
        source, self.repairs = repaired
        _keep_lines(source, filename)
        return source, _parse(source, filename)

    def _as_function(self, error: SyntaxError, source: str, filename: str) -> _ast.Module:
        from sandbox_runtime.program_shape import as_function

        found = as_function(lambda text: _parse(text, filename), source)
        if found is None:
            raise error
        tree, notes = found
        self.repairs += notes
        return tree  # type: ignore[no-any-return]

    def _add_call(self, tree: _ast.Module, filename: str) -> None:
        from sandbox_runtime.program_shape import call_of_main

        found = call_of_main(lambda text: _parse(text, filename), tree)
        if found is not None:
            tree.body.append(found[0])
            self.repairs += found[1]

    def tell_repairs(self) -> None:
        """Say on stderr what was put right."""
        for note in self.repairs:
            print(f"Note: {note}", file=sys.stderr)

    @property
    def is_async(self) -> bool:
        """Whether it has top-level `await`, or code outside coroutines that needs a loop."""
        if any(map(_awaits, self._codes)):
            return True
        names = {name for code in self._codes for name in _names_outside_coroutines(code)}
        return not _IN_LOOP.isdisjoint(names) and _RUN_LOOP not in names

    def run(self, namespace: dict[str, Any]) -> Any:
        """Run as a plain script; return the value of the last expression, or `None`."""
        exec(self._body, namespace)
        return None if self._tail is None else eval(self._tail, namespace)

    async def run_async(self, namespace: dict[str, Any]) -> Any:
        """Run inside the current event loop; return the same."""
        value = None
        for code in self._codes:
            value = eval(code, namespace)
            if _awaits(code):
                value = await value
        return None if self._tail is None else value

    async def run_to_end(
        self, namespace: dict[str, Any], timeout_seconds: float, before: set[Any] | None = None
    ) -> Any:
        """Run inside the current event loop, and complete what it leaves undone."""
        value = await self.run_async(namespace) if self.is_async else self.run(namespace)
        return await complete(value, timeout_seconds, before)


def is_awaitable(value: Any) -> bool:
    """Whether the value of the last expression still has to be awaited."""
    kind = type(value)
    if getattr(kind, "is_settled", False):
        return False
    return hasattr(kind, "__await__") or hasattr(kind, "__anext__")


async def complete(value: Any, timeout_seconds: float, before: set[Any] | None = None) -> Any:
    """The value, awaited if it can be, once the tasks that began since `before` have ended."""
    from asyncio import all_tasks, current_task

    if is_awaitable(value):
        name = getattr(value, "__name__", "")
        # a call of a tool is named as it was written, a coroutine by its function
        call = f"{name}()" if name.isidentifier() else name
        call = call if call.endswith(")") else "the last expression"
        note = f"Note: {call} was not awaited, so that was done; write: await {call}"
        print(note, file=sys.stderr)
        value = await (value if hasattr(type(value), "__await__") else first_items(value))
    known = {*(before or ()), current_task()}
    if all_tasks() - known:
        await await_tasks(known, timeout_seconds)
    return value


def _keep_lines(source: str, filename: str) -> None:
    # The last line needs a newline too: `traceback` counts it to place carets.
    lines = [f"{line}\n" for line in source.split("\n")]
    linecache.cache[filename] = (len(source), None, lines, filename)


def _parse(source: str, filename: str) -> _ast.Module:
    # what `ast.parse` does, without importing `ast`, which takes longer than most programs run
    tree: Any = compile(source, filename, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    return tree  # type: ignore[no-any-return]


def _compile(tree: _ast.Module | _ast.Expression, mode: str, filename: str) -> CodeType:
    flags = _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        code: CodeType = compile(tree, filename, mode, flags, dont_inherit=True)
    except SyntaxError as error:
        # An error found after parsing, such as a `return` outside a function, has no source line.
        if error.text is None and error.lineno is not None:
            error.text = linecache.getline(filename, error.lineno)
        raise
    return code


def _awaits(code: CodeType) -> bool:
    return bool(code.co_flags & _CO_COROUTINE)


def _names_outside_coroutines(code: CodeType) -> Iterator[str]:
    if code.co_flags & _CO_ASYNC:
        return
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, type(code)):
            yield from _names_outside_coroutines(part)


def _may_be_idle(tree: _ast.Module) -> bool:
    """Whether one of its statements is an expression that does nothing by itself."""
    waiting: list[Any] = [tree]
    while waiting:
        one = waiting.pop()
        if type(one) is _ast.Expr and type(one.value) in _IDLE:
            return True
        for field in _BLOCKS:
            waiting += getattr(one, field, ())
    return False


def _may_drop_items(code: CodeType) -> bool:
    """Whether it has a generator anywhere, or one of the functions that make such."""
    if code.co_flags & _CO_ANY_GENERATOR or not MAKE_ITEMS.isdisjoint(code.co_names):
        return True
    return any(isinstance(part, type(code)) and _may_drop_items(part) for part in code.co_consts)


def _has_async_generator(code: CodeType) -> bool:
    """Whether a generator expression anywhere in it is asynchronous."""
    for part in code.co_consts:
        if isinstance(part, type(code)):
            found = part.co_name == "<genexpr>" and part.co_flags & _CO_ASYNC_GENERATOR
            if found or _has_async_generator(part):
                return True
    return False


def _is_main_guard(statement: _ast.If) -> bool:
    """Whether it is `if __name__ == "__main__":`, or was meant so, without an `else`."""
    test = statement.test
    return (
        not statement.orelse
        and isinstance(test, _ast.Compare)
        and isinstance(test.left, _ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.ops[0], _ast.Eq)
        and str(getattr(test.comparators[0], "value", "")).strip("_") == _MAIN.strip("_")
    )
