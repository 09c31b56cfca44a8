"""Python values as JSON: strict for the arguments of calls, lenient for the result of a program.

This file is sent to the sandbox as text and runs there.

Both modes accept text, numbers, booleans, `None`, dicts, lists, tuples, sets, ranges, named tuples,
dataclasses, enums, dates and times (ISO 8601), `Decimal`, `Fraction`, `UUID` and paths (as text),
objects with `model_dump()`, `_asdict()` or `to_dict()`, and what numpy and pandas have
(`data_values.py`). They differ in the rest:

              arguments                       result
    bytes     base64 text, as MCP has it      a line that says what they are
    Media     base64 text                     its short `repr`, and it is shown
    pictures  refused                         the same
    NaN, inf  refused                         "NaN", "Infinity", "-Infinity"
    integers  refused beyond 640 digits       such integers become text
    iterators refused                         a list, if it is the result itself
    others    refused, and the place is named their `repr`, cut to a bound
    too deep, refused                         a short text in their place
    cyclic
"""

from __future__ import annotations

from sandbox_runtime.attribute_dict import AttributeDict, ToolRecord
from sandbox_runtime.frames import MAX_DISPLAYED_BLOCKS, MAX_VALUES
from sandbox_runtime.json_forms import (
    DEQUE_TYPES,
    ENUM_TYPES,
    ISO_TYPES,
    LIST_TYPES,
    TEXT_TYPES,
    TooManyItems,
    dict_form,
    expanded,
    in_order,
    is_any,
    is_data,
    is_iterator,
    is_picture,
    short_repr,
)
from sandbox_runtime.media import Media

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

# A message may nest 128 deep and have `MAX_VALUES`; a value sits a few levels inside its message.
_MAX_DEPTH = 100
_MAX_ITEMS = MAX_VALUES - 1_000
# One more than are shown, so that the last is told of.
_MAX_PICTURES = MAX_DISPLAYED_BLOCKS
_FEW_ITEMS = 100
# The bridge keeps so many digits exactly. Python's least limit of `int` to text allows them too.
_MAX_DIGITS = 640
_TOO_LONG = 10**_MAX_DIGITS


def argument_json(value: Any) -> Any:
    """The value as JSON. Raises `TypeError`, which names the place and the reason."""
    if type(value) is dict and len(value) <= _FEW_ITEMS and _is_plain(value):
        return value.copy()
    return _Writer(strict=True).write(value)


def result_json(value: Any, pictures: list[Any] | None = None) -> Any:
    """The value as JSON, whatever it is. What can be shown of it is added to `pictures`."""
    try:
        return _Writer(strict=False, pictures=pictures).write(value)
    except TooManyItems:
        return (
            f"<{type(value).__name__} with more than {_MAX_ITEMS:,} items is too large to return;"
            " return a part or a summary of it>"
        )


def _is_plain(value: dict[Any, Any]) -> bool:
    """Whether it is JSON already, and flat: the arguments of most calls."""
    for key, item in value.items():
        if type(key) is not str:
            return False
        kind = type(item)
        if kind is int:
            if not -_TOO_LONG < item < _TOO_LONG:
                return False
        elif kind is not str and kind is not bool and item is not None:
            return False
    return True


