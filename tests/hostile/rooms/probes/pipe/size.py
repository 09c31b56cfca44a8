# id: room.pipe.size
# tries: how much a pipe holds, as a mark for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

import fcntl

# F_SETPIPE_SZ
seen = on_wires(lambda one: fcntl.fcntl(one, 1031, 8192))
# --- next run ---
import fcntl

sizes = [fcntl.fcntl(one, 1032) for one in bridge_pipes()]
seen = must_find(f"{sizes}", 8192 in sizes)
