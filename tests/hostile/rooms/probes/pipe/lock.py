# id: room.pipe.lock
# tries: a lock of the whole pipe for the next run
# engines: containers
# expects: refused LookupError|EACCES
# control: rooms without pipes

import fcntl

seen = on_wires(lambda one: fcntl.flock(one, fcntl.LOCK_EX | fcntl.LOCK_NB))
# --- next run ---
import fcntl

held = []
for one in bridge_pipes():
    # a description of its own, to which a lock of the other is closed
    other = os.open(f"/proc/self/fd/{one}", fcntl.fcntl(one, fcntl.F_GETFL) & 3 | os.O_NONBLOCK)
    try:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.append(one)
    os.close(other)
seen = must_find("nobody holds it", held)
