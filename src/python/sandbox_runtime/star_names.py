"""What `from ... import *` may bind when the names come from outside.

This file is sent to the sandbox as text and runs there. Servers choose the names of their tools,
and programs those of saved tools. None of them may replace what a program relies on, such as
`print`. What is left out can still be reached by attribute.
"""

from __future__ import annotations

import builtins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Keywords in some places only, and only of newer versions than 3.9.
_SOFT_KEYWORDS = ("_", "case", "match", "type")
# The modules and names that a program gets from us, besides the builtins `mcp_<alias>`. A saved
# tool imports them.
OURS = frozenset(("MCPError", "asyncio", "display", "json", "mcp", "runtime", "servers", "tools"))


def star_names(names: Iterable[str], helpers: Iterable[str]) -> list[str]:
    """Those of the names that are no name of Python and none of ours; `helpers` is ours too."""
    from keyword import kwlist

    taken = {*dir(builtins), *kwlist, *_SOFT_KEYWORDS, *OURS, *helpers}
    return [name for name in names if not name.startswith(("_", "mcp_")) and name not in taken]
