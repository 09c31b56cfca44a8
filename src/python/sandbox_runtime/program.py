"""The user's program: run as `__main__`, with the value of its last expression kept.

This file is sent to the sandbox as text and runs there.

A program with top-level `await` runs inside an event loop; any other runs as a plain script, so
that its own `asyncio.run(...)` works. `allow_nested_run` makes that work inside a loop too.
"""

from __future__ import annotations

import _ast
import builtins
import linecache
import sys
from types import ModuleType

from sandbox_runtime.unfinished import await_tasks, first_items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence
    from types import CodeType
    from typing import Any

# Names of asyncio that need a running loop, and those that start one.
_IN_LOOP = frozenset({"create_task", "ensure_future", "gather", "get_running_loop"})
_RUN_LOOP = frozenset({"run", "run_forever", "run_until_complete", "Runner"})
_CO_COROUTINE = 0x80  # `inspect.CO_COROUTINE`; importing `inspect` is slow


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

    def _compile(self, tree: _ast.Module, filename: str) -> None:
        tail: _ast.expr | None = None
        if tree.body and isinstance(tree.body[-1], _ast.Expr):
            tail = tree.body.pop().value  # type: ignore[attr-defined]
        self._body = _compile(tree, "exec", filename)
        self._tail = None
        if tail is not None:
            self._tail = _compile(_ast.Expression(tail), "eval", filename)

    def _repaired(self, error: SyntaxError, source: str, filename: str) -> tuple[str, _ast.Module]:
        from sandbox_runtime.repair import repair_source

        repaired = repair_source(source)
        if repaired is None:
            raise error
        source, self.repairs = repaired
        _keep_lines(source, filename)
        return source, _parse(source, filename)

    def _as_function(self, error: SyntaxError, source: str, filename: str) -> _ast.Module:
        from sandbox_runtime.repair import as_function

        found = as_function(lambda text: _parse(text, filename), source)
        if found is None:
            raise error
        tree, notes = found
        self.repairs += notes
        return tree  # type: ignore[no-any-return]

    def _add_call(self, tree: _ast.Module, filename: str) -> None:
        from sandbox_runtime.repair import call_of_main

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
        """Whether it has top-level `await`, or uses a loop there that it does not start."""
        codes = [code for code in (self._body, self._tail) if code is not None]
        return any(map(_awaits, codes)) or (
            any(not _IN_LOOP.isdisjoint(code.co_names) for code in codes)
            and all(_RUN_LOOP.isdisjoint(code.co_names) for code in codes)
        )

    def run(self, namespace: dict[str, Any]) -> Any:
        """Run as a plain script; return the value of the last expression, or `None`."""
        exec(self._body, namespace)
        return None if self._tail is None else eval(self._tail, namespace)

    async def run_async(self, namespace: dict[str, Any]) -> Any:
        """Run inside the current event loop; return the same."""
        value = None
        for code in (self._body, self._tail):
            if code is not None:
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
    if kind.__module__ == "sandbox_runtime.settled":  # which is imported at first use
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


def make_main(names: Mapping[str, Any], filename: str, argv: Sequence[str]) -> dict[str, Any]:
    """Replace the loader's `__main__` with a new one; return its namespace."""
    module = ModuleType("__main__")
    module.__file__ = filename
    vars(module).update(names, __builtins__=builtins)
    sys.modules["__main__"] = module
    sys.argv = list(argv)
    return vars(module)


def release_globals(namespace: dict[str, Any]) -> None:
    """Delete the program's globals, so that finalizers run while they can still print."""
    for name in list(namespace):
        if name != "__builtins__":
            namespace.pop(name, None)


def run_in_thread(main: Coroutine[Any, Any, Any], run: Any, **options: Any) -> Any:
    """Run a coroutine on a new thread with its own event loop, and block until it has ended."""
    from contextvars import copy_context
    from threading import Thread

    ending: list[tuple[Any, BaseException | None]] = []

    def target() -> None:
        try:
            ending.append((run(main, **options), None))
        except BaseException as error:
            ending.append((None, error))

    thread = Thread(target=copy_context().run, args=(target,))
    thread.start()
    thread.join()
    value, error = ending[0]
    if error is not None:
        raise error
    return value


def allow_nested_run() -> None:
    """Make `asyncio.run` work inside a running loop: models use it beside `await`."""
    import asyncio

    plain_run = asyncio.run

    def run(main: Coroutine[Any, Any, Any], **options: Any) -> Any:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return plain_run(main, **options)
        return run_in_thread(main, plain_run, **options)

    run.__doc__ = plain_run.__doc__
    asyncio.run = asyncio.runners.run = run


def predefine(source: str) -> None:
    """Make `asyncio` a builtin for a program that has the word: to import it takes long."""
    if "asyncio" in source:
        import asyncio

        vars(builtins)["asyncio"] = asyncio


def use_fork(source: str) -> None:
    """Make `multiprocessing` fork: other start methods need the program's file, which is absent."""
    if sys.version_info >= (3, 14) and ("multiprocessing" in source or "ProcessPool" in source):
        import multiprocessing

        multiprocessing.set_start_method("fork")


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
