"""Tells whether a sandbox sees the directories of the machine that it was given.

The bridge runs this text in a sandbox of its own, with `EXPECTED` set: for each directory its path
in the sandbox and some names in it, as the machine has them. It writes one line to descriptor 1,
which `container/mount_sight.ts` reads: for each directory what is wrong, or nothing.
"""

from __future__ import annotations

import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def look(path: str, names: Iterable[str]) -> str | None:
    """Return `absent`, `unreadable` or `other`, or None if all is as it should be."""
    try:
        seen = set(os.listdir(path))
    except PermissionError:
        return "unreadable"
    except OSError:
        return "absent"
    wanted = set(names)
    # some may have come or gone since
    return "other" if wanted and not wanted & seen else None


def main(expected: Iterable[tuple[str, list[str]]]) -> None:
    print(json.dumps([look(path, names) for path, names in expected]), flush=True)


main(globals()["EXPECTED"])
