"""A call that was not awaited yet.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

import sys
from collections.abc import Coroutine

from sandbox_runtime.unfinished import line_of_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any, NoReturn

    from sandbox_runtime.unfinished import Forgotten

    _Coroutine = Coroutine[Any, Any, Any]
else:
    _Coroutine = Coroutine


class ToolCall(_Coroutine):
    """A call that is made when it is awaited. It is a coroutine, so asyncio accepts it anywhere.

    Using it as a value raises an error that says what to write.
    """

    __slots__ = ("_begun", "_coroutine", "_forgotten", "_label", "_line", "_perform", "_warned")

    def __init__(
        self,
        label: str,
        perform: Callable[[], Coroutine[Any, Any, Any]],
        forgotten: Forgotten,
    ) -> None:
        self._label = label
        self._perform = perform
        self._forgotten = forgotten
        self._coroutine: Coroutine[Any, Any, Any] | None = None
        self._begun = False
        self._warned = False
        self._line = line_of_caller()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._begin().__await__()

    def send(self, value: Any) -> Any:
        return (self._coroutine or self._begin()).send(value)

    def throw(self, *arguments: Any) -> Any:
        return (self._coroutine or self._begin()).throw(*arguments)

    def close(self) -> None:
        self._begun = True
        if self._coroutine is not None:
            self._coroutine.close()

    def _begin(self) -> Coroutine[Any, Any, Any]:
        if self._begun:
            raise RuntimeError(f"{self._label} was awaited already; keep its value in a variable")
        self._begun = True
        self._coroutine = self._perform()
        return self._coroutine

    def __repr__(self) -> str:
        if self._begun:
            return f"<call of {self._label}>"
        return f"<call of {self._label} that was not awaited: write: await {self._label}>"

    def __del__(self) -> None:
        if not self._begun:
            self._forgotten.add(self._line, self._label, "it was not called", was_told=self._warned)

    def _misused(self, error: type[Exception], what: str, use: str = "") -> NoReturn:
        self._warned = True  # the error replaces what `__del__` tells, unless it is caught
        write = f"(await {self._label}){use}" if use else f"await {self._label}"
        raise error(f"{self._label} was not awaited, so it {what}; write: {write}")

    def __getattr__(self, name: str) -> Any:
        if name in ("__name__", "__qualname__"):
            return self._label  # asyncio names a task by it
        if name.startswith(("__", "cr_", "gi_")):  # asyncio and inspect look these up
            raise AttributeError(name)
        self._misused(AttributeError, f"has no attribute {name!r}", f".{name}")

    def __iter__(self) -> Any:
        self._misused(TypeError, "cannot be iterated")

    def __len__(self) -> int:  # noqa: PLE0303
        self._misused(TypeError, "has no length")

    def __bool__(self) -> bool:
        # asyncio tests it
        if sys._getframe(1).f_globals.get("__name__", "").partition(".")[0] == "asyncio":
            return True
        self._misused(TypeError, "is neither true nor false")

    def __contains__(self, item: object) -> bool:
        self._misused(TypeError, "contains nothing")

    def __getitem__(self, key: object) -> Any:
        self._misused(TypeError, f"has no item {key!r}", f"[{key!r}]")

    def __str__(self) -> str:  # noqa: PLE0307
        self._misused(TypeError, "has no text")

    def __format__(self, spec: str) -> str:
        self._misused(TypeError, "cannot be formatted")

    def __call__(self, *_arguments: object, **_options: object) -> Any:
        self._misused(TypeError, "cannot be called")

    def _operator(self, _other: object) -> Any:
        self._misused(TypeError, "has no value to compute with")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _operator
    __truediv__ = __rtruediv__ = __floordiv__ = __mod__ = __or__ = __ror__ = _operator
    __lt__ = __le__ = __gt__ = __ge__ = _operator
    __eq__ = __ne__ = _operator
    __hash__ = object.__hash__
