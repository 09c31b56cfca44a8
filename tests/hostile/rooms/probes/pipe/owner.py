# id: room.pipe.owner
# tries: whom a pipe would send signals, as a mark for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

import fcntl

# the group of the first process, which stays
seen = on_wires(lambda one: fcntl.fcntl(one, fcntl.F_SETOWN, os.getpid()))
# --- next run ---
import fcntl

owners = of_wires(lambda one: fcntl.fcntl(one, fcntl.F_GETOWN))
seen = must_find(f"{owners}", any(owners))
