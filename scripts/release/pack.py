"""Writes an archive whose bytes depend on the files alone: no dates, no owners, a fixed order.

    pack.py ARCHIVE NAME=PATH [NAME=PATH ...]

The suffix of the archive chooses its format: `.tar.gz`, or ZIP for `.zip` and `.mcpb`. A file that
its owner may execute is executable in the archive.
"""

from __future__ import annotations

import gzip
import os
import stat
import sys
import tarfile
import zipfile
from pathlib import Path

# the earliest date that ZIP can hold
EPOCH = (1980, 1, 1, 0, 0, 0)


def mode_of(path: Path) -> int:
    return 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644


def write_tar(archive: Path, files: dict[str, Path]) -> None:
    with (
        archive.open("wb") as raw,
        # the name would be in the header
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for name, path in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = path.stat().st_size
            entry.mode = mode_of(path)
            with path.open("rb") as content:
                tar.addfile(entry, content)


def write_zip(archive: Path, files: dict[str, Path]) -> None:
    with zipfile.ZipFile(archive, "w", compression=zipfile.ZIP_DEFLATED) as zipped:
        for name, path in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            # made on Unix, whatever machine packs, so that the mode counts
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | mode_of(path)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, path.read_bytes())


def main(arguments: list[str]) -> None:
    archive, *named = arguments
    pairs = sorted(pair.split("=", 1) for pair in named)
    files = {name: Path(path) for name, path in pairs}
    if archive.endswith(".tar.gz"):
        write_tar(Path(archive), files)
    elif os.path.splitext(archive)[1] in {".zip", ".mcpb"}:
        write_zip(Path(archive), files)
    else:
        sys.exit(f'Cannot write "{archive}": its name must end in .tar.gz, .zip or .mcpb')


if __name__ == "__main__":
    main(sys.argv[1:])
