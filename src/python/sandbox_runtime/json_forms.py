"""What a value looks like as JSON: the forms of types that JSON does not have.

This file is sent to the sandbox as text and runs there. Nothing is imported for it: a value of a
type whose module is not imported cannot exist.
"""

from __future__ import annotations

import sys

from sandbox_runtime.unfinished import MAX_EXPANDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

ENUM_TYPES = (("enum", "Enum"),)
TEXT_TYPES = (
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
    ("uuid", "UUID"),
    ("pathlib", "PurePath"),
    ("datetime", "timedelta"),
)
ISO_TYPES = (("datetime", "date"), ("datetime", "time"))  # a datetime is a date
DEQUE_TYPES = (("collections", "deque"),)
LIST_TYPES: tuple[type, ...] = (
    list,
    tuple,
    range,
    type({}.keys()),
    type({}.values()),
    type({}.items()),
)
_DICT_METHODS = ("model_dump", "_asdict", "to_dict")
# Of numpy and pandas, whose values `data_values.py` knows.
_DATA_MODULES = ("numpy", "pandas")
_MAX_REPR = 10_000
# A figure of matplotlib or seaborn, and what notebooks ask of a value.
_PICTURES = ("savefig", "_repr_png_", "_repr_jpeg_", "_repr_svg_", "_repr_markdown_")


class TooManyItems(Exception):
    """A value has more items than a message may have."""


def is_any(value: Any, types: tuple[tuple[str, str], ...]) -> bool:
    """Whether it is of one of these types, each given by its module and its name."""
    for module_name, type_name in types:
        kind = getattr(sys.modules.get(module_name), type_name, None)
        if isinstance(kind, type) and isinstance(value, kind):
            return True
    return False


def is_data(value: Any) -> bool:
    """Whether its type is one of numpy or pandas, or is made of one."""
    if not any(name in sys.modules for name in _DATA_MODULES):
        return False
    return any(_package_of(kind) in _DATA_MODULES for kind in type(value).__mro__)


def is_picture(value: Any) -> bool:
    """Whether it says how to be shown: `display` makes more of it than its `repr`."""
    kind = type(value)
    if any(callable(getattr(kind, name, None)) for name in _PICTURES):
        return True
    # text is better than HTML, if there is text
    has_text = getattr(kind, "__repr__", None) is not object.__repr__
    return not has_text and callable(getattr(kind, "_repr_html_", None))


def is_iterator(value: Any) -> bool:
    """Whether it gives items once. A file does too, and has a form of its own."""
    kind = type(value)
    return hasattr(kind, "__next__") and hasattr(kind, "__iter__") and not hasattr(kind, "read")


def expanded(value: Iterator[Any]) -> Iterator[Any]:
    """The first items of an iterator, of which there may be no end."""
    for index, item in enumerate(value):
        if index == MAX_EXPANDED:
            yield f"... more items were not taken from the {type(value).__name__}; return a list"
            return
        yield item


def dict_form(value: Any) -> Any:
    """The fields of a dataclass, a namespace or a model, or `None`."""
    if isinstance(value, type):
        return None
    fields = getattr(type(value), "__dataclass_fields__", None)
    if fields is not None:
        return {name: getattr(value, name, None) for name in fields if not name.startswith("__")}
    if is_any(value, (("types", "SimpleNamespace"),)):
        return dict(vars(value))
    for name in _DICT_METHODS:
        if callable(getattr(type(value), name, None)):
            try:
                form = getattr(value, name)()
            except Exception:
                continue
            if isinstance(form, (dict, list)):
                return dict(form) if isinstance(form, dict) else form
    return None


def in_order(value: Iterable[Any]) -> list[Any]:
    """The items of a set, sorted if they can be."""
    items = list(value)
    try:
        return sorted(items)
    except TypeError:
        return items


def short_repr(value: Any) -> str:
    """`repr` of bounded length; never raises."""
    try:
        text = repr(value)
    except Exception as error:
        return f"<{type(value).__qualname__} whose repr raised {type(error).__name__}>"
    return text if len(text) <= _MAX_REPR else f"{text[:_MAX_REPR]}... ({len(text):,} characters)"


def _package_of(kind: type) -> str:
    module = getattr(kind, "__module__", "")
    return module.partition(".")[0] if isinstance(module, str) else ""
