"""Puts a program right that does not compile, where it is clear what was meant.

This file is sent to the sandbox as text and runs there, and is imported only when a program does
not compile or calls nothing. Each repair comes with a note, from which the model learns. Lines keep
their numbers, so that a traceback shows the lines that were sent.
"""

from __future__ import annotations

import _ast
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[\w+.-]*\s*")
_INLINE_FENCE = re.compile(r"\A\s*`{3,}(?:python|py)?[ \n]|`{3,}\s*\Z")
_PROMPT = re.compile(r"\s*(?:>>>|\.\.\.)(?: |$)")
_INSTALL = re.compile(
    r"(\s*)[!%]?\s*(?:python3? -m )?(?:uv )?(?:pip3?|conda|apt|apt-get|uv|npm) (?:install|add)\b.*"
)
_MAGIC = re.compile(r"(\s*)%%?(\w+) ?(.*)")
_HELP = re.compile(r"(\s*)(\?{0,2})([A-Za-z_][\w.]*)(\?{0,2})\s*")
_TIMED = ("time", "timeit", "prun", "memit")
_INVISIBLE = re.compile("[\ufeff\u200b\u200c\u200d\u2060]")
_SPECIAL = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*)"""
    '|[\u201c\u201d\u201e]([^\u201c\u201d"\n]*)[\u201c\u201d"]'
    "|[\u2018\u2019\u201a]([^\u2018\u2019'\n]*)[\u2018\u2019']"
    "|([\u00a0\u202f])|([\u2013\u2014\u2212])"
)
_ESCAPED = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\\n|\\t""")

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


def repair_source(source: str) -> tuple[str, list[str]] | None:
    """The source put right, with a note for each repair; `None` if it cannot be."""
    notes = []
    for repair, note in _REPAIRS:
        repaired = repair(source)
        if repaired == source:
            continue
        source = repaired
        notes.append(note)
        if _parses(source):
            return source, notes
    return None


def _parses(source: str) -> bool:
    try:
        compile(source, "<repair>", "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _by_line(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda source: "\n".join(map(change, source.split("\n")))


def _without_fences(source: str) -> str:
    lines = source.split("\n")
    fences = [index for index, line in enumerate(lines) if _FENCE.fullmatch(line)]
    if not fences:
        return _INLINE_FENCE.sub("", source)
    if len(fences) == 1:
        # the other one was left out: the longer side is the program
        at = fences[0]
        inside = list(range(at) if at > len(lines) - at - 1 else range(at + 1, len(lines)))
    else:
        inside = [
            index
            for start, end in zip(fences[::2], [*fences[1::2], len(lines)])
            for index in range(start + 1, end)
        ]
    kept = set(inside)
    return "\n".join(line if index in kept else "" for index, line in enumerate(lines))


def _without_prompts(source: str) -> str:
    lines = source.split("\n")
    if not any(line.lstrip().startswith(">>>") for line in lines):
        return source
    return "\n".join(_PROMPT.sub("", line, 1) if _PROMPT.match(line) else "" for line in lines)


def _without_indentation(source: str) -> str:
    first = next((line for line in source.split("\n") if line.strip()), "")
    common = first[: len(first) - len(first.lstrip())]
    if not common:
        return source
    return _by_line(lambda line: line[len(common) :] if line.startswith(common) else line)(source)


def _without_install(line: str) -> str:
    return _INSTALL.sub(r"\1pass", line) if _INSTALL.fullmatch(line) else line


def _without_magic(line: str) -> str:
    found = _MAGIC.fullmatch(line)
    if found is None:
        return line
    code = found[3] if found[2] in _TIMED and not found[0].lstrip().startswith("%%") else ""
    return f"{found[1]}{code or 'pass'}"


def _with_help(line: str) -> str:
    found = _HELP.fullmatch(line)
    return f"{found[1]}help({found[3]})" if found and (found[2] or found[4]) else line


def _with_line_breaks(source: str) -> str:
    if "\n" in source.strip() or "\\n" not in source:
        return source
    if '\\"' in source and not re.search(r'(?<!\\)"', source):
        source = source.replace('\\"', '"')
    return _ESCAPED.sub(lambda found: found[1] or {"n": "\n", "t": "\t"}[found[0][1]], source)


def _with_plain_characters(source: str) -> str:
    def plain(found: re.Match[str]) -> str:
        kept, double, single, space, _ = found.groups()
        if kept is not None:
            return kept
        if double is not None:
            return f'"{double}"'
        if single is not None:
            return f"'{single}'"
        return "-" if space is None else " "

    return _SPECIAL.sub(plain, source)


_REPAIRS: tuple[tuple[Callable[[str], str], str], ...] = (
    (
        lambda source: _INVISIBLE.sub("", source),
        "invisible characters (such as a BOM) were removed from the program; leave them out",
    ),
    (
        _without_fences,
        "the Markdown fence (```) around the program was removed; send the code alone",
    ),
    (_without_prompts, "prompts (>>>) and what followed from them were removed; send code alone"),
    (_without_indentation, "the indentation common to all lines was removed; begin at the margin"),
    (lambda source: source.expandtabs(4), "tabs became 4 spaces each; indent by spaces"),
    (
        _by_line(_without_install),
        "nothing was installed: no package can be installed from a program;"
        " there are the standard library and what runtime.packages() lists",
    ),
    (
        _by_line(_without_magic),
        "magic commands of IPython (%time, ...) were removed; the program is plain Python",
    ),
    (_by_line(_with_help), "`name?` became help(name); write help(name)"),
    (_with_line_breaks, r"\n outside of texts became line breaks; send real line breaks"),
    (
        _with_plain_characters,
        "typographic quotes, dashes and spaces became plain ones; write \" and '",
    ),
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
