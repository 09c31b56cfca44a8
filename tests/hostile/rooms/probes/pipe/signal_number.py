# id: room.pipe.signal_number
# tries: the number of a signal, as a mark for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

import fcntl

seen = on_wires(lambda one: fcntl.fcntl(one, fcntl.F_SETSIG, 44))
# --- next run ---
import fcntl

numbers = of_wires(lambda one: fcntl.fcntl(one, fcntl.F_GETSIG))
seen = must_find(f"{numbers}", 44 in numbers)
