"""Packages that the user added: each comes from the bridge when a program first imports it.

This file is sent to the sandbox as text and runs there. A wheel is unpacked into a folder of the
run, so that data files, `importlib.resources` and `importlib.metadata` work as with an installed
package. The folder is the last on `sys.path`: nothing in it hides a module of Python or of the
image. A package that is read by `importlib.resources` alone stays a zip: its many small files would
take longer to write than anything else of it.
"""

from __future__ import annotations

import sys
from _thread import RLock

from sandbox_runtime.errors import MCPError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

    from sandbox_runtime.bridge import Bridge

SITE = "/tmp/.packages"
# Packages that stay zips.
_ZIPPED = frozenset({"tzdata"})

# The standard library looks for these, which are modules of other systems and of another Python.
_ELSEWHERE = frozenset({"java", "msvcrt", "nt", "org", "winreg", "winsound"})
# Parts of wheels that are requested at once.
_PARTS_AT_ONCE = 8
# What lies in these folders of a wheel belongs beside its other files.
_SPREAD = ("purelib", "platlib")


class PackageFinder:
    """The last finder of `sys.meta_path`: asked for modules that are nowhere else."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._lock = RLock()
        self._unpacked: set[str] = set()
        self._path: list[str] = []

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        # what begins with an underscore comes with the package that imports it
        if path is not None or name in _ELSEWHERE or name.startswith("_"):
            return None
        wanted = [one for one in self._added() if name in one["modules"]]
        if not wanted:
            return None
        self._unpack(wanted)
        from importlib.machinery import PathFinder

        return PathFinder.find_spec(name, self._path)

    def find_distributions(self, context: Any = None) -> Iterable[Any]:
        """For `importlib.metadata`: the package of this name, if it is not unpacked yet."""
        name = getattr(context, "name", None)
        if not name:
            return ()
        wanted = [
            one
            for one in self._added()
            if one["name"] == normalized(name) and one["sha256"] not in self._unpacked
        ]
        if not wanted:
            return ()
        self._unpack(wanted)
        from importlib.metadata import DistributionFinder, MetadataPathFinder

        found: Iterable[Any] = MetadataPathFinder.find_distributions(
            DistributionFinder.Context(name=name, path=self._path)
        )
        return found

    def _added(self) -> Sequence[Any]:
        try:
            return self._bridge.added_packages
        except MCPError:  # as in a forked process: then the module is as good as absent
            return ()

    def _unpack(self, packages: Iterable[Any]) -> None:
        import importlib
        import zipfile  # noqa: F401  (here, because an import under our lock may wait for it)

        with self._lock:
            for package in packages:
                if package["sha256"] in self._unpacked:
                    continue
                try:
                    wheel = read_wheel(self._bridge, package)
                    keep = unpack if package["name"] not in _ZIPPED else write_zip
                    place = keep(wheel)
                except (MCPError, OSError) as error:
                    what = f"{package['name']} {package['version']}"
                    raise ImportError(f"Cannot unpack the package {what}: {error}") from error
                self._unpacked.add(package["sha256"])
                if place not in self._path:
                    self._path.append(place)
                    sys.path.append(place)
            importlib.invalidate_caches()


def read_wheel(bridge: Bridge, package: Any) -> bytes:
    """The bytes of a wheel. Raises `MCPError`."""
    from base64 import b64decode

    parts: list[bytes] = []
    numbers = range(package["parts"])
    for first in range(0, len(numbers), _PARTS_AT_ONCE):
        some = numbers[first : first + _PARTS_AT_ONCE]
        answers = bridge.ask_each_now(
            [("read_package", {"sha256": package["sha256"], "part": part}) for part in some]
        )
        for answer in answers:
            if isinstance(answer, MCPError):
                raise answer
            parts.append(b64decode(answer))
    return b"".join(parts)


def write_zip(wheel: bytes) -> str:
    """Write a wheel beside `SITE`, to be imported from as it is. Raises `OSError`."""
    from hashlib import sha256

    path = f"{SITE}-{sha256(wheel).hexdigest()}.zip"
    with open(path, "wb") as file:
        file.write(wheel)
    return path


def unpack(wheel: bytes) -> str:
    """Unpack a wheel into `SITE`. Its name for a file leads nowhere else. Raises `OSError`."""
    import io
    import os
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
            for info in archive.infolist():
                parts = _place(info.filename)
                if info.is_dir() or not parts:
                    continue
                path = os.path.join(SITE, *parts)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(archive.read(info))
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise OSError(f"its wheel is damaged ({error})") from None
    return SITE


def installed(bridge: Bridge) -> dict[str, str]:
    """Versions by name: of what is installed, and of what was added. Raises `MCPError`."""
    versions = dict(_distributions())
    for package in bridge.added_packages:
        versions.setdefault(package["name"], package["version"])
    return dict(sorted(versions.items()))


def normalized(name: str) -> str:
    """The one spelling of a project's name."""
    import re

    return re.sub(r"[-_.]+", "-", name).lower()


def _distributions() -> Iterator[tuple[str, str]]:
    from importlib.metadata import distributions

    # the first on the path is the one that is imported
    for distribution in reversed(list(distributions())):
        name = distribution.metadata["Name"]
        if name and distribution.version:
            yield normalized(name), distribution.version


def _place(name: str) -> list[str]:
    """Where a file of a wheel goes, as parts of a path; empty for what is no part of a module."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        return []
    if parts and parts[0].endswith(".data"):
        return parts[2:] if len(parts) > 2 and parts[1] in _SPREAD else []
    return parts
