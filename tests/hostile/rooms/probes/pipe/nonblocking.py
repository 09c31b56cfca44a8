# id: room.pipe.nonblocking
# tries: that the next run's reads and writes do not wait
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

import fcntl

# not the input: the next run would find nothing there, and end
for one in wires(os.O_WRONLY):
    fcntl.fcntl(one, fcntl.F_SETFL, fcntl.fcntl(one, fcntl.F_GETFL) | os.O_NONBLOCK)
seen = "planted"
# --- next run ---
import fcntl

flags = {one: fcntl.fcntl(one, fcntl.F_GETFL) for one in bridge_pipes()}
seen = must_find(f"{flags}", [one for one in flags.values() if one & os.O_NONBLOCK])
