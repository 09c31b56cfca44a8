# id: room.file.lock
# tries: a lock on a file of the image for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import fcntl


def hold():
    stream = open("/etc/passwd")
    fcntl.flock(stream, fcntl.LOCK_EX)
    return stream


seen = stay(hold)
# --- next run ---
import fcntl

with open("/etc/passwd") as stream:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(stream, fcntl.LOCK_UN)
        held = False
    except BlockingIOError:
        held = True
seen = must_find("nobody holds it", held)
