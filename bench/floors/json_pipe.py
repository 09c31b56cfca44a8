"""What a payload costs on a pipe: `L` and a line of JSON is loaded, `D` and a number is a text dumped."""

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
