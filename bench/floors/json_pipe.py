"""The cost of a payload on a pipe: `L<JSON>` is loaded, `D<number>` dumps a text of that length."""

import json
import sys

for line in sys.stdin.buffer:
    if line.startswith(b"L"):
        json.loads(line[1:])
        answer = b"1"
    else:
        answer = json.dumps("x" * int(line[1:])).encode()
    sys.stdout.buffer.write(answer + b"\n")
    sys.stdout.buffer.flush()
