# id: room.pipe.owner
# tries: whom a pipe would send signals, as a mark for the next run
# engines: containers
# expects: refused LookupError|EPERM
# control: rooms without pipes pid filter

import fcntl

# in the control this is the container's first process
seen = on_wires(lambda one: fcntl.fcntl(one, fcntl.F_SETOWN, 1))
# --- next run ---
import fcntl

owners = of_wires(lambda one: fcntl.fcntl(one, fcntl.F_GETOWN))
seen = must_find(f"{owners}", any(owners))
