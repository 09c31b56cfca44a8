"""Files that outlive their run: what a program leaves in `/workspace/out`, and opens later.

This file is sent to the sandbox as text and runs there, where there is such a file.
"""

from __future__ import annotations

import os
import stat
import sys
from base64 import b64decode, b64encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

# The bridge takes no more.
MAX_FILES = 20
MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_FILES_BYTES = 32 * 1024 * 1024
# Entries of the folder that are looked at, and how deep.
_MAX_ENTRIES = 10_000
_MAX_DEPTH = 8
_MAX_TOLD = 5


class KeptFile:
    """A file that an earlier run left: `name`, `mime_type`, `bytes`, `text`, `save(path)`."""

    def __init__(self, name: str, mime_type: str, data: str) -> None:
        self.name = name
        self.mime_type = mime_type
        self.bytes = b64decode(data)

    @property
    def text(self) -> str:
        """Its text, which is UTF-8. Raises `ValueError` for what is not."""
        try:
            return self.bytes.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(
                f"{self.name} is no text in UTF-8 ({self.mime_type}); use .bytes"
            ) from error

    def save(self, path: str | None = None) -> str:
        """Write it to a path of the sandbox, by default its name in /workspace; the path."""
        target = f"/workspace/{os.path.basename(self.name)}" if path is None else os.fspath(path)
        if os.path.isdir(target):
            target = os.path.join(target, os.path.basename(self.name))
        with open(target, "wb") as file:
            file.write(self.bytes)
        return target

    def __len__(self) -> int:
        return len(self.bytes)

    def __bytes__(self) -> bytes:
        return self.bytes

    def __repr__(self) -> str:
        return f"<file {self.name} ({self.mime_type}), {len(self.bytes):,} bytes; .text, .bytes>"


def send_all(folder: str, send: Callable[[dict[str, Any]], None]) -> None:
    """Send the files of a folder to the bridge, and say on stderr which are left out."""
    left_out: list[str] = []
    count = size = 0
    for name, path in _walk(folder):
        data = _read(path) if count < MAX_FILES else None
        if data is None or size + len(data) > MAX_FILES_BYTES:
            left_out.append(name)
            continue
        count, size = count + 1, size + len(data)
        send({"type": "file", "name": name, "data": b64encode(data).decode()})
    if left_out:
        more = f" and {len(left_out) - _MAX_TOLD} more" if len(left_out) > _MAX_TOLD else ""
        print(
            f"Note: not kept of {folder}: {', '.join(left_out[:_MAX_TOLD])}{more}; a run keeps"
            f" {MAX_FILES} ordinary files, of 16 MiB each and 32 MiB together",
            file=sys.stderr,
        )


def _walk(folder: str) -> Iterator[tuple[str, str]]:
    """Names within the folder, and paths, of all that is no folder; no link is followed."""
    looked_at = 0
    waiting = [("", folder, _MAX_DEPTH)]
    while waiting:
        prefix, path, depth = waiting.pop()
        try:
            with os.scandir(path) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        folders = []
        for entry in found:
            looked_at += 1
            if looked_at > _MAX_ENTRIES:
                return
            name = f"{prefix}{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                yield name, entry.path
            elif depth > 1:
                folders.append((f"{name}/", entry.path, depth - 1))
        waiting += reversed(folders)


def _read(path: str) -> bytes | None:
    """The bytes of an ordinary file that is not too large; else `None`."""
    try:
        # a pipe would wait for a writer
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
            return None
        data = file.read(MAX_FILE_BYTES + 1)
    return data if len(data) <= MAX_FILE_BYTES else None