class _Writer:
    def __init__(self, *, strict: bool, pictures: list[Any] | None = None) -> None:
        self._strict = strict
        self._pictures = pictures
        self._items = 0
        self._open: list[int] = []
        self._path: list[object] = []

    def write(self, value: Any) -> Any:
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        if kind is str:
            return value
        if kind is int:
            return self._integer(value)
        if kind is float:
            return self._float(value)
        if kind is dict or kind is AttributeDict or kind is ToolRecord:
            return self._nested(value, lambda: self._dict(value))
        if kind is list or kind is tuple:
            return self._nested(value, lambda: self._list(value))
        return self._other(value)

    def _other(self, value: Any) -> Any:
        if is_any(value, ENUM_TYPES):
            return self._nested(value, lambda: self.write(value.value))
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            return self._integer(int(value))
        if isinstance(value, float):
            return self._float(float(value))
        if isinstance(value, dict):
            return self._nested(value, lambda: self._dict(value))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return self._bytes(value)
        if isinstance(value, Media):
            return self._bytes(value.data) if self._strict else self._picture(value)
        if is_data(value):
            return self._data(value)
        return self._object(value)

    def _object(self, value: Any) -> Any:
        if is_any(value, TEXT_TYPES):
            return str(value)
        if is_any(value, ISO_TYPES):
            return value.isoformat()
        if not self._strict and is_picture(value):
            return self._picture(value)
        form = dict_form(value)
        if form is not None:
            return self._nested(value, lambda: self.write(form))
        if isinstance(value, (set, frozenset)):
            return self._nested(value, lambda: self._list(in_order(value)))
        if isinstance(value, LIST_TYPES) or is_any(value, DEQUE_TYPES):
            return self._nested(value, lambda: self._list(value))
        if self._strict:
            raise self._refuse(f"{short_repr(value)[:200]} has no form in JSON")
        if not self._open and is_iterator(value):
            return self._nested(value, lambda: self._list(expanded(value)))
        return short_repr(value)

    def _data(self, value: Any) -> Any:
        from sandbox_runtime.data_values import NO_FORM, data_form

        try:
            form = data_form(value, _MAX_ITEMS)
        except TooManyItems:
            if self._strict:
                raise self._refuse("too many items") from None
            raise
        if form is NO_FORM:
            return self._object(value)
        return self._nested(value, lambda: self.write(form))

    def _picture(self, value: Any) -> str:
        if self._pictures is not None and len(self._pictures) <= _MAX_PICTURES:
            self._pictures.append(value)
        return short_repr(value)

    def _nested(self, value: Any, write: Any) -> Any:
        identity = id(value)
        if identity in self._open or len(self._open) >= _MAX_DEPTH:
            cyclic = identity in self._open
            if self._strict:
                raise self._refuse("it contains itself" if cyclic else "it is nested too deep")
            name = type(value).__qualname__
            return f"<{name} that contains itself>" if cyclic else f"<{name}: nested too deep>"
        self._open.append(identity)
        try:
            return write()
        finally:
            self._open.pop()

    def _dict(self, value: dict[Any, Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        # `items` of such a dict may be a key of it
        items = dict.items(value) if isinstance(value, AttributeDict) else value.items()
        for key, item in items:
            self._path.append(key)
            result[self._key(key)] = self.write(item)
            self._path.pop()
            self._count()
        return result

    def _list(self, value: Iterable[Any]) -> list[Any]:
        result = []
        for index, item in enumerate(value):
            self._path.append(index)
            result.append(self.write(item))
            self._path.pop()
            self._count()
        return result

    def _key(self, key: Any) -> str:
        plain = self.write(key) if not isinstance(key, str) else str.__str__(key)
        if isinstance(plain, str):
            return plain
        if plain is None or isinstance(plain, bool):
            return {None: "null", True: "true", False: "false"}[plain]
        return str(plain) if isinstance(plain, (int, float)) else short_repr(key)

    def _count(self) -> None:
        self._items += 1
        if self._items > _MAX_ITEMS:
            raise self._refuse("too many items") if self._strict else TooManyItems

    def _integer(self, value: int) -> Any:
        if -_TOO_LONG < value < _TOO_LONG:
            return value
        if self._strict:
            raise self._refuse(f"the integer has more than {_MAX_DIGITS} digits; pass it as text")
        try:
            return str(value)
        except ValueError:  # more digits than `sys.get_int_max_str_digits()` allows
            return hex(value)

    def _float(self, value: float) -> Any:
        if value - value == 0:
            return value
        if self._strict:
            raise self._refuse(f"{value!r} has no form in JSON; pass None or text")
        if value != value:
            return "NaN"
        return "Infinity" if value > 0 else "-Infinity"

    def _bytes(self, data: bytes | bytearray | memoryview) -> str:
        if self._strict:
            from base64 import b64encode

            return b64encode(data).decode()
        from sandbox_runtime.binary import describe_bytes

        return describe_bytes(data)

    def _refuse(self, reason: str) -> TypeError:
        steps = [f".{step}" if isinstance(step, str) else f"[{step!r}]" for step in self._path]
        return TypeError(f"Cannot send {''.join(steps).lstrip('.') or 'the arguments'}: {reason}")
