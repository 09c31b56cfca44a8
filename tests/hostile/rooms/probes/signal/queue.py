# id: room.signal.queue
# tries: to queue signals for the next run
# engines: containers
# expects: refused LookupError: it is there
# control: rooms without pid filter

import struct

for number in (14, 34, 9):
    # SI_QUEUE, of this process
    about = struct.pack("iiiiii", number, 0, -1, 0, os.getpid(), os.getuid()).ljust(128, b"\0")
    on_others(lambda pid, number=number, about=about: syscall("rt_sigqueueinfo", pid, number, about))
seen = "planted"
# --- next run ---
raise LookupError("it is there")
