"""Repairs of a program's text, each of which leaves the lines their numbers.

This file is sent to the sandbox as text and runs there, and is imported only when a program does
not compile.
"""

from __future__ import annotations

import re

from sandbox_runtime.fstrings import with_other_quotes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

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
_TAG = re.compile(r"\s*(?:</?(?:code|python|program|script|run_python)>|<!\[CDATA\[|\]\]>)\s*")
_ENTITY = re.compile(r"&(?:quot|apos|lt|gt|amp|nbsp|#\d{2,4}|#x[0-9a-fA-F]{2,4});")


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


def _without_tags(source: str) -> str:
    return _by_line(lambda line: "" if _TAG.fullmatch(line) else line)(source)


def _without_entities(source: str) -> str:
    if _ENTITY.search(source) is None:
        return source
    from html import unescape

    return _ENTITY.sub(lambda found: unescape(found[0]), source)


# Each with its note. The order matters: what is outside is taken off first.
REPAIRS: tuple[tuple[Callable[[str], str], str], ...] = (
    (
        lambda source: _INVISIBLE.sub("", source),
        "invisible characters (such as a BOM) were removed from the program; leave them out",
    ),
    (
        _without_fences,
        "the Markdown fence (```) around the program was removed; send the code alone",
    ),
    (_without_tags, "tags (<code>, CDATA) around the program were removed; send the code alone"),
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
    (_without_entities, 'entities (&quot;) became the characters; write " and <'),
    (_by_line(_with_help), "`name?` became help(name); write help(name)"),
    (_with_line_breaks, r"\n outside of texts became line breaks; send real line breaks"),
    (
        _with_plain_characters,
        "typographic quotes, dashes and spaces became plain ones; write \" and '",
    ),
    (
        with_other_quotes,
        "quotes within an f-string became the other kind, which Python before 3.12 needs",
    ),
)
