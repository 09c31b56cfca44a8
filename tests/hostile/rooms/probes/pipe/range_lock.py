# id: room.pipe.range_lock
# tries: a lock of a range of the pipe for the next run
# engines: containers
# expects: refused LookupError|EACCES
# control: rooms without pipes

import fcntl
import struct


def lock(one):
    kind = fcntl.F_RDLCK if one in wires(os.O_RDONLY) else fcntl.F_WRLCK
    fcntl.fcntl(one, 37, struct.pack("hhqqi4x", kind, 0, 0, 0, 0))


seen = on_wires(lock)
# --- next run ---
import fcntl
import struct

held = []
for one in bridge_pipes():
    other = os.open(f"/proc/self/fd/{one}", os.O_RDWR | os.O_NONBLOCK)
    answer = fcntl.fcntl(other, 36, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
    if struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK:
        held.append(one)
    os.close(other)
seen = must_find("nobody holds it", held)
