"""Dicts whose keys are attributes too: the objects of values, and the records of tools.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

from types import MethodType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    _Dict = dict[str, Any]
    _List = list[Any]
else:
    _Dict = dict
    _List = list


class MissingKey(KeyError):
    """A `KeyError` whose text says which keys there are; it shows itself as a `KeyError`."""

    def __init__(self, key: object, keys: AttributeDict) -> None:
        super().__init__(key)
        self._keys = keys

    def __str__(self) -> str:
        return self._keys._no_such_key(self.args[0])

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return KeyError, self.args


MissingKey.__name__ = MissingKey.__qualname__ = "KeyError"
MissingKey.__module__ = "builtins"


def _key_or_method(name: str) -> Any:
    """A method of dict that gives way to a key of its name, as `items` of `{total, items}`.

    The key's value can also be called as the method, which JSON's encoder and others do. A value
    that cannot (`None`, `True`, `False`) leaves the method.
    """
    method = _copy if name == "copy" else getattr(dict, name)

    def find(owner: AttributeDict) -> Any:
        if name not in owner:
            return MethodType(method, owner)
        value = owner[name]
        called = _CALLED.get(type(value))
        if called is None:
            return value if isinstance(value, _Callable) else MethodType(method, owner)
        # kept, so that a change of the value is not lost
        owner[name] = value = called(value)
        object.__setattr__(value, "_method", MethodType(method, owner))
        return value

    return property(find)


def _copy(value: AttributeDict) -> AttributeDict:
    return AttributeDict(value)


class _Callable:
    """A value of JSON that can be called as a method of the dict that it is in."""

    _method: Any = None

    def __call__(self, *given: Any, **options: Any) -> Any:
        return self._method(*given, **options)

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        kind = type(self).__mro__[2]
        return kind, (kind(self),)


class AttributeDict(_Dict):
    """A dict whose keys are attributes too: `issue.id` is `issue["id"]`.

    A key that is also the name of a dict method (`items`, `keys`, `get`) wins over the method, and
    its value can be called as the method.
    """

    __slots__ = ()

    items = _key_or_method("items")
    keys = _key_or_method("keys")
    values = _key_or_method("values")
    get = _key_or_method("get")
    copy = _key_or_method("copy")
    pop = _key_or_method("pop")
    update = _key_or_method("update")

    def __missing__(self, key: object) -> Any:
        raise MissingKey(key, self)

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(self._no_such_key(name))

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(self._no_such_key(name)) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(key for key in self if isinstance(key, str))]

    def _no_such_key(self, name: object) -> str:
        if isinstance(name, str) and name.startswith("__"):
            return name
        from difflib import get_close_matches

        keys = [str(key) for key in self]
        near = get_close_matches(name, keys, n=3) if isinstance(name, str) else []
        if near:
            return f"no key {name!r}; did you mean {' or '.join(map(repr, near))}?"
        shown = ", ".join(keys[:20]) + (", ..." if len(keys) > 20 else "")
        told = f"no key {name!r}; there are: {shown or 'none (it is empty)'}"
        lists = [key for key, item in dict.items(self) if isinstance(item, list)]
        if isinstance(name, int) and lists:
            return f"{told}; this is a dict, whose list is [{lists[0]!r}]"
        return told


_CALLED: dict[type, Any] = {
    kind: type(kind.__name__, (_Callable, kind), {})
    for kind in (list, AttributeDict, str, int, float)
}


class ToolRecord(AttributeDict):
    """What is told of a tool: its name is `name` and `tool`, whichever of them is a key."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        if dict.__contains__(self, key) or dict.__contains__(self, _OTHER_NAME.get(key)):
            return True
        if not isinstance(key, str) or key in _NO_WORDS:
            return False
        # printed, a record looks like a text: the word is in it, and False would be a lie
        for told in _TOLD:
            if key in str(self.get(told, "")):
                raise TypeError(
                    f"a record of a tool is a dict, and {key!r} is none of its keys;"
                    f" write: {key!r} in record.{told}"
                )
        return False

    def __missing__(self, key: object) -> Any:
        other = _OTHER_NAME.get(key)
        if other is not None and dict.__contains__(self, other):
            return self[other]
        return super().__missing__(key)

    def __call__(self, *_: Any, **__: Any) -> Any:
        server, name = self.get("server", "SERVER"), self.get("tool", "TOOL")
        raise TypeError(
            "a record tells of a tool and is no function;"
            f" write: await runtime.call_tool({server!r}, {name!r}, {{...}})"
        )

    def get(self, key: Any, default: Any = None) -> Any:
        found = key if dict.__contains__(self, key) else _OTHER_NAME.get(key)
        return default if found is None else dict.get(self, found, default)


_OTHER_NAME: dict[object, str] = {"name": "tool", "tool": "name"}
# Keys of a record whose texts a program searches.
_TOLD = ("tool", "alias", "description", "signature")
# Keys of some records (`ToolDoc`, `src/rpc/calls.ts`): nobody looks for them as words.
_SCHEMAS = ("input_schema", "output_schema", "parameters", "alternatives")
_NO_WORDS = {"", "server", "server_alias", "name", "changed", "score", *_TOLD, *_SCHEMAS}


class NamedTools(_List):
    """Records of tools. A tool's name is in them too: `"create_issue" in tools`."""

    def __contains__(self, item: object) -> bool:
        if not isinstance(item, str):
            return super().__contains__(item)
        return any(item in _names(record) for record in self)


def _names(record: ToolRecord) -> tuple[Any, ...]:
    names = tuple(filter(None, (record.get("tool"), record.get("alias"))))
    return (*names, *(f"{record.get('server')}.{name}" for name in names))
