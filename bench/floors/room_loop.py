# The floor of calls back to back: a zygote that makes a room for each line, runs it and answers, one
# after the other, without a bridge, frames, a runtime or a reset. `ROOM` is the source of the
# product's `room.py`, `FILTER` the program of its inner filter in base64.
import os
import sys
from base64 import b64decode

exec(ROOM)

filter_ = Filter(b64decode(FILTER))
make_user_namespace()
for line in sys.stdin.buffer:
    reading, writing = os.pipe()
    child = fork_room()
    if child == 0:
        furnish_room()
        confine(filter_)
        os.write(writing, b"%d\n" % eval(line))
        os._exit(0)
    os.close(writing)
    answer = os.read(reading, 100)
    os.close(reading)
    os.waitpid(child, 0)
    os.write(1, answer)
