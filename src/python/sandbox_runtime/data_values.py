"""Values of numpy and pandas as plain Python values that lose nothing.

This file is sent to the sandbox as text and runs there, and is imported when a program that has
imported one of them returns, sends or encodes such a value. Neither is imported here: a value knows
by its methods what it is.

    scalar               its value; a date or a duration as text
    array, Index         a list, of lists for more dimensions; of dicts if it has named fields
    Series               a list; a dict if its index is of different texts; otherwise records
    DataFrame            records, with the names of its index first; where that would lose rows,
                         columns or names: {"columns", "index", "rows"}

What is missing (NaN in an array, NaT, NA) is `None`.
"""

from __future__ import annotations

from sandbox_runtime.json_forms import TooManyItems

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

NO_FORM = object()
_MISSING = ("NaTType", "NAType")
_AS_TEXT = ("Period", "Interval", "dtype", "ExtensionDtype")
_DOUBLE_BYTES = 8


def data_form(value: Any, most: int) -> Any:
    """The value as lists, dicts and items, or `NO_FORM`. Raises `TooManyItems` above `most`."""
    if _is_missing(value):
        return None
    if any(kind.__name__ in _AS_TEXT for kind in type(value).__mro__):
        return str(value)
    shape = getattr(value, "shape", None)
    if not isinstance(shape, tuple) or not (hasattr(value, "tolist") or hasattr(value, "iloc")):
        return NO_FORM
    size = 1
    for side in shape:
        size *= max(1, side)
    if size > most:
        raise TooManyItems
    if hasattr(value, "iloc"):
        return _frame(value) if len(shape) == 2 else _series(value)
    return _array(value, shape)


def _array(value: Any, shape: tuple[int, ...]) -> Any:
    kind = getattr(value.dtype, "kind", "O")
    names = getattr(value.dtype, "names", None)
    if not shape:
        # only a value that is missing in an array is None: a float says that it is NaN
        item = value.item() if kind == "f" and _is_double(value.dtype) else _items(value, kind)[0]
        return dict(zip(names, item)) if names else item
    if kind in "biuO" and len(shape) == 1 and not names:
        return [None if _is_missing(item) else item for item in value.tolist()]
    items: list[Any] = _items(value, kind)
    if names:
        items = [dict(zip(names, item)) for item in items]
    return _folded([None if _is_missing(item) else item for item in items], shape)


def _items(value: Any, kind: str) -> list[Any]:
    """All items in one list."""
    flat = value.ravel() if hasattr(value, "ravel") else value
    if kind in "mM" and _is_of_numpy(value):
        texts = [str(item) for item in flat]
        return [None if text == "NaT" else text for text in texts]
    if kind == "f" and not _is_double(value.dtype):
        # in the digits that it has: 0.1, and not 0.10000000149011612
        return [float(str(item)) for item in flat]
    items: list[Any] = flat.tolist()
    return items


def _folded(items: list[Any], shape: tuple[int, ...]) -> list[Any]:
    for side in reversed(shape[1:]):
        if side == 0:
            return _empty(shape)
        items = [items[at : at + side] for at in range(0, len(items), side)]
    return items


def _empty(shape: tuple[int, ...]) -> list[Any]:
    return [_empty(shape[1:]) for _ in range(shape[0])] if len(shape) > 1 else []


def _series(series: Any) -> Any:
    index, items = series.index, _column(series)
    if _is_plain(index):
        return items
    labels = _labels(index)
    if index.nlevels == 1 and _are_names(labels):
        return dict(zip(labels, items))
    names = [*index.names, series.name]
    if _are_names(names):
        return _records(names, [*_levels(index), items])
    return {
        **_named("name", [series.name]),
        **_named("index_names", index.names),
        "index": labels,
        "values": items,
    }


def _frame(frame: Any) -> Any:
    height, width = frame.shape
    index, columns = frame.index, frame.columns
    items = [_column(frame.iloc[:, at]) for at in range(width)]
    plain = _is_plain(index)
    names = list(columns) if plain else [*index.names, *columns]
    is_table = columns.nlevels == 1 and columns.name is None and _are_names(names)
    if is_table and height > 0 and width > 0:
        return _records(names, items if plain else [*_levels(index), *items])
    return {
        "columns": _labels(columns),
        **_named("column_names", columns.names),
        **({} if plain else {"index": _labels(index)}),
        **_named("index_names", index.names),
        "rows": [list(row) for row in zip(*items)] if width else [[] for _ in range(height)],
    }


def _records(names: Sequence[str], columns: Iterable[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row)) for row in zip(*columns)]


def _column(series: Any) -> list[Any]:
    """The items of a column or an index."""
    kind = getattr(series.dtype, "kind", "O")
    if kind == "f" and _is_of_numpy(series.dtype) and not _is_double(series.dtype):
        items: Iterable[Any] = _items(series.to_numpy(), kind)
    else:
        items = series.tolist()
    return [None if _is_missing(item) else item for item in items]


def _labels(index: Any) -> list[Any]:
    if index.nlevels == 1:
        return _column(index)
    return [list(label) for label in zip(*_levels(index))]


def _levels(index: Any) -> Iterator[list[Any]]:
    for level in range(index.nlevels):
        yield _column(index.get_level_values(level))


def _named(key: str, names: Iterable[Any]) -> dict[str, Any]:
    given = list(names)
    if all(name is None for name in given):
        return {}
    return {key: given[0] if key == "name" else given}


def _is_plain(index: Any) -> bool:
    """Whether it only counts the rows."""
    if index.nlevels != 1 or index.name is not None:
        return False
    if getattr(index.dtype, "kind", "O") not in "iu":
        return False
    return bool(index.tolist() == list(range(len(index))))


def _are_names(names: Sequence[Any]) -> bool:
    return all(isinstance(name, str) for name in names) and len(set(names)) == len(names)


def _is_missing(item: Any) -> bool:
    return (type(item) is float and item != item) or type(item).__name__ in _MISSING


def _is_double(dtype: Any) -> bool:
    return bool(getattr(dtype, "itemsize", _DOUBLE_BYTES) == _DOUBLE_BYTES)


def _is_of_numpy(thing: Any) -> bool:
    return type(thing).__module__.partition(".")[0] == "numpy"
