# The floor of calls back to back: the trial from which rooms come. A zygote makes a room for each line,
# runs it and answers, one after the other, without a bridge, frames or a reset. As in the trial, it has
# imported what a runtime needs, and each room has two processes of its own and a user namespace.
# `ROOM` is the source of the product's `room.py`, `FILTER` the program of its inner filter in base64.
import asyncio
import concurrent.futures
import inspect
import io
import json
import os
import sys
import traceback
from base64 import b64decode

exec(ROOM)

filter_ = Filter(b64decode(FILTER))
for line in sys.stdin.buffer:
    reading, writing = os.pipe()
    maker = os.fork()
    if maker == 0:
        make_user_namespace()
        child = fork_room()
        if child == 0:
            furnish_room()
            confine(filter_)
            os.write(writing, b"%d\n" % eval(line))
            os._exit(0)
        os.waitpid(child, 0)
        os._exit(0)
    os.close(writing)
    answer = os.read(reading, 100)
    os.close(reading)
    os.waitpid(maker, 0)
    os.write(1, answer)
