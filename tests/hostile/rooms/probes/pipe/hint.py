# id: room.pipe.hint
# tries: a hint of how long data live, as a mark for the next run
# engines: containers
# expects: refused LookupError|EINVAL
# control: rooms without pipes

import fcntl
import struct

# F_SET_RW_HINT, RWH_WRITE_LIFE_LONG
seen = on_wires(lambda one: fcntl.fcntl(one, 1036, struct.pack("Q", 4)))
# --- next run ---
import fcntl
import struct

hints = of_wires(lambda one: struct.unpack("Q", fcntl.fcntl(one, 1035, bytes(8)))[0])
seen = must_find(f"{hints}", 4 in hints)
